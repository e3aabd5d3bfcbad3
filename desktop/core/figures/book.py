"""What is known of the queues that somebody watches. Pure state: no clock, no line, no disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import NamedTuple

from common.ids import QueueId, TeamId, UserId
from common.live import QueueMetrics
from common.queue_history import HistoryStep, QueueHistory, QueueHistoryBucket
from common.rest import Profile, Team
from desktop.core.figures.history import STEP_OF, bucket_of, range_begin, rolled, up_to_now, wanted
from desktop.core.figures.values import (
    FigureRange,
    Figures,
    QueueFigures,
    SeenQueue,
    SeenTeam,
)

MAX_QUEUES = 200
"""Queues that are watched at once, in the order of their names."""


class _Fetched(NamedTuple):
    """A history that was asked for: from when, in which bucket, and at which version."""

    begin: datetime
    bucket: datetime
    version: int


@dataclass(slots=True)
class _Page:
    """What is held of one queue.

    Attributes:
        fetched: For each step, which history was asked for last.
    """

    metrics: QueueMetrics | None = None
    confirmed_at: datetime | None = None
    series: dict[HistoryStep, tuple[QueueHistoryBucket, ...]] = field(default_factory=dict)
    fetched: dict[HistoryStep, _Fetched] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return self.metrics.version if self.metrics is not None else -1


class FigureBook:
    """Keeps figures by their versions, and histories that live figures move.

    ``now`` is the server's time, by which buckets begin; ``at`` is this machine's.

    Invariants:
        * An older version of a queue's figures never replaces a newer one.
        * What nobody watches is forgotten.

    Attributes:
        range: How far back is looked.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        """Start with nothing watched; ``zone`` has the midnights, None for this machine's."""
        self.range = FigureRange.TODAY
        self._zone = zone
        self._seen: dict[QueueId, SeenQueue] = {}
        self._is_known = False
        self._team_names: dict[TeamId, str] = {}
        self._pages: dict[QueueId, _Page] = {}
        self._shown_ids: tuple[QueueId, ...] = ()
        self._names: Mapping[UserId, str] = {}
        self._online: frozenset[UserId] | None = None

    @property
    def seen(self) -> Mapping[QueueId, SeenQueue]:
        """The queues that the person may see, in the order of their names."""
        return self._seen

    @property
    def watched(self) -> tuple[QueueId, ...]:
        """The queues that are watched."""
        return tuple(self._pages)

    def know(self, profile: Profile) -> None:
        """Take over which queues the person may see; what they may no longer see is forgotten."""
        self._team_names |= {team.id: team.name for team in profile.teams}
        names = self._team_names
        ordered = sorted(profile.queues, key=lambda queue: (queue.name.casefold(), queue.id))
        self._seen = {
            queue.id: SeenQueue(queue.id, queue.name, queue.team_id, names.get(queue.team_id, ""))
            for queue in ordered
            if not queue.disabled
        }
        self._is_known = True
        self.watch(self._shown_ids, self.watched)

    def lacks_team_names(self) -> bool:
        """Return whether a queue is of a team whose name is not known."""
        return any(not queue.team_name for queue in self._seen.values())

    def name_teams(self, teams: Iterable[Team]) -> None:
        """Take over the names of teams that are not the person's own."""
        self._team_names |= {team.id: team.name for team in teams}
        self._seen = {
            queue_id: replace(queue, team_name=self._team_names.get(queue.team_id, "?"))
            for queue_id, queue in self._seen.items()
        }

    def watch(self, shown: Iterable[QueueId], guarded: Iterable[QueueId] = ()) -> None:
        """Keep the figures of those of these queues that may be seen, and forget all others.

        Args:
            shown: Queues that somebody looks at: with their histories.
            guarded: Queues that have a limit which notifies: their figures alone.
        """
        looked_at, chosen = set(shown), set(guarded)
        ids = [one for one in self._seen if one in looked_at or one in chosen][:MAX_QUEUES]
        self._pages = {queue_id: self._pages.get(queue_id, _Page()) for queue_id in ids}
        self._shown_ids = tuple(one for one in ids if one in looked_at)

    def take(self, metrics: QueueMetrics, at: datetime) -> bool:
        """Take figures over that came at ``at``; return whether they were of any use."""
        page = self._pages.get(metrics.queue_id)
        if page is None or metrics.version < page.version:
            return False
        page.metrics = metrics
        page.confirmed_at = at
        self._move(page, metrics)
        return True

    def confirm(self, queue_ids: Iterable[QueueId], at: datetime, now: datetime) -> None:
        """Note that the figures of these queues were still the newest at ``at``."""
        for queue_id in queue_ids:
            page = self._pages.get(queue_id)
            if page is not None and page.metrics is not None:
                page.confirmed_at = at
                for step, series in page.series.items():
                    page.series[step] = rolled(series, step, now)

    def histories_due(self, now: datetime) -> list[tuple[QueueId, HistoryStep, datetime]]:
        """Return which histories to fetch, and from when.

        One is fetched when the range asks for more than is held, and after a bucket in which the
        queue changed has ended: its last word may have come too late.
        """
        due: list[tuple[QueueId, HistoryStep, datetime]] = []
        for step, begin in wanted(self.range, now, self._zone).items():
            current = bucket_of(step, now)
            for queue_id in self._shown_ids:
                page = self._pages[queue_id]
                fetched = page.fetched.get(step)
                if (
                    fetched is None
                    or fetched.begin > begin
                    or (current > fetched.bucket and page.version > fetched.version)
                ):
                    due.append((queue_id, step, begin))
        return due

    def history_asked(
        self, queue_id: QueueId, step: HistoryStep, begin: datetime, now: datetime
    ) -> None:
        """Note that a history is asked for, so that it is not asked for twice."""
        page = self._pages.get(queue_id)
        if page is not None:
            page.fetched[step] = _Fetched(begin, bucket_of(step, now), page.version)

    def history_missing(self, queue_id: QueueId, step: HistoryStep) -> None:
        """Note that a history could not be had, so that it is asked for again."""
        page = self._pages.get(queue_id)
        if page is not None:
            page.fetched.pop(step, None)

    def history_came(self, history: QueueHistory) -> None:
        """Take a history over."""
        page = self._pages.get(history.queue_id)
        if page is None:
            return
        page.series[history.step] = history.items
        if page.metrics is not None:
            self._move(page, page.metrics)

    def people(self) -> tuple[UserId, ...]:
        """Return who has tickets in the watched queues, those with most first."""
        loads = [
            load
            for page in (self._pages[queue_id] for queue_id in self._shown_ids)
            if page.metrics is not None
            for load in page.metrics.by_assignee
        ]
        ordered = sorted(loads, key=lambda load: -load.open)
        return tuple(dict.fromkeys(load.user_id for load in ordered))

    def name_people(self, names: Mapping[UserId, str]) -> None:
        """Take over what people are called."""
        self._names = names

    def know_online(self, online: frozenset[UserId] | None) -> None:
        """Take over who has a device connected; None while that is not known."""
        self._online = online

    def came_or_went(self, user_id: UserId, *, online: bool) -> None:
        """Note that somebody came online or left."""
        if self._online is not None:
            self._online = self._online | {user_id} if online else self._online - {user_id}

    def figures(self) -> tuple[QueueFigures, ...]:
        """Return the figures of every queue that is watched, without histories."""
        return tuple(
            QueueFigures(self._seen[queue_id], page.metrics, page.confirmed_at)
            for queue_id, page in self._pages.items()
        )

    def shown(self, now: datetime) -> Figures:
        """Return everything as it is shown."""
        teams = {queue.team_id: queue.team_name for queue in self._seen.values()}
        by_name = sorted(teams.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
        return Figures(
            range=self.range,
            queues=tuple(self._seen.values()),
            teams=tuple(SeenTeam(team_id, name) for team_id, name in by_name),
            watched=tuple(self._shown(queue_id, now) for queue_id in self._shown_ids),
            names=self._names,
            online=self._online,
            is_known=self._is_known,
        )

    def _shown(self, queue_id: QueueId, now: datetime) -> QueueFigures:
        page = self._pages[queue_id]
        return QueueFigures(
            queue=self._seen[queue_id],
            metrics=page.metrics,
            confirmed_at=page.confirmed_at,
            buckets=self._since(page, STEP_OF[self.range], self.range, now),
            today=self._since(page, HistoryStep.HOUR, FigureRange.TODAY, now),
        )

    def _since(
        self, page: _Page, step: HistoryStep, chosen: FigureRange, now: datetime
    ) -> tuple[QueueHistoryBucket, ...] | None:
        series = page.series.get(step)
        if series is None:
            return None
        begin = range_begin(chosen, now, self._zone)
        return tuple(bucket for bucket in series if bucket.at >= begin)

    def _move(self, page: _Page, metrics: QueueMetrics) -> None:
        steps = wanted(self.range, metrics.as_of, self._zone)
        for step, series in tuple(page.series.items()):
            if step not in steps:
                del page.series[step]  # Of another range.
                page.fetched.pop(step, None)
                continue
            page.series[step] = up_to_now(series, step, metrics)
