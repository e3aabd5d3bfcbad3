"""Durable events: what happened, as ids, enumerations, numbers and times.

Never a title, a text, a name or an address: those come from authorised HTTP. A test walks these
types and refuses any string that is not an id, a room or an enumeration.

Source:
    ADR-0003 (streams), ADR-0005 (tolerant reader), ADR-0009 (msgspec).
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Generic, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from common.ids import (
    AN_ID,
    AnnouncementId,
    EventId,
    NoteId,
    QueueId,
    TeamId,
    TicketId,
    UserId,
)
from common.rooms import RoomName
from common.stream import MAX_SEQ
from common.vocabulary import Priority, Status, TicketText


class EventType(StrEnum):
    """Name of a durable event on the wire."""

    TICKET_CREATED = "ticket:created"
    TICKET_ASSIGNED = "ticket:assigned"
    TICKET_STATUS_CHANGED = "ticket:status_changed"
    TICKET_PRIORITY_CHANGED = "ticket:priority_changed"
    TICKET_UPDATED = "ticket:updated"
    QUEUE_TICKET_ADDED = "queue:ticket_added"
    QUEUE_TICKET_REMOVED = "queue:ticket_removed"
    USER_TICKET_ASSIGNED = "user:ticket_assigned"
    USER_MENTION = "user:mention"
    USER_QUEUE_UPDATED = "user:queue_updated"
    TEAM_ANNOUNCEMENT = "team:announcement"
    NOTIFICATIONS_READ = "user:notifications_read"
    NOTIFICATIONS_CLEARED = "user:notifications_cleared"
    NOTIFICATIONS_UNREAD = "user:notifications_unread"


_Seq = Annotated[int, Meta(ge=1, le=MAX_SEQ)]
_T = TypeVar("_T")

Positions: TypeAlias = dict[RoomName, _Seq]
"""The number of one event in each room that holds it."""


class Change(msgspec.Struct, Generic[_T], frozen=True, kw_only=True, rename="camel"):
    """One value before and after; None where there was, or is, no value."""

    old: _T | None
    new: _T | None


class Changes(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What is different about a ticket; ``texts`` names parts without showing them."""

    status: Change[Status] | None = None
    priority: Change[Priority] | None = None
    assignee_id: Change[Annotated[UserId, AN_ID]] | None = None
    queue_id: Change[Annotated[QueueId, AN_ID]] | None = None
    texts: tuple[TicketText, ...] = ()


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    omit_defaults=True,
    tag_field="type",
):
    """What every durable event has.

    Attributes:
        id: Names the event for ever; the same through whichever room it is seen.
        at: When the command was decided, aware UTC.
        actor_id: Who did it; None for the system.
        pos: Filled by the stream, not by the command.
    """

    type: ClassVar[EventType]

    id: Annotated[EventId, AN_ID]
    at: Annotated[datetime, Meta(tz=True)]
    actor_id: Annotated[UserId, AN_ID] | None = None
    pos: Positions = {}


class TicketEvent(Event, frozen=True, kw_only=True):
    """What every event about a ticket has: the ticket as it is after the change.

    Attributes:
        ticket_version: Grows by one with each change of the ticket. An internal note is none:
            the requester, who sees the version, must not learn of it.
        silent: Part of a change that was to interrupt nobody: lists and figures follow it, and
            it notifies nobody.
    """

    ticket_id: Annotated[TicketId, AN_ID]
    ticket_version: int
    queue_id: Annotated[QueueId, AN_ID]
    team_id: Annotated[TeamId, AN_ID]
    assignee_id: Annotated[UserId, AN_ID] | None = None
    status: Status
    priority: Priority
    changes: Changes = Changes()
    silent: bool = False


class TicketCreated(TicketEvent, frozen=True, kw_only=True, tag=EventType.TICKET_CREATED.value):
    """A new ticket."""

    type = EventType.TICKET_CREATED


class TicketAssigned(TicketEvent, frozen=True, kw_only=True, tag=EventType.TICKET_ASSIGNED.value):
    """A ticket has another assignee, or none; for the queue and the team."""

    type = EventType.TICKET_ASSIGNED


class TicketStatusChanged(
    TicketEvent, frozen=True, kw_only=True, tag=EventType.TICKET_STATUS_CHANGED.value
):
    """A ticket moved on, was escalated or reopened."""

    type = EventType.TICKET_STATUS_CHANGED


class TicketPriorityChanged(
    TicketEvent, frozen=True, kw_only=True, tag=EventType.TICKET_PRIORITY_CHANGED.value
):
    """A ticket became more or less pressing."""

    type = EventType.TICKET_PRIORITY_CHANGED


