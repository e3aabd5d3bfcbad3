"""One process of the server: what is lost when it is killed, made anew from what is stored."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from typing_extensions import override

from backend.realtime.dispatcher import Dispatcher
from backend.realtime.doorbell import Doorbell
from backend.realtime.fanout import Fanout
from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.realtime.watch import Watch
from backend.services.changes import Published
from backend.services.desk import Services
from backend.services.ports import Readers
from backend.services.sessions import Identity
from common.errors import CloseReason
from common.rooms import Room
from common.stream import Head
from tests.fakes.clock import Clock
from tests.unit.backend.realtime.builders import ListOutlet, make_metrics, make_session

LOOK_S = 1.0
_sids = itertools.count()


@dataclass(eq=False)
class _Outlet(ListOutlet):
    """Takes nothing more once it is ended."""

    @override
    def end(self, reason: CloseReason) -> None:
        super().end(reason)
        self.is_gone = True


@dataclass(eq=False)
class Line:
    """One socket, from the server's side."""

    process: "Process"
    session: Session
    outlet: ListOutlet
    taken: int = 0

    @property
    def is_ended(self) -> bool:
        """Whether the server closed it."""
        return self.outlet.is_gone

    def take(self) -> list[tuple[str, bytes]]:
        """Return name and argument of what was sent since the last call."""
        new = [packet.encode() for packet in self.outlet.packets[self.taken :]]
        self.taken = len(self.outlet.packets)
        events = [
            msgspec.json.decode(packet[2:], type=tuple[str, msgspec.Raw])
            for packet in new
            if packet.startswith("42")
        ]
        return [(name, bytes(argument)) for name, argument in events]


@dataclass(eq=False)
class Process:
    """Services, doorbell, dispatcher and sockets of one process.

    Attributes:
        services: Its commands wait when the storage is slow.
    """

    readers: Readers
    services: Services
    clock: Clock
    monotonic: Callable[[], float]
    doorbell: Doorbell = field(default_factory=Doorbell)
    sessions: SessionRegistry = field(init=False)
    dispatcher: Dispatcher = field(init=False)
    rooms: Rooms = field(init=False)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        """Put the parts together as the composition root does."""
        metrics = make_metrics()
        self.sessions = SessionRegistry(metrics)
        self.dispatcher = Dispatcher(
            doorbell=self.doorbell,
            streams=self.readers.streams,
            fanout=Fanout(self.sessions, metrics, Throughput(self.monotonic)),
            metrics=metrics,
            latencies=Latencies(self.monotonic),
            now=self.clock,
            monotonic=self.monotonic,
            look_every_s=LOOK_S,
        )
        self.rooms = Rooms(
            sessions=self.sessions,
            rights=self.services.membership,
            dispatcher=self.dispatcher,
            forget_people=lambda: None,
        )
        self.dispatcher.access_changed = self.rooms.review
        self.watch = Watch(
            sessions=self.sessions,
            reader=self.services.sessions,
            rooms=self.rooms,
            metrics=metrics,
            monotonic=self.monotonic,
        )
        self.dispatcher.looked = self.watch.look_for

    async def start(self) -> None:
        """Begin after what is committed."""
        await self.dispatcher.start()

    async def ring(self, published: Published) -> None:
        """Let one ring through, and dispatch it."""
        self.doorbell.hear([published])
        await self.dispatcher._turn()

    async def look(self) -> None:
        """Let it look for what was not rung, and at whose right to be here has ended."""
        self.doorbell.doubt()
        await self.dispatcher._turn()
        await self.watch._look()

    async def accept(self, identity: Identity) -> tuple[Line, dict[Room, Head]]:
        """Take a socket in, whose token was verified."""
        session, _ = make_session(f"s{next(_sids)}")
        outlet = _Outlet()
        session.outlet = outlet
        self.sessions.add(session)
        heads = await self.rooms.settle(session, identity)
        return Line(self, session, outlet), heads

    async def join(self, line: Line, room: Room) -> int:
        """Let a socket hear a room; returns the room's head."""
        return (await self.rooms.join(line.session, room)).head

    def hang_up(self, line: Line) -> None:
        """Forget a socket."""
        line.outlet.is_gone = True
        self.rooms.drop(line.session.sid)

    def heads(self, line: Line) -> dict[Room, int]:
        """Return what a heartbeat on this line says."""
        return self.dispatcher.heads(line.session.rooms)
