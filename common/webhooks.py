"""Bodies of the HTTP interface about webhooks, in and out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from common.errors import ErrorCode
from common.events import EventType
from common.ids import AN_ID, QueueId, TicketId, UserId
from common.rooms import Room, RoomName

MAX_TYPES = 32

# Printable ASCII, no user or password before the host, and no fragment.
_URL_PATTERN = r'^https?://[A-Za-z0-9.:\[\]-]{1,255}(/[!"$-~]*)?$(?!\n)'
_Url: TypeAlias = Annotated[str, Meta(max_length=2048, pattern=_URL_PATTERN)]
_Types: TypeAlias = Annotated[tuple[EventType, ...], Meta(max_length=MAX_TYPES)]


class SourceKind(StrEnum):
    """Who sends: decides how requests are signed, and what their bodies mean."""

    GENERIC = "generic"
    ZAMMAD = "zammad"
    JIRA = "jira"


class DeliveryState(StrEnum):
    """What became of a request that a source sent."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


class EndpointProblem(StrEnum):
    """Why the last request to an endpoint failed, or why it is switched off."""

    TIMEOUT = "timeout"
    CONNECTION_FAILED = "connection_failed"
    ADDRESS_REFUSED = "address_refused"
    REDIRECTED = "redirected"
    BAD_STATUS = "bad_status"
    GONE = "gone"
    CURSOR_LOST = "cursor_lost"


class _Body(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all bodies share: camel case, every field is there."""


class NewWebhookSource(_Body, frozen=True, kw_only=True):
    """Body of ``POST webhook-sources``.

    Attributes:
        name: Its address: ``POST webhooks/{name}``.
        queue_id: Where its new tickets go.
        user_id: The person whose rights its commands have.
    """

    name: Annotated[str, AN_ID]
    kind: SourceKind
    queue_id: Annotated[QueueId, AN_ID]
    user_id: Annotated[UserId, AN_ID]


class WebhookSourcePatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH webhook-sources/{id}``; what is absent stays as it is."""

    queue_id: Annotated[QueueId, AN_ID] | UnsetType = UNSET
    user_id: Annotated[UserId, AN_ID] | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class WebhookSource(_Body, frozen=True, kw_only=True):
    """A source as administrators see it; its secrets are never shown again."""

    id: str
    name: str
    kind: SourceKind
    queue_id: QueueId
    user_id: UserId
    enabled: bool
    created_at: datetime


class WebhookSecret(_Body, frozen=True, kw_only=True):
    """A new secret, shown this once; the one before it is good until ``previous_ends_at``."""

    secret: str
    previous_ends_at: datetime


class CreatedWithSecret(_Body, frozen=True, kw_only=True):
    """Answer to a command that made a source or an endpoint: its id, and its secret, once."""

    id: str
    secret: str


class WebhookAccepted(_Body, frozen=True, kw_only=True):
    """Answer to ``POST webhooks/{source}``: stored; the same request has the same id."""

    id: str


class WebhookDelivery(_Body, frozen=True, kw_only=True):
    """A request of a source as administrators see it; its body is not shown.

    Attributes:
        key: By which a repetition is recognised.
        code: Why it failed, or why the last attempt did.
    """

    id: str
    key: str
    state: DeliveryState
    attempts: int
    received_at: datetime
    code: ErrorCode | None = None
    ticket_id: TicketId | None = None


class NewWebhookEndpoint(_Body, frozen=True, kw_only=True):
    """Body of ``POST webhook-endpoints``.

    Attributes:
        room: A team's or a queue's; what happens there from now on is sent.
        types: Only these events; empty for all.
    """

    url: _Url
    room: RoomName
    types: _Types = ()


class WebhookEndpointPatch(_Body, frozen=True, kw_only=True):
    """Body of ``PATCH webhook-endpoints/{id}``; what is absent stays as it is."""

    url: _Url | UnsetType = UNSET
    types: _Types | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class WebhookEndpoint(_Body, frozen=True, kw_only=True):
    """An endpoint as administrators see it.

    Attributes:
        after: Number of the last entry of the room that it has taken, or does not want.
        failures: Attempts in a row that failed.
        problem: Why the last one failed, or why the endpoint is switched off.
        next_attempt_at: None while nothing has to be repeated.
    """

    id: str
    url: str
    room: Room
    types: tuple[EventType, ...]
    enabled: bool
    after: int
    failures: int
    created_at: datetime
    problem: EndpointProblem | None = None
    failing_since: datetime | None = None
    next_attempt_at: datetime | None = None


class WebhookTest(_Body, frozen=True, kw_only=True):
    """Answer to ``POST webhook-endpoints/{id}/test``.

    Attributes:
        status: What the endpoint answered; None when it did not.
    """

    delivered: bool
    status: int | None = None
    problem: EndpointProblem | None = None
