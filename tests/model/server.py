"""The server's side of the model: real services and a real dispatcher on tables in memory.

What a process of the server holds (doorbell, dispatcher, sockets) is made anew by ``crash``; what
is committed stays. Rings wait until the test lets them through, twice, late, or never.
"""

import itertools
from dataclasses import dataclass, field

import msgspec

from backend.realtime.dispatcher import Dispatcher
from backend.realtime.doorbell import Doorbell
from backend.realtime.fanout import Fanout
from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.changes import Published
from backend.services.desk import Services
from common.ids import UserId
from common.rooms import Room
from common.stream import Head
from tests.fakes.desk import POPULATION, build_desk
from tests.fakes.readers import memory_readers
from tests.fakes.tables import MemoryGateway, Tables
from tests.unit.backend.realtime.builders import (
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)

LOOK_S = 1.0


@dataclass
class _Process:
    """What is lost when the server is killed."""

    doorbell: Doorbell
    sessions: SessionRegistry
    dispatcher: Dispatcher
    rooms: Rooms


@dataclass
class Line:
    """One socket, from the server's side."""

    session: Session
    outlet: ListOutlet
    taken: int = 0

    def take(self) -> list[tuple[str, bytes]]:
        """Return name and argument of what was sent since the last call."""
        new = self.outlet.packets[self.taken :]
        self.taken = len(self.outlet.packets)
        events = [msgspec.json.decode(p.encode()[2:], type=tuple[str, msgspec.Raw]) for p in new]
        return [(name, bytes(argument)) for name, argument in events]


@dataclass
class ModelServer:
    """A server that does one thing at a time, when it is told to.

    Attributes:
        rings: What was committed and not rung yet.
    """

    tables: Tables = field(default_factory=Tables)
    rings: list[Published] = field(default_factory=list)
    services: Services = field(init=False)
    _process: _Process = field(init=False)
    _now_s: float = 0.0
    _sids: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start(self) -> None:
        """Fill the tables with the small help desk and begin."""
        gateway = MemoryGateway(self.tables, self.rings.extend)
        await gateway.commit(POPULATION)
        self.rings.clear()
        self._readers = memory_readers(self.tables)
        self.services = build_desk(gateway, self._readers).services
        await self.crash()

    async def crash(self) -> None:
        """Lose everything that is not committed, and start again."""
        self.rings.clear()
        metrics, doorbell = make_metrics(), Doorbell()
        sessions = SessionRegistry(metrics)
        dispatcher = Dispatcher(
            doorbell=doorbell,
            streams=self._readers.streams,
            fanout=Fanout(sessions, metrics, Throughput(lambda: self._now_s)),
            metrics=metrics,
            latencies=Latencies(lambda: self._now_s),
            now=lambda: self.tables.published[-1].event.at,
            monotonic=lambda: self._now_s,
            look_every_s=LOOK_S,
        )
        rooms = Rooms(
            sessions=sessions,
            rights=self.services.membership,
            dispatcher=dispatcher,
            forget_people=lambda: None,
        )
        dispatcher.access_changed = rooms.review
        await dispatcher.start()
        self._process = _Process(doorbell, sessions, dispatcher, rooms)

    async def ring(self, published: Published) -> None:
        """Let one ring through, and dispatch it."""
        self._process.doorbell.hear([published])
        await self._process.dispatcher._turn()

    async def look(self) -> None:
        """Let the dispatcher look for what was not rung."""
        self._now_s += LOOK_S
        await self._process.dispatcher._turn()

    async def accept(self, user_id: UserId) -> tuple[Line, dict[Room, Head]]:
        """Take a socket in, whose token was verified."""
        session, outlet = make_session(f"s{next(self._sids)}")
        self._process.sessions.add(session)
        heads = await self._process.rooms.settle(session, make_identity(user_id))
        return Line(session, outlet), heads

    async def join(self, line: Line, room: Room) -> int:
        """Let a socket hear a room; returns the room's head."""
        return (await self._process.rooms.join(line.session, room)).head

    def hang_up(self, line: Line) -> None:
        """Forget a socket."""
        line.outlet.is_gone = True
        self._process.rooms.drop(line.session.sid)

    def heads(self, line: Line) -> dict[Room, int]:
        """Return what a heartbeat on this line says."""
        return self._process.dispatcher.heads(line.session.rooms)
