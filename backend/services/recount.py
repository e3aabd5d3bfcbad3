"""The regular proof that the figures of queues say what the tickets say.

Figures are kept by differences, so a mistake would stay for ever. From time to time the tickets of
each queue are counted themselves, and what differs is reported and put right.

Source:
    ADR-0016.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from backend.domain.metrics import Measure, MetricKey, drift
from backend.services.changes import Change, MarkRecounted
from backend.services.errors import StaleFiguresError
from backend.services.ports import MetricsReader, Now, PeopleReader, WriteGateway
from common.ids import QueueId

KEEP_MINUTES_FOR = timedelta(hours=2)
KEEP_HOURS_FOR = timedelta(days=750)
"""As long as a history by day can reach back."""

OnDrift = Callable[[QueueId, Mapping[MetricKey, int]], None]
"""Called when figures were put right, with the queue and by how much each moved."""


class Recount:
    """Counts the tickets of queues and compares.

    Several processes may do it at the same time: each claims a queue before it counts, and a
    claim that came first refuses the others, also at the correction.
    """

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        metrics: MetricsReader,
        people: PeopleReader,
        now: Now,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._metrics = metrics
        self._people = people
        self._now = now

    async def run(self, interval: timedelta, on_drift: OnDrift) -> int:
        """Count every queue, one after the other, and return how many were counted.

        One that anybody counted within ``interval`` is left alone.
        """
        counted = 0
        for queue in await self._people.queues():
            try:
                counted += await self._recount(queue.id, interval, on_drift)
            except StaleFiguresError:
                continue  # Another process is at it.
        return counted

    async def _recount(self, queue_id: QueueId, interval: timedelta, on_drift: OnDrift) -> bool:
        now = self._now()
        at_s = int(now.timestamp())
        marked_s = await self._metrics.recounted_at_s(queue_id)
        # A mark from the future, of a clock that was set back since, counts as none.
        if 0 <= at_s - marked_s < interval.total_seconds():
            return False
        claim = MarkRecounted(
            queue_id=queue_id,
            previous_s=marked_s,
            at_s=at_s,
            minutes_before=now - KEEP_MINUTES_FOR,
            hours_before=now - KEEP_HOURS_FOR,
        )
        await self._gateway.commit(Change(writes=(claim,)))
        stored, counted = await self._metrics.counted(queue_id)
        moved = drift(stored, counted)
        if moved:
            # Differences, so that what commands move meanwhile is not lost.
            deltas = {**moved, MetricKey(queue_id, Measure.VERSION): 1}
            still_claimed = replace(claim, previous_s=at_s)
            await self._gateway.commit(Change(writes=(still_claimed,), deltas=deltas))
            on_drift(queue_id, moved)
        return True
