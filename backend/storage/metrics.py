"""Reads the stored figures of queues."""

from datetime import datetime

from sqlalchemy import Connection, func, select, text
from typing_extensions import override

from backend.domain.metrics import Measure, MetricKey
from backend.services.ports import MetricsReader
from backend.storage import schema
from backend.storage.instants import from_us_or_none
from backend.storage.reading import ReadPool
from common.ids import QueueId


class SqlMetricsReader(MetricsReader):
    """Figures of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def values(self, queue_id: QueueId) -> tuple[dict[MetricKey, int], datetime | None]:
        return await self._pool.run(lambda connection: _values(connection, queue_id))


def _values(
    connection: Connection, queue_id: QueueId
) -> tuple[dict[MetricKey, int], datetime | None]:
    metric, ticket = schema.queue_metric.c, schema.ticket.c
    found = connection.execute(
        select(metric.measure, metric.label, metric.value).where(metric.queue_id == queue_id)
    )
    # In these words, or the partial index on open tickets is not used.
    is_open = text("status NOT IN ('resolved', 'closed')")
    oldest = connection.scalar(
        select(func.min(ticket.created_at)).where(ticket.queue_id == queue_id, is_open)
    )
    values = {
        MetricKey(queue_id, Measure(measure), label): value for measure, label, value in found
    }
    return values, from_us_or_none(oldest)
