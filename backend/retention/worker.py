"""The loop that removes what is old: a little at a time, so that no command waits for it long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from prometheus_client import CollectorRegistry, Counter

from backend.services.checks import PASSED, CheckResult, degraded
from backend.services.errors import AlreadyRemovedError, InfrastructureError
from backend.services.retention import Removed, Retention

EVERY_S = 3600.0
FIRST_AFTER_S = 60.0
PAUSE_S = 0.2
"""Between two transactions: commands have the database most of the time."""
LATE_AFTER_S = 6 * EVERY_S

logger = logging.getLogger(__name__)


class RetentionFigures:
    """What was removed, for Prometheus.

    Attributes:
        removed: Events that left their rooms, answers that are not remembered any more, and
            refresh tokens that ended.
        failures: Runs that the database ended.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.removed = Counter(
            "bomizzel_retention_removed", "Removed as too old.", ["kind"], registry=registry
        )
        self.failures = Counter(
            "bomizzel_retention_failures", "Runs that failed.", registry=registry
        )
        for kind in ("event", "answer", "token"):
            self.removed.labels(kind)


class RetentionWorker:
    """Removes what is old once an hour, whichever process comes first."""

    def __init__(
        self,
        *,
        retention: Retention,
        figures: RetentionFigures,
        monotonic: Callable[[], float],
        spread: Callable[[], float],
        first_after_s: float = FIRST_AFTER_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Use these parts.

        Args:
            retention: Knows what is old.
            figures: Counted up.
            monotonic: Seconds of a clock that is never set back.
            spread: Returns a factor of about 0.8 to 1 that keeps processes from running together.
            first_after_s: From the start to the first run.
            sleep: Agrees with ``monotonic``.
        """
        self._retention = retention
        self._figures = figures
        self._monotonic = monotonic
        self._spread = spread
        self._first_after_s = first_after_s
        self._sleep = sleep
        self._ended_at = monotonic()

    async def run(self) -> None:
        """Remove until cancelled."""
        wait_s = self._first_after_s
        while True:
            await self._sleep(wait_s * self._spread())
            wait_s = EVERY_S
            try:
                await self._remove_all()
            except AlreadyRemovedError:
                logger.debug("another process removes what is old")
            except InfrastructureError:
                self._figures.failures.inc()
                logger.warning("what is old was not removed", exc_info=True)
                continue
            self._ended_at = self._monotonic()

    async def check(self) -> CheckResult:
        """Return whether what is old goes; when not, the database grows and nothing is lost."""
        since_s = self._monotonic() - self._ended_at
        if since_s < LATE_AFTER_S:
            return PASSED
        return degraded(f"nothing old could be removed for {since_s / 3600:.0f} h")

    async def _remove_all(self) -> None:
        has_more = True
        while has_more:
            removed = await self._retention.remove()
            self._figures.removed.labels("event").inc(removed.events)
            self._figures.removed.labels("answer").inc(removed.answers)
            self._figures.removed.labels("token").inc(removed.tokens)
            if removed != Removed():
                logger.info(
                    "old events removed",
                    extra={
                        "events": removed.events,
                        "answers": removed.answers,
                        "tokens": removed.tokens,
                    },
                )
                await self._sleep(PAUSE_S)
            has_more = removed.has_more
