"""What the services need from outside. SQLite, PostgreSQL and the tests' fakes stand behind it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType, Protocol, TypeAlias

from backend.domain.flow import Flow, Span
from backend.domain.metrics import MetricKey
from backend.domain.people import Person, Queue, Standing, Team
from backend.domain.tickets import Note, Ticket
from backend.services.changes import (
    Announcement,
    Change,
    Committed,
    Published,
    RefreshToken,
    RememberedAnswer,
    Session,
)
from backend.services.retention_ports import OldReader
from backend.services.webhook_ports import WebhookReader
from common.events import Positions
from common.ids import AnnouncementId, Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.rooms import Room
from common.stream import Head
from common.vocabulary import Role, Status

Now: TypeAlias = Callable[[], datetime]
"""The clock: an aware UTC instant."""
NewId: TypeAlias = Callable[[], str]
"""Makes an id that was never used before."""
NewSecret: TypeAlias = Callable[[], str]
"""Makes 32 random bytes or more, as URL-safe text."""


class WriteGateway(Protocol):
    """The one way to change anything."""

    async def commit(self, change: Change) -> Committed:
        """Make ``change`` durable, whole, and number its events in their rooms.

        Raises:
            StaleTicketError: A ticket has another version than expected.
            AlreadyExistsError: An address, number or successor is taken.
            DuplicateRequestError: The request's key was committed first.
            OverloadedError: Too many changes wait already.
            UnansweredError: Storage took too long; the change may be durable all the same.
            InfrastructureError: Storage failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets a list shows; None does not restrict.

    Attributes:
        queue_ids: Only these queues.
        requester_id: Only tickets that this person asked for.
    """

    queue_ids: tuple[QueueId, ...] | None = None
    requester_id: UserId | None = None
    assignee_id: UserId | None = None
    status: Status | None = None


class TicketReader(Protocol):
    """Tickets and what is written on them."""

    async def next_number(self) -> int:
        """Return a ticket number that nobody was given before."""
        ...

    async def get(self, ticket_id: TicketId) -> Ticket | None:
        """Return a ticket."""
        ...

    async def many(self, ticket_ids: Collection[TicketId]) -> dict[TicketId, Ticket]:
        """Return those of the tickets that exist."""
        ...

    async def page(
        self, shown: TicketFilter, *, below: int | None, limit: int
    ) -> Sequence[Ticket]:
        """Return tickets with a number below ``below``, highest number first."""
        ...

    async def notes(self, ticket_id: TicketId) -> Sequence[Note]:
        """Return the notes of a ticket, oldest first, without their mentions."""
        ...

    async def history(self, ticket_id: TicketId, limit: int) -> Sequence[bytes]:
        """Return the encoded events of a ticket, oldest first."""
        ...


class PeopleReader(Protocol):
    """People, teams, queues and how they belong together."""

    async def person(self, user_id: UserId) -> Person | None:
        """Return a person."""
        ...

    async def person_by_email(self, email: str) -> Person | None:
        """Return the person with this address, in lower case."""
        ...

    async def people(self, user_ids: Collection[UserId] | None = None) -> Sequence[Person]:
        """Return those of the people who exist, or all, by name."""
        ...

    async def standing(self, user_id: UserId) -> Standing | None:
        """Return what decides a person's rights; None for unknown and disabled people.

        May be as it was a moment ago.
        """
        ...

    async def present_standing(self, user_id: UserId) -> Standing | None:
        """Return the standing as it is now, for a decision that lasts: who hears a room."""
        ...

    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        """Return the standings, as they are now, of those of the people who have one."""
        ...

    async def members(self, team_id: TeamId) -> frozenset[UserId]:
        """Return who belongs to a team."""
        ...

    async def watchers(self, queue_id: QueueId) -> frozenset[UserId]:
        """Return who watches a queue."""
        ...

    async def team(self, team_id: TeamId) -> Team | None:
        """Return a team."""
        ...

    async def teams(self) -> Sequence[Team]:
        """Return all teams, by name."""
        ...

    async def queue(self, queue_id: QueueId) -> Queue | None:
        """Return a queue."""
        ...

    async def queues(self) -> Sequence[Queue]:
        """Return all queues, by name."""
        ...

    async def preferences(self, user_id: UserId) -> bytes | None:
        """Return a person's preferences as they were put."""
        ...

    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> dict[AnnouncementId, Announcement]:
        """Return those of the announcements that exist."""
        ...


