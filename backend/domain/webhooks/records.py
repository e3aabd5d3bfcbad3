"""Webhooks as they are stored: sources and what they sent, endpoints and how far they are."""

from dataclasses import dataclass, field
from datetime import datetime

from common.errors import ErrorCode
from common.events import EventType
from common.ids import EventId, QueueId, TicketId, UserId
from common.rooms import Room
from common.webhooks import DeliveryState, EndpointProblem, SourceKind


@dataclass(frozen=True, slots=True)
class WebhookSource:
    """Another system that sends us what happened there.

    Attributes:
        name: Unique; part of the address that it sends to.
        queue_id: Where its new tickets go.
        user_id: The service account: whose rights its commands have.
    """

    id: str
    name: str
    kind: SourceKind
    queue_id: QueueId
    user_id: UserId
    enabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """What requests are signed with; kept as it is, since signing needs it.

    Attributes:
        owner_id: A source or an endpoint.
        ends_at: None for the newest one of its owner.
    """

    owner_id: str
    secret: str = field(repr=False)
    created_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """One request of a source, stored before it is answered.

    Attributes:
        key: By which a repetition is recognised; unique for its source.
        body: As it was signed; empty once nothing more is to be done with it.
        due_at: When it may be worked on, unless it is finished; a claim moves it ahead.
        version: Grows by one with each change.
        code: Why the last attempt failed.
    """

    id: str
    source_id: str
    key: str
    body: bytes = field(repr=False)
    received_at: datetime
    due_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    version: int = 1
    code: ErrorCode | None = None
    ticket_id: TicketId | None = None


@dataclass(frozen=True, slots=True)
class ExternalTicket:
    """Which ticket of ours is which of a source's.

    Attributes:
        delivery_id: What made it.
    """

    source_id: str
    external_id: str
    ticket_id: TicketId
    delivery_id: str


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Somebody's address that hears one room; a reader with a cursor like any other.

    Attributes:
        types: Only these events; empty for all.
        after: Number of the last entry that was taken, or is not wanted.
        event_id: The event at that number; None where the cursor was never moved.
        due_at: Nothing is sent before; a claim moves it ahead.
        version: Grows by one with each change.
        failures: Attempts in a row that failed.
        failing_since: When the first of them did.
        problem: Why the last one did, or why the endpoint is switched off.
    """

    id: str
    url: str
    room: Room
    types: tuple[EventType, ...]
    after: int
    created_at: datetime
    due_at: datetime
    event_id: EventId | None = None
    version: int = 1
    enabled: bool = True
    failures: int = 0
    failing_since: datetime | None = None
    problem: EndpointProblem | None = None
