"""Reads sources and what they sent, endpoints and how far they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, Select, bindparam, select
from typing_extensions import override

from backend.domain.webhooks.records import (
    ExternalTicket,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
    WebhookSource,
)
from backend.services.webhook_ports import WebhookReader
from backend.storage import schema
from backend.storage.instants import from_us, from_us_or_none, to_us
from backend.storage.reading import ReadPool
from common.errors import ErrorCode
from common.events import EventType
from common.ids import EventId, QueueId, TicketId, UserId
from common.rooms import Room
from common.webhooks import DeliveryState, EndpointProblem, SourceKind


class SqlWebhookReader(WebhookReader):
    """Webhooks of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def sources(self) -> Sequence[WebhookSource]:
        query = select(schema.webhook_source).order_by(schema.webhook_source.c.name)
        return [_source(row) for row in await self._all(query)]

    @override
    async def source(self, source_id: str) -> WebhookSource | None:
        query = select(schema.webhook_source).where(schema.webhook_source.c.id == source_id)
        return next((_source(row) for row in await self._all(query)), None)

    @override
    async def source_named(self, name: str) -> WebhookSource | None:
        query = select(schema.webhook_source).where(schema.webhook_source.c.name == name)
        return next((_source(row) for row in await self._all(query)), None)

    @override
    async def secrets(self, owner_id: str) -> Sequence[WebhookSecret]:
        columns = schema.webhook_secret.c
        query = select(schema.webhook_secret).where(columns.owner_id == owner_id)
        rows = await self._all(query.order_by(columns.ends_at.is_not(None)))
        return [
            WebhookSecret(
                row.owner_id, row.secret, from_us(row.created_at), from_us_or_none(row.ends_at)
            )
            for row in rows
        ]

    @override
    async def delivery(self, delivery_id: str) -> WebhookDelivery | None:
        query = select(schema.webhook_delivery).where(schema.webhook_delivery.c.id == delivery_id)
        return next((_delivery(row) for row in await self._all(query)), None)

    @override
    async def deliveries(self, source_id: str, limit: int) -> Sequence[WebhookDelivery]:
        columns = schema.webhook_delivery.c
        query = select(schema.webhook_delivery).where(columns.source_id == source_id)
        query = query.order_by(columns.received_at.desc(), columns.id).limit(limit)
        return [_delivery(row) for row in await self._all(query)]

    @override
    async def due_deliveries(self, at: datetime, limit: int) -> Sequence[WebhookDelivery]:
        rows = await self._all(_due_deliveries(), {"at": to_us(at), "limit": limit})
        return [_delivery(row) for row in rows]

    @override
    async def external(self, source_id: str, external_id: str) -> ExternalTicket | None:
        columns = schema.webhook_ticket.c
        query = select(schema.webhook_ticket).where(
            columns.source_id == source_id, columns.external_id == external_id
        )
        for row in await self._all(query):
            return ExternalTicket(
                row.source_id, row.external_id, TicketId(row.ticket_id), row.delivery_id
            )
        return None

    @override
    async def endpoints(self) -> Sequence[WebhookEndpoint]:
        columns = schema.webhook_endpoint.c
        query = select(schema.webhook_endpoint).order_by(columns.created_at, columns.id)
        return [_endpoint(row) for row in await self._all(query)]

    @override
    async def endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        query = select(schema.webhook_endpoint).where(schema.webhook_endpoint.c.id == endpoint_id)
        return next((_endpoint(row) for row in await self._all(query)), None)

    async def _all(
        self, query: Select[Any], parameters: Mapping[str, int] | None = None
    ) -> Sequence[Row[Any]]:
        return await self._pool.run(lambda one: one.execute(query, parameters).all())


@cache
def _due_deliveries() -> Select[Any]:
    """Return the question of every look, which is too large to be put together each time."""
    columns, others = schema.webhook_delivery.c, schema.webhook_delivery.alias().c
    waits, at = DeliveryState.WAITING.value, bindparam("at", type_=BigInteger)
    # Asked of those that wait only, not of each source's past.
    held = select(others.source_id).where(others.state == waits, others.due_at > at)
    query = select(schema.webhook_delivery).where(
        columns.state == waits, columns.due_at <= at, columns.source_id.not_in(held)
    )
    return query.order_by(columns.received_at, columns.id).limit(bindparam("limit"))


def _source(row: Row[Any]) -> WebhookSource:
    return WebhookSource(
        id=row.id,
        name=row.name,
        kind=SourceKind(row.kind),
        queue_id=QueueId(row.queue_id),
        user_id=UserId(row.user_id),
        enabled=row.enabled,
        created_at=from_us(row.created_at),
    )


def _delivery(row: Row[Any]) -> WebhookDelivery:
    return WebhookDelivery(
        id=row.id,
        source_id=row.source_id,
        key=row.key,
        body=row.body,
        received_at=from_us(row.received_at),
        due_at=from_us(row.due_at),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        version=row.version,
        code=None if row.code is None else ErrorCode(row.code),
        ticket_id=None if row.ticket_id is None else TicketId(row.ticket_id),
    )


def _endpoint(row: Row[Any]) -> WebhookEndpoint:
    return WebhookEndpoint(
        id=row.id,
        url=row.url,
        room=Room(row.room),
        types=tuple(EventType(name) for name in row.types.split(",") if name),
        after=row.after,
        created_at=from_us(row.created_at),
        due_at=from_us(row.due_at),
        event_id=None if row.event_id is None else EventId(row.event_id),
        version=row.version,
        enabled=row.enabled,
        failures=row.failures,
        failing_since=from_us_or_none(row.failing_since),
        problem=None if row.problem is None else EndpointProblem(row.problem),
    )
