"""Which person is at which socket, and which rooms each socket hears.

The library keeps rooms too, but puts a socket into the namespace's room before it is known who
that is, and walks through all rooms whenever one socket leaves. Here a socket is in a room only
after ``identify``, and both directions are indexed; nothing can be sent to "everybody".
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from backend.realtime.frames import Message
from backend.realtime.limits import Allowance
from backend.realtime.metrics import RealtimeMetrics
from backend.services.sessions import Identity
from common.errors import CloseReason
from common.ids import UserId
from common.rooms import Room
from common.session import ClientInfo


class Outlet(Protocol):
    """The sending half of a connection."""

    def deliver(self, message: Message) -> bool:
        """Queue one packet without waiting; False when the connection is gone."""
        ...

    def end(self, reason: CloseReason) -> None:
        """Send what waits, then close the transport."""
        ...

    def recognized(self) -> None:
        """Stop the sign-in deadline."""
        ...

    def violated(self) -> None:
        """Count a malformed or unknown message."""
        ...


@dataclass(eq=False, slots=True)
class Session:
    """One socket, from CONNECT to its end.

    Attributes:
        sid: Name of its connection.
        outlet: Where its packets go.
        opened_at: When it began, monotonic seconds.
        identity: Whose it is; None until it has authenticated.
        client: What its program says of itself; None when it says nothing.
        rooms: What it hears.
        automatic: Rooms that the server joined by itself, to tell which are new later.
        access_version: Grows when the person's rights changed, so that a decision that was
            under way meanwhile is taken again.
        is_settled: Whether its rooms were decided for the first time.
        is_gone: Set when the socket is gone; whoever waited for something must look.
    """

    sid: str
    outlet: Outlet
    messages: Allowance
    joins: Allowance
    opened_at: float = 0.0
    client: ClientInfo | None = None
    identity: Identity | None = None
    rooms: set[Room] = field(default_factory=set)
    automatic: frozenset[Room] = frozenset()
    access_version: int = 0
    is_settled: bool = False
    is_gone: bool = False


class SessionRegistry:
    """All sockets of this process, by name, by person and by room.

    Attributes:
        unproven: Those whose identity is newer than the last look at how sessions stand.
    """

    def __init__(self, metrics: RealtimeMetrics) -> None:
        self._by_sid: dict[str, Session] = {}
        self._by_person: dict[UserId, set[Session]] = {}
        self._by_room: dict[Room, set[Session]] = {}
        self._moved: set[UserId] = set()
        self.unproven: set[Session] = set()
        metrics.sockets.set_function(lambda: self.authenticated)
        metrics.people.set_function(lambda: self.people)
        metrics.rooms.set_function(lambda: self.rooms)

    def __len__(self) -> int:
        """Return how many sockets there are, with and without identity."""
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Session]:
        """Return all sockets as they are now; the caller may change the registry meanwhile."""
        return iter(tuple(self._by_sid.values()))

    @property
    def people(self) -> int:
        """How many people are connected."""
        return len(self._by_person)

    @property
    def rooms(self) -> int:
        """How many rooms have a socket here."""
        return len(self._by_room)

    @property
    def authenticated(self) -> int:
        """How many sockets have an identity."""
        return sum(len(sessions) for sessions in self._by_person.values())

    def get(self, sid: str) -> Session | None:
        """Return the socket of this name."""
        return self._by_sid.get(sid)

    def add(self, session: Session) -> None:
        """Take in a socket that nobody knows yet."""
        self._by_sid[session.sid] = session

    def identify(self, session: Session, identity: Identity) -> None:
        """Note whose socket it is, for the first time or again.

        One that went while its token was verified is nobody's, or its person would stay online.
        """
        if session.is_gone:
            return
        session.identity = identity
        self.unproven.add(session)
        session.outlet.recognized()
        self._by_person.setdefault(identity.user_id, set()).add(session)
        self._moved.add(identity.user_id)

    def sockets_of(self, user_id: UserId) -> int:
        """Return how many sockets a person has."""
        return len(self._by_person.get(user_id, ()))

    def take_moved(self) -> Collection[UserId]:
        """Return who got or lost a socket since the last call."""
        moved, self._moved = self._moved, set()
        return moved

    def of_person(self, user_id: UserId) -> tuple[Session, ...]:
        """Return the sockets of one person."""
        return tuple(self._by_person.get(user_id, ()))

    def in_rooms(self, rooms: Iterable[Room]) -> set[Session]:
        """Return the sockets that hear at least one of the rooms, each once."""
        hearing: set[Session] = set()
        for room in rooms:
            hearing |= self._by_room.get(room, set())
        return hearing

    def heard_rooms(self) -> tuple[Room, ...]:
        """Return every room that a socket hears."""
        return tuple(self._by_room)

    def has(self, room: Room) -> bool:
        """Return whether a socket hears the room."""
        return room in self._by_room

    def enter(self, session: Session, room: Room) -> None:
        """Let a socket hear a room.

        Raises:
            ValueError: The socket has no identity or is gone: a mistake of ours.
        """
        if session.identity is None or session.is_gone:
            message = "only a live socket with an identity can hear a room"
            raise ValueError(message)
        session.rooms.add(room)
        self._by_room.setdefault(room, set()).add(session)

    def leave(self, session: Session, room: Room) -> None:
        """Let a socket hear a room no longer; no matter if it did not."""
        session.rooms.discard(room)
        hearing = self._by_room.get(room, set())
        hearing.discard(session)
        if not hearing:
            self._by_room.pop(room, None)

    def drop(self, sid: str) -> Session | None:
        """Forget a socket and return it; the cost depends on its own rooms only."""
        session = self._by_sid.pop(sid, None)
        if session is None:
            return None
        session.is_gone = True
        self.unproven.discard(session)
        for room in tuple(session.rooms):
            self.leave(session, room)
        if session.identity is not None:
            mine = self._by_person.get(session.identity.user_id, set())
            mine.discard(session)
            self._moved.add(session.identity.user_id)
            if not mine:
                self._by_person.pop(session.identity.user_id, None)
        return session
