"""Reads the stored figures of queues, and counts their tickets."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select, text
from typing_extensions import override

from backend.domain.flow import Flow, Span
from backend.domain.metrics import Measure, MetricKey
from backend.services.ports import MetricsReader, QueueFigures
from backend.storage import schema
from backend.storage.instants import from_us, from_us_or_none, to_us
from backend.storage.reading import ReadPool
from common.ids import QueueId
from common.vocabulary import FINISHED, Status

_SECOND_US = 1_000_000
# A newer version that works on the same database meanwhile may count more than this one knows.
_MEASURES = [measure.value for measure in Measure]
_FLOWS = [flow.value for flow in Flow]
# In these words, or the partial index on open tickets is not used.
_IS_OPEN = text("status NOT IN ('resolved', 'closed')")


class SqlMetricsReader(MetricsReader):
    """Figures of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def figures(
        self, queue_id: QueueId, *, minutes_from: datetime, hours_from: datetime
    ) -> QueueFigures:
        def read(connection: Connection) -> QueueFigures:
            return QueueFigures(
                values=_values(connection, queue_id),
                oldest_open_at=_oldest(connection, queue_id),
                minutes=_sums(connection, queue_id, Span.MINUTE, minutes_from),
                hours=_sums(connection, queue_id, Span.HOUR, hours_from),
            )

        return await self._pool.run(read)

    @override
    async def counted(
        self, queue_id: QueueId
    ) -> tuple[Mapping[MetricKey, int], Mapping[MetricKey, int]]:
        return await self._pool.run(
            lambda connection: (_values(connection, queue_id), _counted(connection, queue_id))
        )

    @override
    async def recounted_at_s(self, queue_id: QueueId) -> int:
        metric = schema.queue_metric.c
        query = select(metric.value).where(
            metric.queue_id == queue_id, metric.measure == Measure.RECOUNTED_AT
        )
        return await self._pool.run(lambda connection: connection.scalar(query)) or 0

    @override
    async def history(
        self, queue_id: QueueId, begin: datetime, *, span: Span = Span.HOUR
    ) -> tuple[int, Mapping[datetime, Mapping[Flow, int]]]:
        return await self._pool.run(lambda connection: _history(connection, queue_id, span, begin))


def _values(connection: Connection, queue_id: QueueId) -> dict[MetricKey, int]:
    metric = schema.queue_metric.c
    found = connection.execute(
        select(metric.measure, metric.label, metric.value).where(
            metric.queue_id == queue_id, metric.measure.in_(_MEASURES)
        )
    )
    return {MetricKey(queue_id, Measure(measure), label): value for measure, label, value in found}


def _oldest(connection: Connection, queue_id: QueueId) -> datetime | None:
    ticket = schema.ticket.c
    return from_us_or_none(
        connection.scalar(
            select(func.min(ticket.created_at)).where(ticket.queue_id == queue_id, _IS_OPEN)
        )
    )


def _sums(
    connection: Connection, queue_id: QueueId, span: Span, begin: datetime
) -> dict[Flow, int]:
    bucket = schema.queue_flow.c
    found = connection.execute(
        select(bucket.flow, func.sum(bucket.value))
        .where(
            bucket.queue_id == queue_id,
            bucket.span == span,
            bucket.begins_at >= to_us(begin),
            bucket.flow.in_(_FLOWS),
        )
        .group_by(bucket.flow)
    )
    return {Flow(flow): int(value) for flow, value in found}


def _history(
    connection: Connection, queue_id: QueueId, span: Span, begin: datetime
) -> tuple[int, dict[datetime, dict[Flow, int]]]:
    metric, bucket = schema.queue_metric.c, schema.queue_flow.c
    is_open = connection.scalar(
        select(func.coalesce(func.sum(metric.value), 0)).where(
            metric.queue_id == queue_id,
            metric.measure == Measure.STATUS,
            metric.label.not_in([status.value for status in FINISHED]),
        )
    )
    found = connection.execute(
        select(bucket.begins_at, bucket.flow, bucket.value).where(
            bucket.queue_id == queue_id,
            bucket.span == span,
            bucket.begins_at >= to_us(begin),
            bucket.flow.in_(_FLOWS),
        )
    )
    buckets: dict[datetime, dict[Flow, int]] = {}
    for begins_at, flow, value in found:
        buckets.setdefault(from_us(begins_at), {})[Flow(flow)] = value
    return int(is_open or 0), buckets


def _counted(connection: Connection, queue_id: QueueId) -> Counter[MetricKey]:
    """Return what ``contribution`` of every ticket adds up to, in one pass over the tickets."""
    ticket = schema.ticket.c
    groups = connection.execute(
        select(
            ticket.status,
            ticket.priority,
            ticket.assignee_id,
            func.count(),
            func.sum(ticket.created_at // _SECOND_US),
            func.count(ticket.first_response_at),
            func.sum(_seconds_until(ticket.first_response_at)),
            func.count(ticket.resolved_at),
            func.sum(_seconds_until(ticket.resolved_at)),
        )
        .where(ticket.queue_id == queue_id)
        .group_by(ticket.status, ticket.priority, ticket.assignee_id)
    )
    counted: Counter[MetricKey] = Counter()
    for status, priority, assignee_id, count, created_s, *answered in groups:
        counted[MetricKey(queue_id, Measure.STATUS, status)] += count
        if Status(status) not in FINISHED:
            counted[MetricKey(queue_id, Measure.OPEN_PRIORITY, priority)] += count
            counted[MetricKey(queue_id, Measure.OPEN_ASSIGNEE, assignee_id or "")] += count
            counted[MetricKey(queue_id, Measure.OPEN_CREATED_S)] += int(created_s)
        responses, response_s, resolutions, resolution_s = (int(part or 0) for part in answered)
        counted[MetricKey(queue_id, Measure.FIRST_RESPONSES)] += responses
        counted[MetricKey(queue_id, Measure.FIRST_RESPONSE_S)] += response_s
        counted[MetricKey(queue_id, Measure.RESOLUTIONS)] += resolutions
        counted[MetricKey(queue_id, Measure.RESOLUTION_S)] += resolution_s
    return counted


def _seconds_until(end: ColumnElement[int]) -> ColumnElement[int]:
    """Return whole seconds since the ticket was filed; null where ``end`` is."""
    waited_us = end - schema.ticket.c.created_at
    return case((waited_us < 0, 0), else_=waited_us // _SECOND_US)
