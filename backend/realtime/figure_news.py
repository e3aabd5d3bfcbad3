"""Live figures of queues for those who listen: soon after each change, and not too often.

Each process tells its own sockets, whoever made the change: what it hears from the dispatcher
marks a queue, and a marked queue is read and told at most once in ``every_s``. What happens while
it waits is in the figures that are read at the end, so the last state is always told. Where no
figure moved, as by a new title, nobody is told.
"""

import asyncio
import logging
from typing import Protocol

from backend.realtime.fanout import Fanout
from backend.realtime.limits import Monotonic
from backend.realtime.sessions import SessionRegistry
from backend.services.errors import InfrastructureError
from common.envelope import encode
from common.ids import QueueId
from common.live import LiveEventType, QueueMetrics
from common.rooms import Room, RoomKind, parse_room, queue_room

EVERY_S = 1.0

logger = logging.getLogger(__name__)


class FiguresOfQueues(Protocol):
    """Knows the figures of queues."""

    async def current(self, queue_id: QueueId) -> QueueMetrics:
        """Return the figures as they are now."""
        ...


class FigureNews:
    """Tells ``queue:metrics_updated`` to the rooms of queues."""

    def __init__(
        self,
        *,
        figures: FiguresOfQueues,
        sessions: SessionRegistry,
        fanout: Fanout,
        monotonic: Monotonic,
        every_s: float = EVERY_S,
    ) -> None:
        self._figures = figures
        self._sessions = sessions
        self._fanout = fanout
        self._monotonic = monotonic
        self._every_s = every_s
        self._marked: dict[QueueId, float] = {}  # When each is due, monotonic seconds.
        self._told_at: dict[QueueId, float] = {}
        self._told: dict[QueueId, int] = {}  # The versions, of queues that are heard.
        self._is_marked = asyncio.Event()

    def mark(self, room: Room) -> None:
        """Note that something happened in a room; one that nobody hears here does not count."""
        kind, owner = parse_room(room)
        if kind is RoomKind.QUEUE and self._sessions.has(room):
            told_at = self._told_at.get(QueueId(owner))
            due_at = self._monotonic() if told_at is None else told_at + self._every_s
            self._marked.setdefault(QueueId(owner), due_at)
            self._is_marked.set()

    def mark_all(self) -> None:
        """Mark every queue that somebody listens to: ages grow without anything happening."""
        self._told.clear()
        for room in self._sessions.heard_rooms():
            self.mark(room)

    async def run(self) -> None:
        """Tell until cancelled; figures that cannot be read now are told when they can be."""
        while True:
            await self._until_due()
            for queue_id in [one for one, at in self._marked.items() if at <= self._monotonic()]:
                del self._marked[queue_id]
                try:
                    await self._tell(queue_id)
                except InfrastructureError:
                    logger.warning("figures not read", exc_info=True)
                    self.mark(queue_room(queue_id))

    async def _until_due(self) -> None:
        """Return when a mark may be due: at the latest at the first one's time."""
        self._is_marked.clear()
        now = self._monotonic()
        self._told_at = {one: at for one, at in self._told_at.items() if now - at < self._every_s}
        patience_s = min(self._marked.values()) - now if self._marked else None
        try:
            async with asyncio.timeout(patience_s):
                await self._is_marked.wait()
        except TimeoutError:
            return

    async def _tell(self, queue_id: QueueId) -> None:
        room = queue_room(queue_id)
        if not self._sessions.has(room):
            self._told.pop(queue_id, None)
            return
        # Noted before the figures are read: what happens meanwhile is told once more.
        self._told_at[queue_id] = self._monotonic()
        news = await self._figures.current(queue_id)
        if self._told.get(queue_id) == news.version:
            return
        self._told[queue_id] = news.version
        self._fanout.tell((room,), LiveEventType.QUEUE_METRICS_UPDATED.value, encode(news))
