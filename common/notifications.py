"""Which events notify a person, and how strongly: one pure function for both sides.

Server and desktop call the same ``classify``, so their unread counts agree by construction.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from common.events import (
    AnyEvent,
    NotificationsCleared,
    NotificationsRead,
    NotificationsUnread,
    QueueTicketAdded,
    QueueTicketRemoved,
    TeamAnnouncement,
    TicketAssigned,
    TicketCreated,
    TicketEvent,
    TicketPriorityChanged,
    TicketStatusChanged,
    TicketUpdated,
    UnknownEvent,
    UserMention,
    UserQueueUpdated,
    UserTicketAssigned,
)
from common.ids import EventId, QueueId, TeamId, TicketId, UserId
from common.vocabulary import FINISHED, Priority, Status


class NotificationKind(StrEnum):
    """What a notification tells a person."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    BECAME_URGENT = "became_urgent"
    NEW_TICKET = "new_ticket"
    STATUS_CHANGED = "status_changed"
    PRIORITY_CHANGED = "priority_changed"
    ANNOUNCEMENT = "announcement"
    QUEUES_CHANGED = "queues_changed"
    BACKGROUND = "background"


class NotificationPriority(StrEnum):
    """How a notification is shown: toast, center and badge, or background only."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Me:
    """The person that an event is judged for."""

    user_id: UserId
    watched_queues: frozenset[QueueId] = frozenset()


@dataclass(frozen=True, slots=True)
class Notification:
    """What one event means to one person."""

    event_id: EventId
    kind: NotificationKind
    priority: NotificationPriority
    at: datetime
    actor_id: UserId | None
    ticket_id: TicketId | None = None
    queue_id: QueueId | None = None
    team_id: TeamId | None = None


def classify(event: AnyEvent | UnknownEvent, me: Me) -> Notification | None:
    """Return what ``event`` means to ``me``.

    None for one's own act, for a fact that another event tells the same person, and for events
    that are not about a ticket, team or queue. Priority ``low`` is for lists and figures only: it
    is never shown as a notification and never counted as unread.
    """
    if isinstance(event, UnknownEvent) or event.actor_id == me.user_id:
        return None
    is_silent = isinstance(event, TicketEvent) and event.silent
    meaning = _BACKGROUND if is_silent else _meaning(event, me)
    if meaning is None:
        return None
    kind, priority = meaning
    return Notification(
        event_id=event.id,
        kind=kind,
        priority=priority,
        at=event.at,
        actor_id=event.actor_id,
        ticket_id=event.ticket_id if isinstance(event, TicketEvent) else None,
        queue_id=event.queue_id if isinstance(event, TicketEvent | UserQueueUpdated) else None,
        team_id=getattr(event, "team_id", None),
    )


_Meaning = tuple[NotificationKind, NotificationPriority]

_BACKGROUND: _Meaning = (NotificationKind.BACKGROUND, NotificationPriority.LOW)


def _meaning(event: AnyEvent, me: Me) -> _Meaning | None:  # noqa: C901, PLR0911 - a line a rule
    match event:
        case UserTicketAssigned():
            return NotificationKind.ASSIGNED, NotificationPriority.HIGH
        case UserMention():
            return NotificationKind.MENTIONED, NotificationPriority.HIGH
        case TicketStatusChanged():
            return _status_meaning(event, me)
        case TicketPriorityChanged():
            return _priority_meaning(event, me)
        case TicketCreated():
            return _arrival_meaning(event, me)
        case QueueTicketAdded():
            told_as_created = event.changes.queue_id is None or event.changes.queue_id.old is None
            return None if told_as_created else _arrival_meaning(event, me)
        case TicketAssigned():
            # The new assignee is told by user:ticket_assigned.
            return None if event.assignee_id == me.user_id else _BACKGROUND
        case TeamAnnouncement():
            return NotificationKind.ANNOUNCEMENT, NotificationPriority.MEDIUM
        case UserQueueUpdated():
            return NotificationKind.QUEUES_CHANGED, NotificationPriority.MEDIUM
        case TicketUpdated() | QueueTicketRemoved():
            return _BACKGROUND
        case NotificationsRead() | NotificationsCleared() | NotificationsUnread():
            return None
        case _:
            assert_never(event)


def _arrival_meaning(event: TicketEvent, me: Me) -> _Meaning | None:
    if event.assignee_id == me.user_id:
        return None  # Told by user:ticket_assigned, or has it already.
    if event.queue_id in me.watched_queues:
        return NotificationKind.NEW_TICKET, NotificationPriority.MEDIUM
    return _BACKGROUND


def _status_meaning(event: TicketStatusChanged, me: Me) -> _Meaning:
    mine = event.assignee_id == me.user_id
    urgent_here = event.priority is Priority.URGENT and event.queue_id in me.watched_queues
    if mine or urgent_here:
        if event.status is Status.ESCALATED:
            return NotificationKind.ESCALATED, NotificationPriority.HIGH
        if _is_reopening(event):
            return NotificationKind.REOPENED, NotificationPriority.HIGH
    if mine:
        return NotificationKind.STATUS_CHANGED, NotificationPriority.MEDIUM
    return _BACKGROUND


def _priority_meaning(event: TicketPriorityChanged, me: Me) -> _Meaning:
    mine = event.assignee_id == me.user_id
    if event.priority is Priority.URGENT and (mine or event.queue_id in me.watched_queues):
        return NotificationKind.BECAME_URGENT, NotificationPriority.HIGH
    if mine:
        return NotificationKind.PRIORITY_CHANGED, NotificationPriority.MEDIUM
    return _BACKGROUND


def _is_reopening(event: TicketStatusChanged) -> bool:
    change = event.changes.status
    return change is not None and change.old in FINISHED and event.status not in FINISHED