class TicketUpdated(TicketEvent, frozen=True, kw_only=True, tag=EventType.TICKET_UPDATED.value):
    """Title, description or notes changed; ``changes.texts`` says which."""

    type = EventType.TICKET_UPDATED


class QueueTicketAdded(
    TicketEvent, frozen=True, kw_only=True, tag=EventType.QUEUE_TICKET_ADDED.value
):
    """A queue holds one ticket more. ``changes.queue_id.old`` is None for a new ticket."""

    type = EventType.QUEUE_TICKET_ADDED


class QueueTicketRemoved(
    TicketEvent, frozen=True, kw_only=True, tag=EventType.QUEUE_TICKET_REMOVED.value
):
    """A queue holds one ticket less; ``queue_id`` and ``team_id`` are the ones it left."""

    type = EventType.QUEUE_TICKET_REMOVED


class UserTicketAssigned(
    TicketEvent, frozen=True, kw_only=True, tag=EventType.USER_TICKET_ASSIGNED.value
):
    """A ticket was given to ``assignee_id``; in that person's room only."""

    type = EventType.USER_TICKET_ASSIGNED


class UserMention(TicketEvent, frozen=True, kw_only=True, tag=EventType.USER_MENTION.value):
    """A note names ``user_id``; in that person's room only."""

    type = EventType.USER_MENTION

    user_id: Annotated[UserId, AN_ID]
    note_id: Annotated[NoteId, AN_ID]


class QueueAccess(StrEnum):
    """What became of a person's relation to a queue or team."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class UserQueueUpdated(Event, frozen=True, kw_only=True, tag=EventType.USER_QUEUE_UPDATED.value):
    """The queues or teams of ``user_id`` changed; in that person's room only.

    Attributes:
        queue_id: The queue; None when a whole team is concerned.
        team_id: The team; None when the queue's team stays as it was.
    """

    type = EventType.USER_QUEUE_UPDATED

    user_id: Annotated[UserId, AN_ID]
    access: QueueAccess
    queue_id: Annotated[QueueId, AN_ID] | None = None
    team_id: Annotated[TeamId, AN_ID] | None = None


class TeamAnnouncement(Event, frozen=True, kw_only=True, tag=EventType.TEAM_ANNOUNCEMENT.value):
    """Somebody has something to say to a team; the text comes from HTTP."""

    type = EventType.TEAM_ANNOUNCEMENT

    team_id: Annotated[TeamId, AN_ID]
    announcement_id: Annotated[AnnouncementId, AN_ID]


class NotificationMarks(Event, frozen=True, kw_only=True):
    """Which notifications of ``user_id`` a mark covers, so that all their devices agree.

    Attributes:
        ids: Events that are marked one by one.
        through: For "all": each of the person's rooms and the last number that is covered.
    """

    user_id: Annotated[UserId, AN_ID]
    ids: tuple[Annotated[EventId, AN_ID], ...] = ()
    through: Positions = {}


class NotificationsRead(
    NotificationMarks, frozen=True, kw_only=True, tag=EventType.NOTIFICATIONS_READ.value
):
    """Notifications were read on one device."""

    type = EventType.NOTIFICATIONS_READ


class NotificationsCleared(
    NotificationMarks, frozen=True, kw_only=True, tag=EventType.NOTIFICATIONS_CLEARED.value
):
    """Notifications were removed from the list on one device."""

    type = EventType.NOTIFICATIONS_CLEARED


class NotificationsUnread(
    Event, frozen=True, kw_only=True, tag=EventType.NOTIFICATIONS_UNREAD.value
):
    """Notifications of ``user_id`` were marked unread again on one device.

    What was marked read or unread later in this room holds; what is cleared stays cleared.
    """

    type = EventType.NOTIFICATIONS_UNREAD

    user_id: Annotated[UserId, AN_ID]
    ids: tuple[Annotated[EventId, AN_ID], ...]


class UnknownEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An event of a later version: its positions count, its meaning is not known here."""

    type: Annotated[str, Meta(pattern=r"^[a-z]+:[a-z_]+$")]
    id: Annotated[EventId, AN_ID]
    at: Annotated[datetime, Meta(tz=True)]
    pos: Positions = {}


AnyEvent: TypeAlias = (
    TicketCreated
    | TicketAssigned
    | TicketStatusChanged
    | TicketPriorityChanged
    | TicketUpdated
    | QueueTicketAdded
    | QueueTicketRemoved
    | UserTicketAssigned
    | UserMention
    | UserQueueUpdated
    | TeamAnnouncement
    | NotificationsRead
    | NotificationsCleared
    | NotificationsUnread
)
