"""Tickets and their notes."""

from backend.api.routing import Call
from backend.api.shapes import Notes, TicketQuery, split_ids
from common import rest
from common.ids import TicketId


async def create(call: Call, *, body: rest.NewTicket) -> rest.Ticket:
    """File a ticket."""
    return await call.services.tickets.create(call.actor, body)


async def get(call: Call, ticket_id: TicketId) -> rest.Ticket:
    """Return a ticket."""
    return await call.services.tickets.get(call.actor, ticket_id)


async def page(call: Call, *, query: TicketQuery) -> rest.TicketPage:
    """Return tickets by their ids, or a page of a list, newest first."""
    if query.ids is not None:
        ids = [TicketId(ticket_id) for ticket_id in split_ids(query.ids)]
        return await call.services.tickets.batch(call.actor, ids)
    return await call.services.tickets.page(
        call.actor,
        queue_id=query.queue_id,
        status=query.status,
        assignee_id=query.assignee_id,
        cursor=query.cursor,
        limit=query.limit,
    )


async def update(call: Call, ticket_id: TicketId, *, body: rest.TicketPatch) -> rest.Ticket:
    """Change a ticket; with ``If-Match`` only if it still has this version."""
    return await call.services.tickets.update(call.actor, ticket_id, body, call.if_match)


async def change_many(call: Call, *, body: rest.Bulk) -> rest.BulkResults:
    """Change many tickets, each by itself; an Idempotency-Key holds for each ticket."""
    return await call.services.bulk.change(call.actor, body)


async def assign(call: Call, ticket_id: TicketId, *, body: rest.Assignment) -> rest.Ticket:
    """Give a ticket to somebody, or take it away from everybody."""
    return await call.services.tickets.assign(call.actor, ticket_id, body.assignee_id)


async def claim(call: Call, ticket_id: TicketId) -> rest.Ticket:
    """Take a ticket that nobody has; fails with who was quicker."""
    return await call.services.tickets.claim(call.actor, ticket_id)


async def add_note(call: Call, ticket_id: TicketId, *, body: rest.NewNote) -> rest.Note:
    """Write a note on a ticket and tell those whom it mentions."""
    return await call.services.notes.add(call.actor, ticket_id, body)


async def notes(call: Call, ticket_id: TicketId) -> Notes:
    """Return the notes of a ticket, oldest first."""
    return Notes(items=await call.services.notes.list(call.actor, ticket_id))


async def history(call: Call, ticket_id: TicketId) -> rest.Items:
    """Return the events of a ticket, oldest first."""
    return await call.services.tickets.history(call.actor, ticket_id)
