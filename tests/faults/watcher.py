"""A client that follows a person's rooms as the desktop does, and writes down what it applied.

The line, the HTTP interface and the sync machine are the desktop's own; the rest of the agent is
left out, so that what is checked is the stream and nothing that could hide its faults.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import cycle
from time import monotonic
from typing import TypeAlias

from common.events import Event, TicketEvent, UnknownEvent
from common.ids import EventId
from common.live import Heartbeat
from common.rooms import Room
from common.session import Authenticate
from common.stream import Cursor
from desktop.adapters.rest import RestApi
from desktop.adapters.socket import SioSocket
from desktop.core.errors import ClientError
from desktop.core.ports import Closed
from desktop.core.stream.effects import Deliver, Effect, Fetch, Forget, TakeSnapshot
from desktop.core.stream.requests import fetch
from desktop.core.stream.sync import Sync
from tests.integration.backend.server import Person

PAUSE_S = 0.05

Told: TypeAlias = tuple[str, str]
"""A ticket and the type of an event of it."""


class Watcher:
    """One person's device; it comes back by itself until it is cancelled.

    Attributes:
        person: Whose device it is.
        events: In the order in which they were applied.
        heads: Of each room, where the server said that it ends.
        resets: Snapshots that had to be taken after the first.
        lines: Times that it signed in on a new line.
        slowest_s: Longest time from the decision of an event until it was applied, of those that
            were decided while the device stood level.
        heard_at: When each change of a ticket was applied.
    """

    def __init__(self, url: str, person: Person, elsewhere: Sequence[str] = ()) -> None:
        """Follow at ``url``; after each failure at the next of these and ``elsewhere``."""
        self.person = person
        self.events: list[Event | UnknownEvent] = []
        self.heads: dict[Room, int] = {}
        self.resets = 0
        self.lines = 0
        self.slowest_s = 0.0
        self.heard_at: dict[Told, float] = {}
        self._begun: dict[Room, Cursor] = {}
        self._urls = (url, *elsewhere)
        self._sync = Sync({}, None)
        self._changed = asyncio.Event()
        self._socket: SioSocket | None = None
        self._level_since: datetime | None = None

    @property
    def applied(self) -> list[EventId]:
        """Ids of the events in the order in which they were applied."""
        return [event.id for event in self.events]

    @property
    def rooms(self) -> frozenset[Room]:
        """The rooms that it follows."""
        return self._sync.rooms

    @property
    def begun(self) -> Mapping[Room, Cursor]:
        """Where the first snapshot stood: everything after it must be applied."""
        return self._begun

    async def until_level(self, within_s: float) -> None:
        """Wait until it stands where the server says that its rooms end."""
        await self.until(lambda: bool(self.heads) and self._sync.is_caught_up, within_s)

    async def until_at(self, heads: Mapping[Room, int], within_s: float) -> None:
        """Wait until it stands at these numbers."""
        await self.until(
            lambda: {room: c.after for room, c in self._sync.cursors.items()} == heads, within_s
        )

    async def until_reset(self, within_s: float) -> None:
        """Wait until it took another snapshot than its first."""
        await self.until(lambda: self.resets > 0, within_s)

    async def until(self, claim: Callable[[], bool], within_s: float) -> None:
        """Wait until ``claim`` is true of what was applied."""
        async with asyncio.timeout(within_s):
            while not claim():
                self._changed.clear()
                await self._changed.wait()

    async def run(self) -> None:
        """Follow until cancelled."""
        lines = [(url, RestApi(url, connect_s=2.0, read_s=5.0)) for url in self._urls]
        try:
            for url, api in cycle(lines):
                self._sync.disconnected()
                with suppress(ClientError):
                    await self._follow(url, api)
                await asyncio.sleep(PAUSE_S)
        finally:
            for _, api in lines:
                api.close()

    async def kick(self) -> None:
        """Take the line away; it comes back by itself."""
        if self._socket is not None:
            await self._socket.close()

    async def _follow(self, url: str, api: RestApi) -> None:
        socket = self._socket = SioSocket(url, connect_timeout_s=5.0)
        self._level_since = None
        try:
            await socket.connect()
            answer = await socket.authenticate(
                Authenticate(
                    user_id=self.person.id,
                    token=self.person.token,
                    rooms=dict(self._sync.cursors),
                ),
                timeout_s=5.0,
            )
            assert answer.epoch is not None
            self.lines += 1
            self.heads = {room: ends.head for room, ends in answer.rooms.items()}
            await self._carry_out(api, self._sync.connected(answer.epoch, self.heads))
            while True:
                happening = await socket.next()
                if isinstance(happening, Closed):
                    raise happening.failure
                if isinstance(happening, Heartbeat):
                    self.heads |= happening.heads
                    effects = self._sync.heartbeat(happening.epoch, happening.heads)
                elif isinstance(happening, Event | UnknownEvent):
                    effects = self._sync.frame(happening)
                else:
                    continue
                await self._carry_out(api, effects)
        finally:
            await socket.close()

    async def _carry_out(self, api: RestApi, effects: Sequence[Effect]) -> None:
        waiting = list(effects)
        while waiting:
            match waiting.pop(0):
                case Deliver() as delivery:
                    self._apply(delivery)
                case Fetch() as request:
                    answer = await fetch(api, self.person.token, request)
                    waiting += self._sync.page(request, answer.page)
                case TakeSnapshot() as request:
                    self._note_snapshot(request)
                    waiting += self._sync.snapshot_taken(request)
                case Forget():
                    pass
        if self._level_since is None and self._sync.is_caught_up:
            self._level_since = datetime.now(UTC)
        self._changed.set()

    def _apply(self, delivery: Deliver) -> None:
        self.events += delivery.events
        for event in delivery.events:
            if isinstance(event, TicketEvent):
                self.heard_at[event.ticket_id, event.type.value] = monotonic()
        if self._level_since is None:
            return
        now = datetime.now(UTC)
        fresh = [event.at for event in delivery.events if event.at > self._level_since]
        self.slowest_s = max(self.slowest_s, *((now - at).total_seconds() for at in fresh), 0.0)

    def _note_snapshot(self, request: TakeSnapshot) -> None:
        self.resets += any(room in self._begun for room in request.cursors)
        self._begun |= request.cursors
