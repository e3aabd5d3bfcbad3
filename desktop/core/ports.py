"""What the core needs from the world. Adapters implement it, tests bring fakes.

Every wait inside an adapter has a timeout; failures arrive as the errors of ``core.errors``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from common.events import AnyEvent, UnknownEvent
from common.ids import AnnouncementId, EventId, QueueId, TeamId, TicketId, UserId
from common.live import (
    AuthExpiring,
    Heartbeat,
    PresenceChanged,
    QueueMetrics,
    RoomLeft,
    ServerDraining,
)
from common.queue_history import HistoryStep, QueueHistory
from common.rest import (
    Announcement,
    Login,
    NotificationPage,
    Person,
    Profile,
    Sync,
    SyncPage,
    Team,
    Ticket,
    Tokens,
    Unread,
)
from common.rooms import Room
from common.session import Authenticate, Authenticated, RoomReply
from desktop.core.certificates import CertificateReport
from desktop.core.errors import ClientError
from desktop.core.state import Commit, Stored


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the wall clock, aware UTC; it may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...


Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

Jitter: TypeAlias = Callable[[], float]
"""Draws from [0, 1)."""

NewKey: TypeAlias = Callable[[], str]
"""Makes an idempotency key."""


@dataclass(frozen=True, slots=True)
class AuthExpired:
    """The session of this socket is over; it is about to be closed."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The socket is no more; the last thing it reports, again and again.

    Attributes:
        failure: Why, as far as it could be told.
    """

    failure: ClientError


Happening: TypeAlias = (
    AnyEvent
    | UnknownEvent
    | Heartbeat
    | AuthExpiring
    | AuthExpired
    | ServerDraining
    | RoomLeft
    | QueueMetrics
    | PresenceChanged
    | Closed
)
"""What a socket reports, in the order in which it came."""


class Socket(Protocol):
    """One connection, used once: a new attempt takes a new one."""

    async def connect(self) -> None:
        """Open the line.

        Raises:
            ConnectionLostError: No line within ``CONNECT_TIMEOUT_S``.
            ServerRefusedError: The server wants no line now.
        """
        ...

    async def authenticate(self, message: Authenticate, *, timeout_s: float) -> Authenticated:
        """Sign in on the line, or renew the sign-in.

        Raises:
            ConnectionLostError: No answer in time.
            ServerRefusedError: The server refused.
        """
        ...

    async def join(self, room: Room) -> RoomReply:
        """Ask to hear a team's or a queue's room.

        Raises:
            ConnectionLostError: No answer in time.
        """
        ...

    async def leave(self, room: Room) -> RoomReply:
        """Ask to hear a team's or a queue's room no longer.

        Raises:
            ConnectionLostError: No answer in time.
        """
        ...

    async def next(self) -> Happening:
        """Wait for the next happening; bounded inside, in order, ``Closed`` at the end."""
        ...

    def take(self, limit: int) -> list[Happening]:
        """Return what has come already without waiting, at most ``limit``, in order."""
        ...

    async def close(self) -> None:
        """End the line; never raises."""
        ...


SocketFactory: TypeAlias = Callable[[str], Socket]
"""Makes a socket to the server of this address."""


class Api(Protocol):
    """The HTTP interface of one server.

    Every method raises ``ConnectionLostError`` (no answer) or ``ServerRefusedError``.
    Methods that take ``token`` act for the person whose access token it is.
    """

    async def login(self, body: Login) -> Tokens:
        """Sign in."""
        ...

    async def refresh(self, refresh_token: str) -> Tokens:
        """Change a refresh token for new tokens; the old one is spent."""
        ...

    async def logout(self, refresh_token: str) -> None:
        """End the session."""
        ...

    async def profile(self, token: str) -> Profile:
        """Return who the person is, and their rooms."""
        ...

    async def sync(self, token: str, body: Sync) -> SyncPage:
        """Return what came after the cursors."""
        ...

    async def tickets(self, token: str, ids: tuple[TicketId, ...]) -> tuple[Ticket, ...]:
        """Return those of at most ``MAX_BATCH`` tickets that the person may read."""
        ...

    async def people(self, token: str, ids: tuple[UserId, ...]) -> tuple[Person, ...]:
        """Return those of at most ``MAX_BATCH`` people that exist."""
        ...

    async def teams(self, token: str) -> tuple[Team, ...]:
        """Return the teams that the person may hear."""
        ...

    async def presence(self, token: str) -> tuple[UserId, ...]:
        """Return who of the person's colleagues has a device connected."""
        ...

    async def queue_metrics(self, token: str, queue_id: QueueId) -> QueueMetrics:
        """Return the figures of a queue as they are now."""
        ...

    async def queue_history(
        self, token: str, queue_id: QueueId, *, begin: datetime, step: HistoryStep
    ) -> QueueHistory:
        """Return what happened in a queue from the bucket that holds ``begin`` until now."""
        ...

    async def notifications(
        self, token: str, *, before: str | None, limit: int, unread: bool
    ) -> NotificationPage:
        """Return one page of notifications, newest first."""
        ...

    async def claim(self, token: str, ticket_id: TicketId, *, key: str) -> Ticket:
        """Give the person a ticket that nobody has; ``key`` makes a repetition harmless.

        Of a colleague who was faster the refusal tells the id.
        """
        ...

    async def announcement(
        self, token: str, team_id: TeamId, announcement_id: AnnouncementId
    ) -> Announcement:
        """Return what somebody said to a team."""
        ...

    async def unread(self, token: str) -> Unread:
        """Return how many notifications the server holds as unread."""
        ...

    async def mark_read(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Mark notifications read; ``key`` makes a repetition harmless."""
        ...

    async def mark_unread(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Mark notifications unread again; ``key`` makes a repetition harmless."""
        ...

    async def mark_cleared(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Take notifications off the list; ``key`` makes a repetition harmless."""
        ...

    def close(self) -> None:
        """Close connections that no request uses; the next request opens its own."""
        ...


ApiFactory: TypeAlias = Callable[[str], Api]
"""Makes the interface to the server of this address.

Raises:
    ConnectionLostError: The address is not one (cause ``invalid_address``).
"""


class Certificates(Protocol):
    """The certificates that TLS connections are checked with."""

    def believe(self, authorities: str) -> None:
        """Believe also the authorities in this file (PEM), in place of the last such file.

        Empty for none; a file that cannot be read is one.
        """
        ...

    async def inspect(self, server: str) -> CertificateReport | None:
        """Return what is wrong with the certificate of a server; None when that is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """The vault holds this secret."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """The vault is open and holds nothing: nobody is signed in."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """The vault is locked or not started yet; what it holds is not known.

    Attributes:
        is_declined: The person was asked to unlock it, and did not.
    """

    is_declined: bool = False


@dataclass(frozen=True, slots=True)
class Unavailable:
    """This machine has no vault."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The secret was stored, read back and found the same."""


LoadOutcome: TypeAlias = Loaded | Missing | NotReady | Unavailable
SaveOutcome: TypeAlias = Kept | NotReady | Unavailable


class Vault(Protocol):
    """Keeps the one secret of this profile. Outcomes are values; nothing is raised."""

    async def load(self) -> LoadOutcome:
        """Return the secret; may wait for the person who unlocks the keyring."""
        ...

    async def save(self, secret: str) -> SaveOutcome:
        """Keep ``secret`` in place of the former one."""
        ...

    async def delete(self) -> SaveOutcome:
        """Remove the secret and every part of it."""
        ...


class Store(Protocol):
    """The agent's memory on disk. Every method raises ``StoreError`` when it fails."""

    async def open(self, owner: str) -> Stored:
        """Return what is kept for ``owner``; what belongs to anybody else is removed."""
        ...

    async def commit(self, commit: Commit) -> None:
        """Write all of ``commit``, or nothing of it."""
        ...

    async def close(self) -> None:
        """Give the file back."""
        ...


class MachineEvent(StrEnum):
    """What happens to the machine and concerns the line."""

    AWAKE = "awake"
    """It slept, and is awake again."""
    NETWORK_CHANGED = "network_changed"
    """A link, an address or a route came or went."""


class Machine(Protocol):
    """Tells what happens to the machine."""

    async def watch(self, on_event: Callable[[MachineEvent], None]) -> None:
        """Call ``on_event`` on the loop; ends where nobody tells anything. Never raises."""
        ...


class Browser(Protocol):
    """Opens pages in the person's browser."""

    async def open_url(self, url: str) -> None:
        """Open ``url``; only http and https are followed. Never raises."""
        ...
