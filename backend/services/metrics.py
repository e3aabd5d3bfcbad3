"""Live figures of queues, and what happened in them."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from backend.domain.access import may_see_queue
from backend.domain.errors import InvalidCommandError, NotFoundError
from backend.domain.flow import Flow, Span, bucket, net
from backend.domain.metrics import figures
from backend.services.actor import Actor
from backend.services.commands import require_standing
from backend.services.ports import MetricsReader, Now, PeopleReader
from common.ids import QueueId
from common.live import QueueMetrics
from common.queue_history import MAX_BUCKETS, HistoryStep, QueueHistory, QueueHistoryBucket

_STEPS = {
    HistoryStep.MINUTE: timedelta(minutes=1),
    HistoryStep.HOUR: timedelta(hours=1),
    HistoryStep.DAY: timedelta(days=1),
}
_DEFAULT_BUCKETS = {HistoryStep.MINUTE: 60, HistoryStep.HOUR: 24, HistoryStep.DAY: 30}
_MAX_MINUTES = timedelta(minutes=100)
"""Age of the first minute that may be asked for: later ones are certainly kept."""


class Metrics:
    """Reads the figures that every command keeps up to date."""

    def __init__(self, *, metrics: MetricsReader, people: PeopleReader, now: Now) -> None:
        """Use these parts."""
        self._metrics = metrics
        self._people = people
        self._now = now

    async def snapshot(self, actor: Actor, queue_id: QueueId) -> QueueMetrics:
        """Return the figures of a queue.

        Raises:
            NotFoundError: No such queue for this actor.
        """
        await self._require_queue(actor, queue_id)
        return await self.current(queue_id)

    async def current(self, queue_id: QueueId) -> QueueMetrics:
        """Return the figures of a queue for its room, whose listeners were checked on joining."""
        as_of = self._now()
        stored = await self._metrics.figures(
            queue_id,
            minutes_from=bucket(Span.MINUTE, as_of) - timedelta(minutes=59),
            hours_from=_begin(HistoryStep.DAY, as_of),
        )
        return figures(
            queue_id,
            stored.values,
            oldest_open_at=stored.oldest_open_at,
            last_hour=stored.minutes,
            today=stored.hours,
            as_of=as_of,
        )

    async def history(
        self,
        actor: Actor,
        queue_id: QueueId,
        *,
        begin: datetime | None = None,
        end: datetime | None = None,
        step: HistoryStep = HistoryStep.HOUR,
    ) -> QueueHistory:
        """Return what happened in a queue, a bucket for each minute, hour or day.

        Args:
            actor: Who asks.
            queue_id: The queue.
            begin: In the first bucket; None for an hour of minutes, a day of hours or 30 days.
            end: In the last bucket, or its end; None for now.
            step: How much time a bucket covers.

        Raises:
            NotFoundError: No such queue for this actor.
            InvalidCommandError: The time ends before it begins, has too many buckets, or has
                minutes that are not kept any more.
        """
        await self._require_queue(actor, queue_id)
        length, now = _STEPS[step], self._now()
        last = _begin(step, now) if end is None or end >= now else _last(step, end)
        first = last - length * (_DEFAULT_BUCKETS[step] - 1)
        if begin is not None:
            first = _begin(step, begin)
        count = (last - first) // length + 1
        if not 1 <= count <= MAX_BUCKETS:
            raise InvalidCommandError(
                f"from must be before to and before now, with at most {MAX_BUCKETS} buckets"
            )
        if step is HistoryStep.MINUTE and now - first > _MAX_MINUTES:
            raise InvalidCommandError("minutes are kept for two hours")
        span = Span.MINUTE if step is HistoryStep.MINUTE else Span.HOUR
        is_open, counted = await self._metrics.history(queue_id, first, span=span)
        happened: dict[datetime, Counter[Flow]] = {}
        for at, counts in counted.items():
            happened.setdefault(_begin(step, at), Counter()).update(counts)
        # Backwards from now: open at the end of a bucket is what was before all later ones.
        later = sum(net(counts) for at, counts in happened.items() if at > last)
        items: list[QueueHistoryBucket] = []
        for number in reversed(range(count)):
            at = first + length * number
            counts = happened.get(at, Counter())
            items.append(_bucket(at, counts, is_open=is_open - later))
            later += net(counts)
        return QueueHistory(queue_id=queue_id, step=step, items=tuple(reversed(items)))

    async def _require_queue(self, actor: Actor, queue_id: QueueId) -> None:
        standing = await require_standing(self._people, actor)
        queue = await self._people.queue(queue_id)
        if queue is None or not may_see_queue(standing, queue_id, queue.team_id):
            raise NotFoundError


def _begin(step: HistoryStep, at: datetime) -> datetime:
    if step is HistoryStep.MINUTE:
        return bucket(Span.MINUTE, at)
    hour = bucket(Span.HOUR, at)
    return hour if step is HistoryStep.HOUR else hour.replace(hour=0)


def _last(step: HistoryStep, end: datetime) -> datetime:
    """Return the begin of the last bucket of a time that ends at ``end``."""
    begin = _begin(step, end)
    return begin - _STEPS[step] if begin == end.astimezone(UTC) else begin


def _bucket(at: datetime, counts: Mapping[Flow, int], *, is_open: int) -> QueueHistoryBucket:
    resolved, responses = counts.get(Flow.RESOLVED, 0), counts.get(Flow.FIRST_RESPONSES, 0)
    return QueueHistoryBucket(
        at=at,
        created=counts.get(Flow.CREATED, 0),
        resolved=resolved,
        reopened=counts.get(Flow.REOPENED, 0),
        moved_in=counts.get(Flow.MOVED_IN, 0),
        moved_out=counts.get(Flow.MOVED_OUT, 0),
        open=is_open,
        first_responses=responses,
        average_first_response_seconds=_mean(counts, Flow.FIRST_RESPONSE_S, responses),
        average_resolution_seconds=_mean(counts, Flow.RESOLUTION_S, resolved),
    )


def _mean(counts: Mapping[Flow, int], total: Flow, count: int) -> float | None:
    return counts.get(total, 0) / count if count else None
