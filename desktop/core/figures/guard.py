"""Which limits were reached since the last look, each told once. Pure.

A limit that was reached is told again only after its figure has fallen clearly below it. What is
over its limit when it is first seen was not reached now, and is not told: a new start of the
program repeats nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from common.ids import QueueId
from desktop.core.figures.thresholds import Figure, Threshold, Thresholds, value_of
from desktop.core.figures.values import QueueFigures, SeenQueue


@dataclass(frozen=True, slots=True)
class Reached:
    """A figure that reached its limit.

    Attributes:
        limit: The value from which on it is told.
    """

    queue: SeenQueue
    figure: Figure
    value: int
    limit: int

    @property
    def tag(self) -> str:
        """Names the toast that tells it; no ticket and no event has such a name."""
        return tag_of(self.queue.queue_id, self.figure)


class Guard:
    """Remembers which limits were told."""

    def __init__(self) -> None:
        """Start with no figure seen."""
        self._is_told: dict[tuple[QueueId, Figure, int], bool] = {}

    def look(
        self, queues: Iterable[QueueFigures], thresholds: Thresholds, now: datetime
    ) -> tuple[list[Reached], list[str]]:
        """Return what is to be told, and the tags of what is no longer so.

        What is returned is returned again until ``told`` is called, or it is no longer so.
        """
        due: list[Reached] = []
        over: list[str] = []
        for one in queues:
            for threshold in thresholds.of(one.queue.queue_id).values():
                value = _value(threshold, one, now)
                if value is not None:
                    self._judge(threshold, one.queue, value, due, over)
        return due, over

    def told(self, reached: Reached) -> None:
        """Note that it was told."""
        self._is_told[reached.queue.queue_id, reached.figure, reached.limit] = True

    def _judge(
        self,
        threshold: Threshold,
        queue: SeenQueue,
        value: int,
        due: list[Reached],
        over: list[str],
    ) -> None:
        limit = threshold.highest
        if limit is None or not threshold.notify:
            return
        key = (queue.queue_id, threshold.figure, limit)
        is_told = self._is_told.setdefault(key, value >= limit)
        if is_told and value <= threshold.calm_again:
            self._is_told[key] = False
            over.append(tag_of(queue.queue_id, threshold.figure))
        elif not is_told and value >= limit:
            due.append(Reached(queue, threshold.figure, value, limit))


LIMIT_TAG = "limit:"


def tag_of(queue_id: QueueId, figure: Figure) -> str:
    """Return the tag of the toast about a figure of a queue."""
    return f"{LIMIT_TAG}{queue_id}:{figure}"


def _value(threshold: Threshold, one: QueueFigures, now: datetime) -> int | None:
    """Return a figure; 0 where no ticket is open, None while nothing is known."""
    if one.metrics is None:
        return None
    return value_of(threshold.figure, one.metrics, now) or 0
