"""Events, cursors and pages with boring defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime

from common.events import TicketUpdated
from common.ids import Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.rooms import Room
from common.vocabulary import Priority, Status
from desktop.core.stream.pages import Event

ANA = UserId("ana")
BEN = UserId("ben")
ME = Room("user:ana")
FIELD = Room("team:field")
PRINTERS = Room("queue:printers")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIRST = Epoch("epoch-1")
SECOND = Epoch("epoch-2")


def make_event(event_id: str, positions: Mapping[Room, int]) -> Event:
    """Return an event of no interest at these positions."""
    return TicketUpdated(
        id=EventId(event_id),
        at=NOON,
        actor_id=BEN,
        ticket_id=TicketId("ticket-1"),
        ticket_version=2,
        queue_id=QueueId("printers"),
        team_id=TeamId("field"),
        status=Status.OPEN,
        priority=Priority.NORMAL,
        pos=dict(positions),
    )
