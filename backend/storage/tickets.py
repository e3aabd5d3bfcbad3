"""Reads tickets, their notes and their history."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.dialects import sqlite
from typing_extensions import override

from backend.domain.tickets import Note, Ticket
from backend.services.ports import TicketFilter, TicketReader
from backend.storage import schema
from backend.storage.instants import from_us, from_us_or_none
from backend.storage.reading import ReadPool
from common.events import EventType
from common.ids import NoteId, QueueId, TeamId, TicketId, UserId
from common.vocabulary import Priority, Status

_COLUMNS = schema.ticket.c
_TICKETS = select(
    _COLUMNS.id,
    _COLUMNS.number,
    _COLUMNS.title,
    _COLUMNS.description,
    _COLUMNS.queue_id,
    _COLUMNS.requester_id,
    _COLUMNS.assignee_id,
    _COLUMNS.status,
    _COLUMNS.priority,
    _COLUMNS.version,
    _COLUMNS.created_at,
    _COLUMNS.updated_at,
    _COLUMNS.first_response_at,
    _COLUMNS.resolved_at,
    # Not a join: the order and the limit of a page must stay those of the tickets' own index.
    select(schema.queue.c.team_id)
    .where(schema.queue.c.id == schema.ticket.c.queue_id)
    .scalar_subquery()
    .label("team_id"),
)
"""Tickets, each with the team that its queue has now; ``_ticket`` names the columns."""
_TICKET = str(_TICKETS.where(_COLUMNS.id == bindparam("id")).compile(dialect=sqlite.dialect()))
"""One of them, as text with ``?`` for its id: every command on a ticket begins with it."""
NOT_IN_HISTORY = (EventType.USER_TICKET_ASSIGNED, EventType.USER_MENTION)
"""What concerns one person's screen, and repeats what another event of the ticket says."""


class SqlTicketReader(TicketReader):
    """Tickets of one database."""

    def __init__(self, pool: ReadPool, next_number: Callable[[], Awaitable[int]]) -> None:
        """Read through ``pool``, and give the numbers that ``next_number`` gives."""
        self._pool = pool
        self._next_number = next_number

    @override
    async def next_number(self) -> int:
        return await self._next_number()

    @override
    async def get(self, ticket_id: TicketId) -> Ticket | None:
        row = await self._pool.row(_TICKET, ticket_id)
        return None if row is None else _ticket(row)

    @override
    async def many(self, ticket_ids: Collection[TicketId]) -> dict[TicketId, Ticket]:
        if not ticket_ids:
            return {}
        query = _TICKETS.where(schema.ticket.c.id.in_(ticket_ids))
        return {ticket.id: ticket for ticket in await self._tickets(query)}

    @override
    async def page(
        self, shown: TicketFilter, *, below: int | None, limit: int
    ) -> Sequence[Ticket]:
        columns = schema.ticket.c
        query = _TICKETS.order_by(columns.number.desc()).limit(limit)
        if below is not None:
            query = query.where(columns.number < below)
        if shown.queue_ids is not None:
            query = query.where(columns.queue_id.in_(shown.queue_ids))
        if shown.requester_id is not None:
            query = query.where(columns.requester_id == shown.requester_id)
        if shown.assignee_id is not None:
            query = query.where(columns.assignee_id == shown.assignee_id)
        if shown.status is not None:
            query = query.where(columns.status == shown.status)
        return await self._tickets(query)

    @override
    async def notes(self, ticket_id: TicketId) -> Sequence[Note]:
        columns = schema.note.c
        query = (
            select(schema.note)
            .where(columns.ticket_id == ticket_id)
            .order_by(columns.created_at, columns.id)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_note(row) for row in found]

    @override
    async def history(self, ticket_id: TicketId, limit: int) -> Sequence[bytes]:
        columns = schema.event.c
        query = (
            select(columns.body)
            .where(columns.ticket_id == ticket_id, columns.type.not_in(NOT_IN_HISTORY))
            .order_by(columns.n)
            .limit(limit)
        )
        return await self._pool.run(lambda connection: connection.scalars(query).all())

    async def _tickets(self, query: Select[*tuple[Any, ...]]) -> list[Ticket]:
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_ticket(row) for row in found]


def _ticket(row: Sequence[Any]) -> Ticket:
    (
        ticket_id,
        number,
        title,
        description,
        queue_id,
        requester_id,
        assignee_id,
        status,
        priority,
        version,
        created_at,
        updated_at,
        first_response_at,
        resolved_at,
        team_id,
    ) = row
    return Ticket(
        id=TicketId(ticket_id),
        number=number,
        title=title,
        description=description,
        queue_id=QueueId(queue_id),
        team_id=TeamId(team_id),
        requester_id=UserId(requester_id),
        assignee_id=None if assignee_id is None else UserId(assignee_id),
        status=Status(status),
        priority=Priority(priority),
        version=version,
        created_at=from_us(created_at),
        updated_at=from_us(updated_at),
        first_response_at=from_us_or_none(first_response_at),
        resolved_at=from_us_or_none(resolved_at),
    )


def _note(row: Row[*tuple[Any, ...]]) -> Note:
    return Note(
        id=NoteId(row.id),
        ticket_id=TicketId(row.ticket_id),
        author_id=UserId(row.author_id),
        text=row.text,
        internal=row.internal,
        created_at=from_us(row.created_at),
    )
