"""What a command decided, as values: the write gateway commits each whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from backend.domain.audience import Publication
from backend.domain.flow import FlowKey
from backend.domain.metrics import MetricKey
from backend.domain.people import Person, Queue, Team
from backend.domain.tickets import Note, Ticket
from backend.services.retention_changes import RemoveOld
from backend.services.webhook_changes import WebhookWrite
from common.events import AnyEvent, Positions
from common.ids import AnnouncementId, DeviceId, Epoch, EventId, QueueId, TeamId, UserId
from common.vocabulary import Role


@dataclass(frozen=True, slots=True)
class PutTicket:
    """Write a ticket.

    Attributes:
        expected_version: The version that the command was decided on; None for a new ticket.
    """

    ticket: Ticket
    expected_version: int | None


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write a new note."""

    note: Note


@dataclass(frozen=True, slots=True)
class PutPerson:
    """Write a person, new or known."""

    person: Person


@dataclass(frozen=True, slots=True)
class PatchPerson:
    """Write parts of a known person; None leaves a part as it is.

    Two that change different parts at the same time undo nothing of each other.
    """

    user_id: UserId
    name: str | None = None
    role: Role | None = None
    password_hash: str | None = field(default=None, repr=False)
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class PutTeam:
    """Write a team, new or known."""

    team: Team


@dataclass(frozen=True, slots=True)
class PutQueue:
    """Write a queue, new or known."""

    queue: Queue


@dataclass(frozen=True, slots=True)
class PatchTeam:
    """Write parts of a known team; None leaves a part as it is."""

    team_id: TeamId
    name: str | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class PatchQueue:
    """Write parts of a known queue; None leaves a part as it is.

    Its tickets belong to the queue's team from the same moment on.
    """

    queue_id: QueueId
    name: str | None = None
    team_id: TeamId | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class PutMember:
    """Let a person belong to a team, from the end of the team's room on."""

    team_id: TeamId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Let a person no longer belong to a team."""

    team_id: TeamId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class PutWatcher:
    """Let a person watch a queue, from the end of the queue's room on."""

    queue_id: QueueId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class RemoveWatcher:
    """Let a person no longer watch a queue."""

    queue_id: QueueId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that somebody has to say to a team."""

    id: AnnouncementId
    team_id: TeamId
    author_id: UserId
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AddAnnouncement:
    """Write a new announcement."""

    announcement: Announcement


@dataclass(frozen=True, slots=True)
class PutPreferences:
    """Write a person's preferences, as JSON that only their clients understand."""

    user_id: UserId
    document: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device; refresh tokens follow each other in it.

    Attributes:
        answered_at: When the newest renewal was made of which the device certainly got the
            answer, whole seconds; None before the first.
    """

    id: str
    user_id: UserId
    device_id: DeviceId | None
    created_at: datetime
    revoked_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token as it is stored.

    Attributes:
        digest: SHA-256 of the token; the token itself is nowhere.
        replaced_at: When it was used; None while it may be.
    """

    digest: bytes = field(repr=False)
    session_id: str
    expires_at: datetime
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Write a new session with its first refresh token."""

    session: Session
    token: RefreshToken


@dataclass(frozen=True, slots=True)
class RotateToken:
    """Replace a refresh token by its successor, and forget an answer that is younger than ``at``.

    Refused with AlreadyExistsError when it was replaced before.
    """

    old_digest: bytes = field(repr=False)
    successor: RefreshToken
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteAnswered:
    """Note that a device got the answer to a renewal: it uses what was in it.

    Attributes:
        at: When the renewal was made.
    """

    session_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevokeSession:
    """End one session."""

    session_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevokeSessionsOf:
    """End all sessions of a person."""

    user_id: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class BeginHistory:
    """Give the history another name: it went back in time, so what clients remember is of no use.

    What follows is numbered after what is stored, as before.
    """

    epoch: Epoch


@dataclass(frozen=True, slots=True)
class KeepHistory:
    """Write the name of the history once more: proof that the database takes what is written.

    A transaction that writes nothing succeeds on a full disk, and on a server that only reads.
    """


@dataclass(frozen=True, slots=True)
class MarkNotifications:
    """Mark notifications of a person as read, or as cleared too.

    Attributes:
        ids: Events that are marked one by one.
        through: For "all": each room of the person and the last number that is covered.
        cleared: Removed from the list; what is cleared is read as well.
    """

    user_id: UserId
    ids: tuple[EventId, ...]
    through: Positions
    cleared: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkUnread:
    """Mark notifications of a person as unread, whatever marked them as read before.

    What is cleared stays cleared; what is marked as read later is read.
    """

    user_id: UserId
    ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class MarkRecounted:
    """Note that a queue's tickets were counted at ``at_s``, and forget buckets that are too old.

    Refused with StaleFiguresError when it was counted since ``previous_s``: of two processes that
    count at the same time, one is right and the other one late.

    Attributes:
        previous_s: When it was counted before, whole seconds since 1970; 0 for never.
        minutes_before: Buckets of minutes that begin earlier are of no use any more.
        hours_before: The same for buckets of hours.
    """

    queue_id: QueueId
    previous_s: int
    at_s: int
    minutes_before: datetime
    hours_before: datetime


Write: TypeAlias = (
    PutTicket
    | AddNote
    | PutPerson
    | PatchPerson
    | PutTeam
    | PutQueue
    | PatchTeam
    | PatchQueue
    | PutMember
    | RemoveMember
    | PutWatcher
    | RemoveWatcher
    | AddAnnouncement
    | PutPreferences
    | OpenSession
    | RotateToken
    | NoteAnswered
    | RevokeSession
    | RevokeSessionsOf
    | MarkNotifications
    | MarkUnread
    | BeginHistory
    | KeepHistory
    | WebhookWrite
    | MarkRecounted
    | RemoveOld
)


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """The answer to a request that carried an Idempotency-Key, stored with what it did."""

    user_id: UserId
    key: str
    fingerprint: str
    answer: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What one command decided; commits whole or not at all.

    Attributes:
        publications: In order of happening.
        deltas: By how much figures of queues move; no zeros.
        flows: What is added to the buckets of its time.
    """

    writes: tuple[Write, ...] = ()
    publications: tuple[Publication, ...] = ()
    deltas: Mapping[MetricKey, int] = field(default_factory=dict)
    flows: Mapping[FlowKey, int] = field(default_factory=dict)
    request: RememberedAnswer | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """An event that is committed.

    Attributes:
        n: Orders events, growing in each room; with several writers it has holes.
        encoded: The event as JSON without its positions.
        positions: Its number in each of its rooms.
        committed_at: When the process that committed it rang; None when it was read back.
    """

    n: int
    event: AnyEvent
    encoded: bytes
    positions: Positions
    committed_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Committed:
    """A change that is durable now, with its events in the order of its publications."""

    published: tuple[Published, ...]
