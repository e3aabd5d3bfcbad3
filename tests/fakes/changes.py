"""Changes with boring contents, for whoever tests a gateway."""

from dataclasses import replace

from backend.domain.audience import Publication
from backend.domain.flow import flows
from backend.domain.metrics import delta
from backend.domain.tickets import Ticket
from backend.services.changes import Change, PutTicket, RememberedAnswer
from common.events import Changes, TicketUpdated
from common.ids import EventId, TicketId, UserId
from common.rooms import Room, queue_room, team_room
from common.vocabulary import Priority, TicketText
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, DAN, PRINTERS

ROOMS = (queue_room(PRINTERS.id), team_room(PRINTERS.team_id))


def make_ticket(name: str = "ticket-1", number: int = 1) -> Ticket:
    """Return a new ticket of Dan's in the printers queue."""
    return Ticket.create(
        TicketId(name),
        number=number,
        title="It smokes",
        description="",
        queue=PRINTERS,
        priority=Priority.NORMAL,
        by=DAN.id,
        at=NOON,
    ).ticket


def event_about(ticket: Ticket, name: str) -> TicketUpdated:
    """Return an event that says that a ticket's title changed."""
    return TicketUpdated(
        id=EventId(name),
        at=NOON,
        actor_id=ANA.id,
        ticket_id=ticket.id,
        ticket_version=ticket.version,
        queue_id=ticket.queue_id,
        team_id=ticket.team_id,
        status=ticket.status,
        priority=ticket.priority,
        changes=Changes(texts=(TicketText.TITLE,)),
    )


def filed(ticket: Ticket, *, rooms: tuple[Room, ...] = ROOMS, key: str | None = None) -> Change:
    """Return the change that stores a new ticket and says so in ``rooms``."""
    event = event_about(ticket, f"{ticket.id}-v{ticket.version}")
    return Change(
        writes=(PutTicket(ticket, None),),
        publications=(Publication(event, rooms),),
        deltas=delta(None, ticket),
        flows=flows(None, ticket),
        request=None if key is None else remembered(key),
    )


def retitled(ticket: Ticket, title: str, *, rooms: tuple[Room, ...] = ROOMS) -> Change:
    """Return the change that gives the next version of ``ticket`` another title."""
    after = replace(ticket, title=title, version=ticket.version + 1)
    event = event_about(after, f"{ticket.id}-v{after.version}-{title}")
    return Change(
        writes=(PutTicket(after, ticket.version),), publications=(Publication(event, rooms),)
    )


def remembered(key: str, user_id: UserId = ANA.id) -> RememberedAnswer:
    """Return an answer that is remembered under ``key``."""
    return RememberedAnswer(user_id, key, "fingerprint", b'{"id":"1"}', NOON)
