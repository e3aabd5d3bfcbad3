"""What commands about webhooks write."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from backend.domain.webhooks.records import (
    ExternalTicket,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
    WebhookSource,
)


@dataclass(frozen=True, slots=True)
class PutWebhookSource:
    """Write a source, new or known; refused with AlreadyExistsError when its name is taken."""

    source: WebhookSource


@dataclass(frozen=True, slots=True)
class RemoveWebhookSource:
    """Forget a source, its secrets, what it sent and which tickets are whose."""

    source_id: str


@dataclass(frozen=True, slots=True)
class AddWebhookSecret:
    """Write the newest secret of a source or an endpoint.

    Attributes:
        previous_ends_at: Until when the one before it is good; older ones are removed.
    """

    secret: WebhookSecret
    previous_ends_at: datetime


@dataclass(frozen=True, slots=True)
class AddWebhookDelivery:
    """Write a request that came; refused with AlreadyExistsError when its key is known."""

    delivery: WebhookDelivery


@dataclass(frozen=True, slots=True)
class MoveWebhookDelivery:
    """Write what became of a request; StaleRecordError when it has another version."""

    delivery: WebhookDelivery
    expected_version: int


@dataclass(frozen=True, slots=True)
class ForgetWebhookDeliveries:
    """Remove requests that are finished and came before ``before``."""

    before: datetime


@dataclass(frozen=True, slots=True)
class AddExternalTicket:
    """Write which ticket is which of a source's; AlreadyExistsError when one is known."""

    external: ExternalTicket


@dataclass(frozen=True, slots=True)
class PutWebhookEndpoint:
    """Write an endpoint; StaleRecordError when a known one has another version.

    Attributes:
        expected_version: None for a new one.
    """

    endpoint: WebhookEndpoint
    expected_version: int | None


@dataclass(frozen=True, slots=True)
class RemoveWebhookEndpoint:
    """Forget an endpoint and its secrets."""

    endpoint_id: str


WebhookWrite: TypeAlias = (
    PutWebhookSource
    | RemoveWebhookSource
    | AddWebhookSecret
    | AddWebhookDelivery
    | MoveWebhookDelivery
    | ForgetWebhookDeliveries
    | AddExternalTicket
    | PutWebhookEndpoint
    | RemoveWebhookEndpoint
)
