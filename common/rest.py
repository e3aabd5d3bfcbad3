"""Bodies of the HTTP interface, ``/api/v1``, JSON in camel case."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from common.ids import (
    AN_ID,
    AnnouncementId,
    DeviceId,
    Epoch,
    EventId,
    NoteId,
    QueueId,
    TeamId,
    TicketId,
    UserId,
)
from common.notifications import NotificationKind, NotificationPriority
from common.rooms import Room, RoomName
from common.session import MAX_ROOMS
from common.stream import MAX_SEQ, Cursor, ResetReason
from common.vocabulary import Priority, Role, Status

MAX_BATCH = 200
"""Tickets or people in one batch request."""
MAX_SYNC_LIMIT = 500
MAX_SYNC_ENTRIES = 2_000
"""Entries in one answer to ``sync``, all rooms together; more than rooms in one request."""
MAX_SYNC_WAIT_S = 25
MAX_LIFETIME_S = 366 * 86_400
"""How long an access token may be good for, by what a server says; ours are for minutes."""

# No control characters, no other ends of lines, and something to see: said without looking ahead,
# since whoever makes texts out of the description would try for ever. As in ``AN_ID``, the last
# look ahead stands for the "\Z" that JSON Schema does not have.
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_LINE_PATTERN = rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$(?!\n)"
_Line = Annotated[str, Meta(max_length=200, pattern=_LINE_PATTERN)]
# PostgreSQL has no place for the character zero in a text, and no text a use for it.
_STORABLE = r"^[^\x00]*$"
_Text = Annotated[str, Meta(max_length=20_000, pattern=_STORABLE)]
_SOMETHING_TO_SEE = r"^[^\x00]*[^\s\x00][^\x00]*$"
_Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$(?!\n)")]
_TypedPassword = Annotated[str, Meta(min_length=1, max_length=1024)]
Password: TypeAlias = Annotated[str, Meta(min_length=8, max_length=1024)]
"""A password that somebody may choose."""


class _Body(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all bodies share: camel case, every field is there."""


class Problem(_Body, frozen=True, kw_only=True, omit_defaults=True):
    """An error, as ``application/problem+json``.

    Source:
        RFC 9457.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str = ""
    winner_id: UserId | None = None
    retry_after_seconds: int | None = None


class Login(_Body, frozen=True, kw_only=True):
    """Body of ``POST auth/login``."""

    email: Annotated[str, Meta(max_length=254, pattern=_STORABLE)]
    password: _TypedPassword
    device: Annotated[DeviceId, AN_ID] | None = None


class Refresh(_Body, frozen=True, kw_only=True):
    """Body of ``POST auth/refresh`` and ``POST auth/logout``."""

    refresh_token: Annotated[str, Meta(max_length=512)]


class Person(_Body, frozen=True, kw_only=True):
    """A person as others see them."""

    id: UserId
    name: str


class User(_Body, frozen=True, kw_only=True):
    """A person as they and administrators see them."""

    id: UserId
    name: str
    email: str
    role: Role
    disabled: bool = False


class Tokens(_Body, frozen=True, kw_only=True):
    """Answer to a sign-in or a refresh; ``expires_in`` is seconds."""

    access_token: str
    refresh_token: str
    expires_in: Annotated[int, Meta(ge=1, le=MAX_LIFETIME_S)]
    user: User


class Session(_Body, frozen=True, kw_only=True):
    """One place where a person is signed in.

    Attributes:
        device_id: As the client named itself; None when it did not.
        expires_at: When it ends unless it is used before.
        current: Whether it is the one that asks.
    """

    id: str
    device_id: DeviceId | None
    created_at: datetime
    expires_at: datetime
    current: bool


class Sessions(_Body, frozen=True, kw_only=True):
    """Answer to ``GET me/sessions`` and ``GET users/{id}/sessions``, oldest first."""

    items: tuple[Session, ...]


class Team(_Body, frozen=True, kw_only=True):
    """A team.

    Attributes:
        disabled: It gets nothing new: no member, queue, ticket or announcement.
    """

    id: TeamId
    name: str
    disabled: bool = False


class Queue(_Body, frozen=True, kw_only=True):
    """A support queue, as the person who asks sees it.

    Attributes:
        disabled: It takes no more tickets, and is not to be offered for new ones.
    """

    id: QueueId
    name: str
    team_id: TeamId
    watched: bool = False
    disabled: bool = False


class Profile(_Body, frozen=True, kw_only=True):
    """Answer to ``GET me``.

    Attributes:
        teams: Teams that the person belongs to.
        queues: Queues that the person may join; ``watched`` where they hear it by default.
        rooms: Rooms that the server joins by itself at sign-in.
        ticket_url: Address of a ticket's page, with ``{id}`` in place of the ticket's id.
    """

    user: User
    teams: tuple[Team, ...]
    queues: tuple[Queue, ...]
    rooms: tuple[Room, ...]
    preferences: Raw = msgspec.field(default_factory=lambda: Raw(b"{}"))
    ticket_url: str = ""


class NewTicket(_Body, frozen=True, kw_only=True):
    """Body of ``POST tickets``."""

    title: _Line
    queue_id: Annotated[QueueId, AN_ID]
    description: _Text = ""
    priority: Priority = Priority.NORMAL


class TicketPatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH tickets/{id}``; what is absent stays as it is."""

    title: _Line | UnsetType = UNSET
    description: _Text | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    queue_id: Annotated[QueueId, AN_ID] | UnsetType = UNSET


