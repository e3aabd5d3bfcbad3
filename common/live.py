"""Ephemeral events: the latest state wins, none is stored, and they are dropped first.

A snapshot is given on join, so a lost one costs nothing that the next does not repair.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from common.ids import AN_ID, Epoch, QueueId, TicketId, UserId
from common.rooms import RoomName
from common.stream import MAX_SEQ
from common.vocabulary import Priority, Status

_Instant = Annotated[datetime, Meta(tz=True)]


class LiveEventType(StrEnum):
    """Name of an ephemeral event on the wire."""

    QUEUE_METRICS_UPDATED = "queue:metrics_updated"
    PRESENCE_CHANGED = "presence:changed"
    TICKET_TYPING = "ticket:typing"
    HEARTBEAT = "heartbeat"
    AUTH_EXPIRING = "auth:expiring"
    AUTH_EXPIRED = "auth:expired"
    SERVER_DRAINING = "server:draining"
    ROOM_LEFT = "room:left"


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Proof that the path that carries events works, with the ends of the reader's rooms."""

    epoch: Epoch
    at: _Instant
    heads: dict[RoomName, Annotated[int, Meta(ge=0, le=MAX_SEQ)]]


class AuthExpiring(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The session ends at ``expires_at`` unless ``authenticate`` is sent again before."""

    expires_at: _Instant


class ServerDraining(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The server goes away; come back after ``retry_after_ms`` milliseconds."""

    retry_after_ms: Annotated[int, Meta(ge=0, le=MAX_SEQ)]


class RoomLeftReason(StrEnum):
    """Why a socket is not in a room any more."""

    LEFT = "left"
    ACCESS_REMOVED = "access_removed"


class RoomLeft(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """This socket hears ``room`` no longer."""

    room: RoomName
    reason: RoomLeftReason


class PresenceChanged(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A person came online on a first device, or left with the last; who is: GET presence."""

    user_id: Annotated[UserId, AN_ID]
    online: bool


class TicketTyping(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Somebody writes, or stopped writing, on a ticket.

    What is not said again within ten seconds is over, also if no word of that comes.
    """

    ticket_id: Annotated[TicketId, AN_ID]
    user_id: Annotated[UserId, AN_ID]
    active: bool


class AssigneeLoad(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How many unfinished tickets of a queue one person has."""

    user_id: Annotated[UserId, AN_ID]
    open: int


class QueueMetrics(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The live figures of one queue.

    Attributes:
        version: Grows with every change of the queue; an older one never replaces a newer.
        as_of: When the figures were read, aware UTC.
        total: Tickets in the queue, of whatever status.
        open: Tickets that are neither resolved nor closed.
        unassigned: Of the open ones, those without assignee.
        assigned: Of the open ones, those with an assignee.
        pending: Tickets of status ``pending``.
        on_hold: Tickets of status ``on_hold``.
        escalated: Tickets of status ``escalated``.
        resolved: Tickets of status ``resolved`` or ``closed``.
        status_breakdown: Tickets by status; a status without tickets is absent.
        priority_breakdown: Open tickets by priority; likewise.
        oldest_open_at: When the oldest open ticket was created; None without one.
        average_open_age_seconds: Mean age of the open tickets at ``as_of``; None without one.
        by_assignee: Open tickets by assignee, most first, ties by id.
        average_first_response_seconds: Mean time from creation to the first public note by
            staff, over the tickets that are in the queue now and have one; a ticket whose
            requester is of staff themselves does not count. None without any.
        average_resolution_seconds: Mean time from creation to the last resolution, over the
            tickets that are in the queue now and are resolved or closed; a reopened one does not
            count until it is resolved again. None without any.
        created_last_hour: Tickets that were filed into this queue in the current minute (UTC) or
            the 59 before it, wherever they are now.
        resolved_last_hour: Times that an open ticket of this queue was resolved or closed in the
            same 60 minutes, reopened since or not.
        created_today: As ``created_last_hour``, since midnight UTC.
        resolved_today: As ``resolved_last_hour``, since midnight UTC.
    """

    queue_id: Annotated[QueueId, AN_ID]
    version: int
    as_of: _Instant
    total: int
    open: int
    unassigned: int
    assigned: int
    pending: int
    on_hold: int
    escalated: int
    resolved: int
    status_breakdown: dict[Status, int]
    priority_breakdown: dict[Priority, int]
    oldest_open_at: _Instant | None
    average_open_age_seconds: float | None
    by_assignee: tuple[AssigneeLoad, ...]
    # With defaults, for servers that did not count these yet.
    average_first_response_seconds: float | None = None
    average_resolution_seconds: float | None = None
    created_last_hour: int = 0
    resolved_last_hour: int = 0
    created_today: int = 0
    resolved_today: int = 0
