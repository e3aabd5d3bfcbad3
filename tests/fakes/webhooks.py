"""Webhooks in memory, and a transport that plays the other side."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from typing_extensions import override

from backend.domain.errors import AlreadyExistsError, StaleRecordError
from backend.domain.webhooks.records import (
    ExternalTicket,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
    WebhookSource,
)
from backend.services.webhook_changes import (
    AddExternalTicket,
    AddWebhookDelivery,
    AddWebhookSecret,
    ForgetWebhookDeliveries,
    MoveWebhookDelivery,
    PutWebhookEndpoint,
    PutWebhookSource,
    RemoveWebhookEndpoint,
    RemoveWebhookSource,
    WebhookWrite,
)
from backend.services.webhook_ports import Outcome, Taken, WebhookReader, WebhookTransport
from common.webhooks import DeliveryState


@dataclass
class WebhookTables:
    """What is stored."""

    sources: dict[str, WebhookSource] = field(default_factory=dict)
    secrets: list[WebhookSecret] = field(default_factory=list)
    deliveries: dict[str, WebhookDelivery] = field(default_factory=dict)
    externals: dict[tuple[str, str], ExternalTicket] = field(default_factory=dict)
    endpoints: dict[str, WebhookEndpoint] = field(default_factory=dict)

    def refuse(self, write: WebhookWrite) -> None:  # noqa: C901 - one case a write
        match write:
            case PutWebhookSource(source):
                owners = {other.name: other.id for other in self.sources.values()}
                if owners.get(source.name, source.id) != source.id:
                    raise AlreadyExistsError
            case AddWebhookDelivery(delivery):
                known = {(one.source_id, one.key) for one in self.deliveries.values()}
                if (delivery.source_id, delivery.key) in known:
                    raise AlreadyExistsError
            case MoveWebhookDelivery(delivery, version):
                stored = self.deliveries.get(delivery.id)
                if stored is None or stored.version != version:
                    raise StaleRecordError
            case AddExternalTicket(external):
                if (external.source_id, external.external_id) in self.externals:
                    raise AlreadyExistsError
            case PutWebhookEndpoint(endpoint, int(version)):
                present = self.endpoints.get(endpoint.id)
                if present is None or present.version != version:
                    raise StaleRecordError
            case _:
                pass

    def apply(self, write: WebhookWrite) -> None:
        match write:
            case PutWebhookSource(source):
                self.sources[source.id] = source
            case RemoveWebhookSource(source_id):
                self._remove_source(source_id)
            case AddWebhookSecret(secret, previous_ends_at):
                self._add_secret(secret, previous_ends_at)
            case AddWebhookDelivery(delivery) | MoveWebhookDelivery(delivery):
                self.deliveries[delivery.id] = delivery
            case ForgetWebhookDeliveries(before):
                self.deliveries = {
                    id_: one
                    for id_, one in self.deliveries.items()
                    if one.received_at >= before or one.state is DeliveryState.WAITING
                }
            case AddExternalTicket(external):
                self.externals[external.source_id, external.external_id] = external
            case PutWebhookEndpoint(endpoint):
                self.endpoints[endpoint.id] = endpoint
            case RemoveWebhookEndpoint(endpoint_id):
                self.endpoints.pop(endpoint_id, None)
                self._forget_secrets(endpoint_id)
            case _:
                assert_never(write)

    def _remove_source(self, source_id: str) -> None:
        self.sources.pop(source_id, None)
        self._forget_secrets(source_id)
        self.deliveries = {
            id_: one for id_, one in self.deliveries.items() if one.source_id != source_id
        }
        self.externals = {
            key: one for key, one in self.externals.items() if one.source_id != source_id
        }

    def _forget_secrets(self, owner_id: str) -> None:
        self.secrets = [one for one in self.secrets if one.owner_id != owner_id]

    def _add_secret(self, secret: WebhookSecret, previous_ends_at: datetime) -> None:
        owner_id = secret.owner_id
        kept = [one for one in self.secrets if one.owner_id != owner_id or one.ends_at is None]
        self.secrets = [
            replace(one, ends_at=previous_ends_at) if one.owner_id == owner_id else one
            for one in kept
        ]
        self.secrets.append(secret)


class MemoryWebhooks(WebhookReader):
    def __init__(self, tables: WebhookTables) -> None:
        self._tables = tables

    @override
    async def sources(self) -> Sequence[WebhookSource]:
        return sorted(self._tables.sources.values(), key=lambda source: source.name)

    @override
    async def source(self, source_id: str) -> WebhookSource | None:
        return self._tables.sources.get(source_id)

    @override
    async def source_named(self, name: str) -> WebhookSource | None:
        found = (source for source in self._tables.sources.values() if source.name == name)
        return next(found, None)

    @override
    async def secrets(self, owner_id: str) -> Sequence[WebhookSecret]:
        return [one for one in reversed(self._tables.secrets) if one.owner_id == owner_id]

    @override
    async def delivery(self, delivery_id: str) -> WebhookDelivery | None:
        return self._tables.deliveries.get(delivery_id)

    @override
    async def deliveries(self, source_id: str, limit: int) -> Sequence[WebhookDelivery]:
        found = [one for one in self._tables.deliveries.values() if one.source_id == source_id]
        return sorted(found, key=lambda one: (-one.received_at.timestamp(), one.id))[:limit]

    @override
    async def due_deliveries(self, at: datetime, limit: int) -> Sequence[WebhookDelivery]:
        waiting = [
            one for one in self._tables.deliveries.values() if one.state is DeliveryState.WAITING
        ]
        held = {one.source_id for one in waiting if one.due_at > at}
        found = [one for one in waiting if one.source_id not in held]
        return sorted(found, key=lambda one: (one.received_at, one.id))[:limit]

    @override
    async def external(self, source_id: str, external_id: str) -> ExternalTicket | None:
        return self._tables.externals.get((source_id, external_id))

    @override
    async def endpoints(self) -> Sequence[WebhookEndpoint]:
        return sorted(self._tables.endpoints.values(), key=lambda one: (one.created_at, one.id))

    @override
    async def endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        return self._tables.endpoints.get(endpoint_id)


@dataclass(frozen=True)
class Posted:
    """One request that was sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class PlayedTransport(WebhookTransport):
    """Answers as it is told to, 204 when it is not, and remembers what was sent."""

    answers: list[Outcome] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        self.posted.append(Posted(url, headers, body))
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.answers.pop(0) if self.answers else Taken(204)