class Assignment(_Body, frozen=True, kw_only=True):
    """Body of ``POST tickets/{id}/assign``; None takes the ticket away from everybody."""

    assignee_id: Annotated[UserId, AN_ID] | None


class BulkPatch(_Body, frozen=True, kw_only=True):
    """What is to be different about each of many tickets; what is absent stays as it is."""

    status: Status | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    assignee_id: Annotated[UserId, AN_ID] | UnsetType | None = UNSET
    queue_id: Annotated[QueueId, AN_ID] | UnsetType = UNSET


class Bulk(_Body, frozen=True, kw_only=True):
    """Body of ``POST tickets/bulk``.

    Attributes:
        silent: Lists and figures follow, and nobody is notified.
    """

    ids: Annotated[
        tuple[Annotated[TicketId, AN_ID], ...], Meta(min_length=1, max_length=MAX_BATCH)
    ]
    change: BulkPatch
    silent: bool = False


class BulkError(_Body, frozen=True, kw_only=True):
    """Why one ticket of many stayed as it was.

    Attributes:
        code: As in a problem.
        retryable: Whether the same change of this ticket may succeed later.
    """

    code: str
    retryable: bool


class BulkResult(_Body, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one ticket of many.

    Attributes:
        version: Of the ticket afterwards; None when it stayed as it was because of ``error``.
    """

    id: TicketId
    ok: bool
    version: int | None = None
    error: BulkError | None = None


class BulkResults(_Body, frozen=True, kw_only=True):
    """Answer to ``POST tickets/bulk``: one result for each ticket, in the order of ``ids``."""

    items: tuple[BulkResult, ...]


class NewNote(_Body, frozen=True, kw_only=True):
    """Body of ``POST tickets/{id}/notes``."""

    text: Annotated[str, Meta(max_length=20_000, pattern=_SOMETHING_TO_SEE)]
    internal: bool = False
    mentions: Annotated[tuple[Annotated[UserId, AN_ID], ...], Meta(max_length=50)] = ()


class Ticket(_Body, frozen=True, kw_only=True):
    """A ticket as a person who may read it sees it."""

    id: TicketId
    number: int
    title: str
    description: str
    queue_id: QueueId
    queue_name: str
    team_id: TeamId
    requester_id: UserId
    requester_name: str
    assignee_id: UserId | None
    assignee_name: str | None
    status: Status
    priority: Priority
    version: int
    created_at: datetime
    updated_at: datetime


class TicketPage(_Body, frozen=True, kw_only=True):
    """Tickets; ``cursor`` continues a list, None at its end or for a batch."""

    items: tuple[Ticket, ...]
    cursor: str | None = None


class Note(_Body, frozen=True, kw_only=True):
    """A note on a ticket."""

    id: NoteId
    ticket_id: TicketId
    author_id: UserId
    text: str
    internal: bool
    created_at: datetime


class Created(_Body, frozen=True, kw_only=True):
    """Answer to a command that made something."""

    id: str


class Items(_Body, frozen=True, kw_only=True):
    """A list of anything in full."""

    items: tuple[object, ...]


class NewUser(_Body, frozen=True, kw_only=True):
    """Body of ``POST users``."""

    email: _Email
    name: _Line
    role: Role
    password: Password


class UserPatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH users/{id}``."""

    name: _Line | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class NewTeam(_Body, frozen=True, kw_only=True):
    """Body of ``POST teams``."""

    name: _Line


class TeamPatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH teams/{id}``; what is absent stays as it is."""

    name: _Line | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class NewQueue(_Body, frozen=True, kw_only=True):
    """Body of ``POST queues``."""

    name: _Line
    team_id: Annotated[TeamId, AN_ID]


class QueuePatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH queues/{id}``; what is absent stays as it is."""

    name: _Line | UnsetType = UNSET
    team_id: Annotated[TeamId, AN_ID] | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class NewAnnouncement(_Body, frozen=True, kw_only=True):
    """Body of ``POST teams/{id}/announcements``."""

    text: Annotated[str, Meta(max_length=2_000, pattern=_SOMETHING_TO_SEE)]


class Announcement(_Body, frozen=True, kw_only=True):
    """What somebody said to a team."""

    id: AnnouncementId
    team_id: TeamId
    author_id: UserId
    text: str
    created_at: datetime


class Sync(_Body, frozen=True, kw_only=True):
    """Body of ``POST sync``: what came after these cursors?

    Attributes:
        epoch: The history that the cursors belong to; None for a first contact.
        limit: Entries per room at most; all rooms together hold 2,000 at most.
        wait_seconds: How long to wait for a first entry when there is none.
    """

    rooms: Annotated[dict[RoomName, Cursor], Meta(min_length=1, max_length=MAX_ROOMS)]
    epoch: Annotated[Epoch, AN_ID] | None = None
    limit: Annotated[int, Meta(ge=1, le=MAX_SYNC_LIMIT)] = MAX_BATCH
    wait_seconds: Annotated[int, Meta(ge=0, le=MAX_SYNC_WAIT_S)] = 0


class Reset(_Body, frozen=True, kw_only=True):
    """The cursor is of no use; take a snapshot and go on from ``head``."""

    reason: ResetReason


class RoomPage(_Body, frozen=True, kw_only=True):
    """One room's part of the answer to ``sync``.

    Attributes:
        entries: Events in ascending number, each with its number in this room under ``pos``.
        more: Whether the room holds entries after the last one here.
        reset: Set instead of entries when the cursor does not belong to this stream.
    """

    entries: tuple[Raw, ...]
    head: Annotated[int, Meta(ge=0, le=MAX_SEQ)]
    floor: Annotated[int, Meta(ge=0, le=MAX_SEQ)]
    more: bool = False
    reset: Reset | None = None


class SyncPage(_Body, frozen=True, kw_only=True):
    """Answer to ``sync``; rooms that the person may not read are absent."""

    epoch: Epoch
    rooms: dict[Room, RoomPage]
    retry_after_seconds: int = 30


class NotificationView(_Body, frozen=True, kw_only=True):
    """A notification with its words, checked against what the person may see now."""

    id: EventId
    kind: NotificationKind
    priority: NotificationPriority
    title: str
    body: str
    at: datetime
    event: Raw
    ticket_id: TicketId | None = None
    queue_id: QueueId | None = None
    read: bool = False


class NotificationPage(_Body, frozen=True, kw_only=True):
    """Notifications, newest first; ``before`` continues, None at the end."""

    items: tuple[NotificationView, ...]
    before: str | None = None


class Unread(_Body, frozen=True, kw_only=True):
    """How many notifications are unread."""

    count: int
    by_priority: dict[NotificationPriority, int]


class Marks(_Body, frozen=True, kw_only=True):
    """Body of ``POST notifications/read`` and ``/clear``: either ``ids`` or ``all``."""

    ids: Annotated[tuple[Annotated[EventId, AN_ID], ...], Meta(max_length=MAX_SYNC_LIMIT)] = ()
    all: bool = False


class UnreadMarks(_Body, frozen=True, kw_only=True):
    """Body of ``POST notifications/unread``."""

    ids: Annotated[tuple[Annotated[EventId, AN_ID], ...], Meta(max_length=MAX_SYNC_LIMIT)]