CommitMark = NewType("CommitMark", str)
"""What was committed at one moment, in the words of the storage; good while the process lives."""


@dataclass(frozen=True, slots=True)
class Commits:
    """What was committed since a mark.

    Attributes:
        published: Ascending by ``n``; the first of them when there were too many.
        mark: Where to go on; it covers everything, also what was cut.
        is_cut: More was committed than could be told: too much, or something that only a later
            version knows.
        identity_changes: Another number than in an earlier answer says that meanwhile a session
            ended, or a person got another role or was disabled or enabled.
    """

    published: Sequence[Published]
    mark: CommitMark
    is_cut: bool
    identity_changes: int


class StreamReader(Protocol):
    """Rooms: what happened, in order."""

    async def epoch(self) -> Epoch:
        """Return the name of this database's history."""
        ...

    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        """Return the ends of each of the rooms; a room without entries has head 0."""
        ...

    async def entries_after(self, room: Room, seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Return numbers and encoded events of a room after ``seq``, ascending, no holes."""
        ...

    async def event_at(self, room: Room, seq: int) -> EventId | None:
        """Return which event has this number in the room."""
        ...

    async def newest_mark(self) -> CommitMark:
        """Return the mark of everything that is committed."""
        ...

    async def committed_since(
        self, mark: CommitMark, limit: int, known: Collection[int] = ()
    ) -> Commits:
        """Return what was committed since ``mark``, whenever it was begun, each event once.

        Args:
            mark: From an earlier answer.
            limit: How many events at most.
            known: Each ``n`` that need not be told again, and does not count.
        """
        ...


@dataclass(frozen=True, slots=True)
class SessionState:
    """What decides whether a session goes on, all of one moment.

    Attributes:
        role: Of its person, now.
        is_disabled: Whether the person is switched off.
        is_ended: Whether the session was ended on purpose.
    """

    user_id: UserId
    role: Role
    is_disabled: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that can be renewed.

    Attributes:
        expires_at: When it ends unless it is renewed before.
    """

    session: Session
    expires_at: datetime


class SessionReader(Protocol):
    """Sessions and their refresh tokens."""

    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        """Return how those of the sessions that exist stand; made for many thousands at once."""
        ...

    async def live(self, user_id: UserId, at: datetime) -> Sequence[LiveSession]:
        """Return the sessions of a person that can be renewed at that time, oldest first."""
        ...

    async def session(self, session_id: str) -> Session | None:
        """Return a session."""
        ...

    async def token(self, digest: bytes) -> RefreshToken | None:
        """Return a refresh token."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as one person heard it.

    Attributes:
        encoded: The event as JSON without its positions.
        positions: Its numbers in those of the person's rooms that told it.
        read: Whether a mark names it as read.
        cleared: Whether a mark names it as cleared.
        unread: Whether it was marked unread after everything that marked it read.
    """

    n: int
    encoded: bytes
    positions: Positions
    read: bool
    cleared: bool
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Watermark:
    """Up to which number of a room everything is read, and cleared."""

    read_seq: int = 0
    cleared_seq: int = 0


class NotificationReader(Protocol):
    """What people heard, and what they marked."""

    async def watermarks(self, user_id: UserId) -> dict[Room, Watermark]:
        """Return the marks that cover everything up to a number, where there are any."""
        ...

    async def heard(
        self,
        user_id: UserId,
        after: Mapping[Room, int],
        *,
        read: Mapping[Room, int],
        below: int | None,
        since: datetime,
        limit: int,
    ) -> Sequence[Heard]:
        """Return the newest events of the rooms, newest first, each once.

        Args:
            user_id: Whose marks count.
            after: The rooms, with the number in each after which the person hears it.
            read: Up to which number of a room only those events count that were marked unread.
            below: Only events committed before this one.
            since: Only events from then on.
            limit: How many events at most; fewer means that there are no more.
        """
        ...

    async def known(self, rooms: Collection[Room], ids: Collection[EventId]) -> set[EventId]:
        """Return those of the events that are entries of one of the rooms."""
        ...

    async def place(self, event_id: EventId) -> int | None:
        """Return the ``n`` of an event."""
        ...


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """A queue at one moment.

    Attributes:
        values: Its stored numbers; an absent one is zero.
        oldest_open_at: When its oldest open ticket was created; None without one.
        minutes: What its buckets of minutes add up to.
        hours: What its buckets of hours add up to.
    """

    values: Mapping[MetricKey, int]
    oldest_open_at: datetime | None
    minutes: Mapping[Flow, int]
    hours: Mapping[Flow, int]


class MetricsReader(Protocol):
    """Stored figures of queues, and the tickets that they count."""

    async def figures(
        self, queue_id: QueueId, *, minutes_from: datetime, hours_from: datetime
    ) -> QueueFigures:
        """Return a queue's numbers and the sums of its buckets from these instants on."""
        ...

    async def counted(
        self, queue_id: QueueId
    ) -> tuple[Mapping[MetricKey, int], Mapping[MetricKey, int]]:
        """Return a queue's stored numbers and what its tickets say, of the same moment."""
        ...

    async def recounted_at_s(self, queue_id: QueueId) -> int:
        """Return when a queue's tickets were last counted, seconds since 1970; 0 for never."""
        ...

    async def history(
        self, queue_id: QueueId, begin: datetime, *, span: Span = Span.HOUR
    ) -> tuple[int, Mapping[datetime, Mapping[Flow, int]]]:
        """Return how many tickets are open now, and the buckets of ``span`` from ``begin`` on."""
        ...


class RequestReader(Protocol):
    """Answers that were given to requests with an Idempotency-Key."""

    async def answer(self, user_id: UserId, key: str) -> RememberedAnswer | None:
        """Return the first answer to a request of this person with this key."""
        ...


@dataclass(frozen=True, slots=True)
class Readers:
    """All that can be read, together.

    Attributes:
        forget_people: Asks the database again for people, teams and queues, where answers are
            kept for a moment: another process changed something there.
    """

    tickets: TicketReader
    people: PeopleReader
    streams: StreamReader
    sessions: SessionReader
    notifications: NotificationReader
    metrics: MetricsReader
    requests: RequestReader
    webhooks: WebhookReader
    old: OldReader
    forget_people: Callable[[], None] = lambda: None


class PasswordHasher(Protocol):
    """Slow digests of passwords, with a bounded line of those who wait for one."""

    async def hash(self, password: str) -> str:
        """Return a digest with its own salt.

        Raises:
            OverloadedError: Too many wait already.
        """
        ...

    async def verify(self, digest: str | None, password: str) -> bool:
        """Return whether ``password`` made ``digest``; None costs the same time and is False.

        Raises:
            OverloadedError: Too many wait already.
        """
        ...


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened in its present window.

    Attributes:
        times: 0 when there is no window.
        ends_in: Until the window is over and counting starts anew; 0 when there is none.
    """

    times: int = 0
    ends_in: timedelta = timedelta(0)


class Counters(Protocol):
    """Counts by name for a while, over all processes that share them; bounded in size.

    A count is a limit's memory, not a record: an implementation that cannot reach the others
    counts in its own process, and none of its methods fails.
    """

    async def read(self, name: str) -> Count:
        """Return how often ``name`` was counted in its present window."""
        ...

    async def add(self, name: str, window: timedelta) -> Count:
        """Count ``name`` once more, and return the count with it.

        The first one opens a window of this length; later ones do not prolong it.
        """
        ...

    async def clear(self, name: str) -> None:
        """Forget ``name``."""
        ...


class Arrivals(Protocol):
    """Tells when a room has something new."""

    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        """Return when one of the rooms has an entry above its number, or the time is over."""
        ...
