"""Statements of the write path, and the rows that they take; columns as in ``schema``.

One text for SQLite and PostgreSQL, plain for the driver: on this path the expression language
would cost more than the disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.flow import FlowKey
from backend.domain.tickets import Ticket
from backend.services.changes import Published, RememberedAnswer
from backend.storage.instants import to_us, to_us_or_none
from common.envelope import encode
from common.errors import BomizzelError
from common.events import TicketEvent

Value = str | int | bytes | None


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that both databases understand, ``?`` for each parameter, and rows to run it for."""

    sql: str
    rows: Sequence[tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be found for a change to be written.

    Attributes:
        query: Finds one value or no row.
        accepted: Values that are as expected; None for no row.
        error: What to refuse with otherwise.
    """

    query: str
    parameters: tuple[Value, ...]
    accepted: tuple[Value, ...]
    error: BomizzelError


TICKET_VERSION = "SELECT version FROM ticket WHERE id = ?"
PERSON_BY_EMAIL = "SELECT id FROM person WHERE email = ?"
TEAM_BY_NAME = "SELECT id FROM team WHERE name = ?"
QUEUE_BY_NAME = "SELECT id FROM queue WHERE name = ?"
UNUSED_DIGEST = "SELECT 1 FROM refresh_token WHERE digest = ? AND replaced_at IS NULL"
REQUEST_KNOWN = "SELECT 1 FROM request WHERE user_id = ? AND key = ?"

INSERT_TICKET = """
INSERT INTO ticket (title, description, queue_id, team_id, requester_id, assignee_id, status,
    priority, version, created_at, updated_at, first_response_at, resolved_at, number, id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

UPDATE_TICKET = """
UPDATE ticket SET title = ?, description = ?, queue_id = ?, team_id = ?, requester_id = ?,
    assignee_id = ?, status = ?, priority = ?, version = ?, created_at = ?, updated_at = ?,
    first_response_at = ?, resolved_at = ?, number = ?
WHERE id = ?"""

RESERVE_NUMBERS = """
INSERT INTO room (name, head) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET head = room.head + excluded.head
RETURNING head"""

INSERT_EVENT = """
INSERT INTO event (n, id, type, at, actor_id, ticket_id, body, positions)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""

INSERT_ENTRY = "INSERT INTO entry (room, seq, n) VALUES (?, ?, ?)"

MOVE_METRIC = """
INSERT INTO queue_metric (queue_id, measure, label, value) VALUES (?, ?, ?, ?)
ON CONFLICT (queue_id, measure, label) DO UPDATE SET value = queue_metric.value + excluded.value"""

ADD_FLOW = """
INSERT INTO queue_flow (queue_id, span, begins_at, flow, value) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (queue_id, span, begins_at, flow)
DO UPDATE SET value = queue_flow.value + excluded.value"""

RECOUNTED_AT = """
SELECT value FROM queue_metric WHERE queue_id = ? AND measure = 'recounted_at'"""

INSERT_REQUEST = """
INSERT INTO request (user_id, key, fingerprint, answer, created_at) VALUES (?, ?, ?, ?, ?)"""


def ticket_row(ticket: Ticket) -> tuple[Value, ...]:
    """Return the parameters of ``INSERT_TICKET`` and ``UPDATE_TICKET``."""
    return (
        ticket.title,
        ticket.description,
        ticket.queue_id,
        ticket.team_id,
        ticket.requester_id,
        ticket.assignee_id,
        ticket.status,
        ticket.priority,
        ticket.version,
        to_us(ticket.created_at),
        to_us(ticket.updated_at),
        to_us_or_none(ticket.first_response_at),
        to_us_or_none(ticket.resolved_at),
        ticket.number,
        ticket.id,
    )


def event_row(published: Published) -> tuple[Value, ...]:
    """Return the parameters of ``INSERT_EVENT``."""
    event = published.event
    return (
        published.n,
        event.id,
        event.type,
        to_us(event.at),
        event.actor_id,
        event.ticket_id if isinstance(event, TicketEvent) else None,
        published.encoded,
        encode(published.positions),
    )


def flow_row(key: FlowKey, value: int) -> tuple[Value, ...]:
    """Return the parameters of ``ADD_FLOW``."""
    return (key.queue_id, key.span, to_us(key.begins_at), key.flow, value)


def request_row(request: RememberedAnswer) -> tuple[Value, ...]:
    """Return the parameters of ``INSERT_REQUEST``."""
    return (
        request.user_id,
        request.key,
        request.fingerprint,
        request.answer,
        to_us(request.created_at),
    )
