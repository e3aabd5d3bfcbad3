"""Notifications and the events behind them, with boring defaults."""

from datetime import datetime, timedelta
from typing import Any

from common.events import (
    AnyEvent,
    Changes,
    NotificationsCleared,
    NotificationsRead,
    NotificationsUnread,
    TicketCreated,
    UserMention,
    UserTicketAssigned,
)
from common.ids import EventId, NoteId, QueueId, TeamId, TicketId
from common.notifications import Me, NotificationKind, NotificationPriority
from common.rest import Ticket
from common.vocabulary import Priority, Status
from desktop.core.notifications.center import Center
from desktop.core.state import Item, Stored
from desktop.core.toasts.rules import Moment
from tests.unit.desktop.builders import ANA, BEN, ME, NOON

ANA_WATCHES_PRINTERS = Me(user_id=ANA, watched_queues=frozenset({QueueId("printers")}))


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def calm() -> Moment:
    """Return noon with the default settings and nothing that holds anything back."""
    return Moment(at=NOON)


def make_item(event_id: str = "event-1", **fields: Any) -> Item:
    """Return an undecided assignment of the ticket of the same number."""
    defaults: dict[str, Any] = {
        "event_id": EventId(event_id),
        "kind": NotificationKind.ASSIGNED,
        "priority": NotificationPriority.HIGH,
        "at": NOON,
        "actor_id": BEN,
        "ticket_id": TicketId(event_id.replace("event", "ticket")),
        "ticket_version": 2,
    }
    return Item(**(defaults | fields))


def _event(event_type: type[AnyEvent], event_id: str, **fields: Any) -> AnyEvent:
    defaults: dict[str, Any] = {
        "id": EventId(event_id),
        "at": NOON,
        "actor_id": BEN,
        "ticket_id": TicketId(event_id.replace("event", "ticket")),
        "ticket_version": 2,
        "queue_id": QueueId("printers"),
        "team_id": TeamId("field"),
        "assignee_id": ANA,
        "status": Status.OPEN,
        "priority": Priority.NORMAL,
        "changes": Changes(),
        "pos": {ME: 1},
    }
    return event_type(**(defaults | fields))


def assigned(event_id: str = "event-1", **fields: Any) -> AnyEvent:
    """Return an event that gives a ticket to Ana."""
    return _event(UserTicketAssigned, event_id, **fields)


def mentioned(event_id: str = "event-1", **fields: Any) -> AnyEvent:
    """Return an event that mentions Ana."""
    return _event(UserMention, event_id, user_id=ANA, note_id=NoteId("note-1"), **fields)


def created(event_id: str = "event-1", **fields: Any) -> AnyEvent:
    """Return an event of a new ticket in the printers queue, which nobody works on."""
    return _event(TicketCreated, event_id, **({"assignee_id": None} | fields))


def read_elsewhere(*event_ids: str, **fields: Any) -> NotificationsRead:
    """Return Ana's mark, made on another device."""
    ids = tuple(map(EventId, event_ids))
    defaults: dict[str, Any] = {"id": EventId("mark-1"), "at": at(1), "actor_id": ANA}
    return NotificationsRead(user_id=ANA, ids=ids, **(defaults | fields))


def unread_elsewhere(*event_ids: str, **fields: Any) -> NotificationsUnread:
    """Return Ana's mark, made on another device."""
    ids = tuple(map(EventId, event_ids))
    defaults: dict[str, Any] = {"id": EventId("mark-3"), "at": at(2), "actor_id": ANA}
    return NotificationsUnread(user_id=ANA, ids=ids, **(defaults | fields))


def cleared_elsewhere(*event_ids: str, **fields: Any) -> NotificationsCleared:
    """Return Ana's mark, made on another device."""
    ids = tuple(map(EventId, event_ids))
    defaults: dict[str, Any] = {"id": EventId("mark-2"), "at": at(1), "actor_id": ANA}
    return NotificationsCleared(user_id=ANA, ids=ids, **(defaults | fields))


def make_ticket(ticket_id: str = "ticket-1", **fields: Any) -> Ticket:
    """Return a ticket as the server describes it."""
    defaults: dict[str, Any] = {
        "id": TicketId(ticket_id),
        "number": 1042,
        "title": "Printer on fire",
        "description": "",
        "queue_id": QueueId("printers"),
        "queue_name": "Printers",
        "team_id": TeamId("field"),
        "requester_id": BEN,
        "requester_name": "Ben",
        "assignee_id": ANA,
        "assignee_name": "Ana",
        "status": Status.OPEN,
        "priority": Priority.HIGH,
        "version": 2,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Ticket(**(defaults | fields))


def center_with(*items: Item) -> Center:
    """Return a center that holds these."""
    return Center(Stored(items=items), calm)
