"""What webhooks need from outside: their records, and a way to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from backend.domain.webhooks.records import (
    ExternalTicket,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
    WebhookSource,
)
from common.webhooks import EndpointProblem


class WebhookReader(Protocol):
    """Sources and endpoints, and how far the work on them is."""

    async def sources(self) -> Sequence[WebhookSource]:
        """Return all sources, by name."""
        ...

    async def source(self, source_id: str) -> WebhookSource | None:
        """Return a source."""
        ...

    async def source_named(self, name: str) -> WebhookSource | None:
        """Return the source with this name."""
        ...

    async def secrets(self, owner_id: str) -> Sequence[WebhookSecret]:
        """Return the secrets of a source or an endpoint, newest first, ended ones too."""
        ...

    async def delivery(self, delivery_id: str) -> WebhookDelivery | None:
        """Return a request that a source sent."""
        ...

    async def deliveries(self, source_id: str, limit: int) -> Sequence[WebhookDelivery]:
        """Return what a source sent last, newest first."""
        ...

    async def due_deliveries(self, at: datetime, limit: int) -> Sequence[WebhookDelivery]:
        """Return requests that wait and may be worked on, in the order in which they came.

        While one of a source is being worked on or is to be tried again later, the others of
        that source are left out.
        """
        ...

    async def external(self, source_id: str, external_id: str) -> ExternalTicket | None:
        """Return which ticket of ours is this one of the source's."""
        ...

    async def endpoints(self) -> Sequence[WebhookEndpoint]:
        """Return all endpoints, oldest first."""
        ...

    async def endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """The endpoint has what it was sent."""

    status: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The endpoint does not have what it was sent, or did not say so.

    Attributes:
        status: What it answered; None when it did not.
        retry_after_s: Seconds that it asked to be left alone for; None when it did not.
    """

    problem: EndpointProblem
    status: int | None = None
    retry_after_s: float | None = None


Outcome: TypeAlias = Taken | NotTaken


class WebhookTransport(Protocol):
    """Sends to addresses that administrators wrote down."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Send one request and return what became of it, within a bounded time; never raises."""
        ...
