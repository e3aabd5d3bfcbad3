"""Counts the tickets of all queues again from time to time, and tells what that changed."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from backend.domain.metrics import MetricKey
from backend.realtime.figure_news import FigureNews
from backend.realtime.metrics import RealtimeMetrics
from backend.services.errors import InfrastructureError
from backend.services.recount import Recount
from common.ids import QueueId
from common.rooms import queue_room

logger = logging.getLogger(__name__)


class Recounting:
    """Runs the recount, reports drift, and refreshes what grows with time alone.

    Args:
        every_s: Longest time between two runs, ``METRICS_UPDATE_INTERVAL``.
        spread: Returns a factor of about 0.8 to 1 that keeps processes from running together.
    """

    def __init__(
        self,
        *,
        recount: Recount,
        news: FigureNews,
        metrics: RealtimeMetrics,
        every_s: float,
        spread: Callable[[], float],
    ) -> None:
        self._recount = recount
        self._news = news
        self._metrics = metrics
        self._every_s = every_s
        self._spread = spread

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            await asyncio.sleep(self._every_s * self._spread())
            try:
                # Half of it, or a run that comes a little early would leave all to the next.
                interval = timedelta(seconds=self._every_s / 2)
                self._metrics.recounts.inc(await self._recount.run(interval, self._report))
            except InfrastructureError:
                logger.warning("queues not counted", exc_info=True)
            self._news.mark_all()

    def _report(self, queue_id: QueueId, moved: Mapping[MetricKey, int]) -> None:
        differences = {f"{key.measure}:{key.label}": by for key, by in sorted(moved.items())}
        logger.error(
            "figures of a queue were wrong, corrected",
            extra={"queue_id": queue_id, "moved_by": differences},
        )
        for key in moved:
            self._metrics.drift.labels(key.measure.value).inc()
        self._news.mark(queue_room(queue_id))
