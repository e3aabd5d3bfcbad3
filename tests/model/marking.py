"""A device's marks on their way to the server: the real sender, on requests that may be lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from types import SimpleNamespace
from typing import cast

from backend.domain.people import Person
from backend.services.actor import Actor, RequestKey
from backend.services.desk import Services
from common import rest
from common.errors import BomizzelError
from common.ids import EventId
from desktop.core.context import Context
from desktop.core.desk.marks import Marks
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from desktop.core.follower import Follower
from desktop.core.state import Mark
from tests.fakes.clock import Ids


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = auto()
    LOST = auto()
    """It never reaches the server."""
    ANSWER_LOST = auto()
    """The server did it, and the device does not know."""


@dataclass
class MarkApi:
    """The part of the HTTP interface that takes marks."""

    services: Services
    person: Person
    fate: Fate = Fate.ANSWERED

    async def mark_read(self, _token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        marks = rest.Marks(ids=ids)
        await self._send(key, lambda asks: self.services.notifications.mark_read(asks, marks))

    async def mark_unread(self, _token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        await self._send(key, lambda asks: self.services.notifications.mark_unread(asks, ids))

    async def mark_cleared(self, _token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        marks = rest.Marks(ids=ids)
        await self._send(key, lambda asks: self.services.notifications.mark_clear(asks, marks))

    async def _send(self, key: str, ask: Callable[[Actor], Awaitable[None]]) -> None:
        if self.fate is Fate.LOST:
            raise ConnectionLostError(ClientCode.SILENT)
        try:
            await ask(Actor(self.person.id, self.person.role, RequestKey(key, key)))
        except BomizzelError as exc:
            raise ServerRefusedError(exc.code, may_retry=exc.retryable) from exc
        if self.fate is Fate.ANSWER_LOST:
            raise ConnectionLostError(ClientCode.SILENT)


@dataclass
class Marking:
    """What one run of the agent does with marks; a new run begins with what the store holds."""

    api: MarkApi
    follower: Follower
    new_key: Ids
    marks: Marks = field(init=False)
    _now_s: float = 0.0

    def __post_init__(self) -> None:
        """Give the sender the few parts of the agent that it uses."""
        parts = SimpleNamespace(
            api=self.api,
            follower=self.follower,
            credentials=SimpleNamespace(fresh=_fresh),
            clock=SimpleNamespace(monotonic=lambda: self._now_s),
            status=SimpleNamespace(set_undoable=lambda _count: None),
            is_back=asyncio.Event(),
        )
        self.marks = Marks(cast(Context, parts), self.new_key)

    async def make(self, event_id: EventId, mark: Mark) -> None:
        """Mark an item as its person does; a clearing can be taken back for a while."""
        if mark is Mark.CLEARED:
            await self.marks.clear((event_id,))
        else:
            await self.marks.make((event_id,), mark)

    async def undo(self) -> None:
        """Take the last clearing back."""
        await self.marks.undo_clearing()

    async def send(self, fate: Fate) -> None:
        """Send what waits, except what can be taken back."""
        self.api.fate = fate
        for mark in Mark:
            await self.marks._send_all(mark)

    async def settle(self) -> None:
        """Send everything, and have it answered."""
        self.api.fate = Fate.ANSWERED
        await self.marks.settle()


async def _fresh() -> SimpleNamespace:
    return SimpleNamespace(access_token="access")
