"""Limits that a person sets for figures, and how far a figure has come. Pure.

A setting holds each as one line of text, so that files, registries and people can write it:
``QUEUE FIGURE WARN ALARM [notify]``, with ``*`` for every queue and ``-`` for no such limit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from common.ids import QueueId
from common.live import QueueMetrics

EVERY_QUEUE = QueueId("*")
_NONE = "-"
_NOTIFY = "notify"
_S_PER_MINUTE = 60


class Figure(StrEnum):
    """A figure of a queue that a limit can be set for."""

    OPEN = "open"
    UNASSIGNED = "unassigned"
    ESCALATED = "escalated"
    OLDEST_MINUTES = "oldest_minutes"
    """Age of the oldest open ticket, in minutes."""
    CREATED_LAST_HOUR = "created_last_hour"


class Level(IntEnum):
    """How far a figure has come."""

    NORMAL = 0
    WARN = 1
    ALARM = 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """Limits for one figure.

    Attributes:
        queue_id: Of which queue; ``EVERY_QUEUE`` for those without limits of their own.
        warn: From which value on it is worth a look; None for never.
        alarm: From which value on somebody has to act; None for never.
        notify: Whether a toast tells when the highest of the two is reached.
    """

    queue_id: QueueId
    figure: Figure
    warn: int | None = None
    alarm: int | None = None
    notify: bool = False

    @property
    def line(self) -> str:
        """The text that the setting holds."""
        limits = [_NONE if limit is None else str(limit) for limit in (self.warn, self.alarm)]
        return " ".join([self.queue_id, self.figure, *limits, *([_NOTIFY] if self.notify else [])])

    @property
    def highest(self) -> int | None:
        """The limit that notifies; None without any."""
        return self.alarm if self.alarm is not None else self.warn

    @property
    def calm_again(self) -> int:
        """The value at or below which the limit counts as left.

        That is below the warning where there is one, else a tenth below the limit: a figure that
        goes up and down by one around a limit tells once.
        """
        highest = self.highest or 0
        margin = highest - max(1, highest // 10)
        return margin if self.warn is None or self.alarm is None else min(margin, self.warn - 1)

    def level_of(self, value: int | None) -> Level:
        """Return how far ``value`` has come; a figure that is not known is nowhere."""
        if value is None:
            return Level.NORMAL
        if self.alarm is not None and value >= self.alarm:
            return Level.ALARM
        if self.warn is not None and value >= self.warn:
            return Level.WARN
        return Level.NORMAL


class Thresholds:
    """All limits of one person."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """Read them; of two for the same figure of a queue the later one counts."""
        read = (threshold_of(line) for line in lines)
        self._found = {(one.queue_id, one.figure): one for one in read}

    @property
    def all(self) -> tuple[Threshold, ...]:
        """All of them, in the order in which they were written."""
        return tuple(self._found.values())

    def of(self, queue_id: QueueId) -> Mapping[Figure, Threshold]:
        """Return the limits that hold for a queue: its own before those for every queue."""
        found: dict[Figure, Threshold] = {}
        for figure in Figure:
            one = self._found.get((queue_id, figure)) or self._found.get((EVERY_QUEUE, figure))
            if one is not None:
                found[figure] = one
        return found

    def level(self, figure: Figure, metrics: QueueMetrics, now: datetime) -> Level:
        """Return how far a figure of a queue has come."""
        one = self.of(metrics.queue_id).get(figure)
        return one.level_of(value_of(figure, metrics, now)) if one is not None else Level.NORMAL

    def notifying(self, queue_ids: Iterable[QueueId]) -> tuple[QueueId, ...]:
        """Return those of the queues of which a figure may notify."""
        return tuple(
            queue_id
            for queue_id in queue_ids
            if any(one.notify and one.highest is not None for one in self.of(queue_id).values())
        )


def threshold_of(line: str) -> Threshold:
    """Return what a line of the setting says; it was checked when it was set."""
    queue_id, figure, warn, alarm, *rest = line.split(" ")
    return Threshold(
        queue_id=QueueId(queue_id),
        figure=Figure(figure),
        warn=_limit(warn),
        alarm=_limit(alarm),
        notify=_NOTIFY in rest,
    )


def value_of(figure: Figure, metrics: QueueMetrics, now: datetime) -> int | None:
    """Return a figure as a whole number; None while there is none (no ticket is open)."""
    match figure:
        case Figure.OPEN:
            return metrics.open
        case Figure.UNASSIGNED:
            return metrics.unassigned
        case Figure.ESCALATED:
            return metrics.escalated
        case Figure.CREATED_LAST_HOUR:
            return metrics.created_last_hour
        case Figure.OLDEST_MINUTES:
            if metrics.oldest_open_at is None:
                return None
            age_s = (now - metrics.oldest_open_at).total_seconds()
            return max(0, int(age_s)) // _S_PER_MINUTE


def _limit(text: str) -> int | None:
    return None if text == _NONE else int(text)
