"""Events with boring defaults; a test names only what it is about."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from common.events import (
    AnyEvent,
    Changes,
    NotificationsCleared,
    NotificationsRead,
    NotificationsUnread,
    QueueAccess,
    QueueTicketAdded,
    QueueTicketRemoved,
    TeamAnnouncement,
    TicketAssigned,
    TicketCreated,
    TicketPriorityChanged,
    TicketStatusChanged,
    TicketUpdated,
    UserMention,
    UserQueueUpdated,
    UserTicketAssigned,
)
from common.ids import (
    AnnouncementId,
    EventId,
    NoteId,
    QueueId,
    TeamId,
    TicketId,
    UserId,
)
from common.notifications import Me
from common.vocabulary import Priority, Status

ANA = UserId("ana")
BEN = UserId("ben")
PRINTERS = QueueId("printers")
LAPTOPS = QueueId("laptops")
FIELD = TeamId("field")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

ANA_WATCHES_PRINTERS = Me(user_id=ANA, watched_queues=frozenset({PRINTERS}))


def ticket_event(event_type: type[AnyEvent], /, **fields: Any) -> AnyEvent:
    """Return an event about one open ticket in the printers queue, done by Ben."""
    defaults: dict[str, Any] = {
        "id": EventId("event-1"),
        "at": NOON,
        "actor_id": BEN,
        "ticket_id": TicketId("ticket-1"),
        "ticket_version": 2,
        "queue_id": PRINTERS,
        "team_id": FIELD,
        "status": Status.OPEN,
        "priority": Priority.NORMAL,
        "changes": Changes(),
    }
    return event_type(**(defaults | fields))


_PERSONAL: dict[str, Any] = {"id": EventId("event-1"), "at": NOON, "actor_id": BEN, "user_id": ANA}

ONE_OF_EACH: dict[str, Callable[[], AnyEvent]] = {
    "created": lambda: ticket_event(TicketCreated),
    "assigned": lambda: ticket_event(TicketAssigned, assignee_id=ANA),
    "status": lambda: ticket_event(TicketStatusChanged),
    "priority": lambda: ticket_event(TicketPriorityChanged),
    "updated": lambda: ticket_event(TicketUpdated),
    "added": lambda: ticket_event(QueueTicketAdded),
    "removed": lambda: ticket_event(QueueTicketRemoved),
    "to-me": lambda: ticket_event(UserTicketAssigned, assignee_id=ANA),
    "mention": lambda: ticket_event(UserMention, user_id=ANA, note_id=NoteId("note-1")),
    "queues": lambda: UserQueueUpdated(
        **_PERSONAL, access=QueueAccess.ADDED, queue_id=PRINTERS, team_id=FIELD
    ),
    "announcement": lambda: TeamAnnouncement(
        id=EventId("event-1"), at=NOON, team_id=FIELD, announcement_id=AnnouncementId("a-1")
    ),
    "read": lambda: NotificationsRead(**_PERSONAL, ids=(EventId("event-0"),)),
    "cleared": lambda: NotificationsCleared(**_PERSONAL),
    "unread": lambda: NotificationsUnread(**_PERSONAL, ids=(EventId("event-0"),)),
}
