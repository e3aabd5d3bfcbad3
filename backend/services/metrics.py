"""Live figures of queues."""

from backend.domain.access import may_see_queue
from backend.domain.errors import NotFoundError
from backend.domain.metrics import figures
from backend.services.actor import Actor
from backend.services.commands import require_standing
from backend.services.ports import MetricsReader, Now, PeopleReader
from common.ids import QueueId
from common.live import QueueMetrics


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
        standing = await require_standing(self._people, actor)
        queue = await self._people.queue(queue_id)
        if queue is None or not may_see_queue(standing, queue_id, queue.team_id):
            raise NotFoundError
        return await self.current(queue_id)

    async def current(self, queue_id: QueueId) -> QueueMetrics:
        """Return the figures of a queue for its room, whose listeners were checked on joining."""
        values, oldest_open_at = await self._metrics.values(queue_id)
        return figures(queue_id, values, oldest_open_at=oldest_open_at, as_of=self._now())
