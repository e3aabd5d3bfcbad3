"""How late the event loop is: the one figure that shows that something blocks it."""

import asyncio
from collections import deque

from prometheus_client import CollectorRegistry, Histogram

BEAT_S = 0.25
_BEATS_KEPT = 20
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Pulse:
    """Wakes up regularly and notes how late that was."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._late_s: deque[float] = deque([0.0], maxlen=_BEATS_KEPT)
        self._histogram = Histogram(
            "bomizzel_loop_lag_seconds",
            "How late the event loop was.",
            buckets=_BUCKETS_S,
            registry=registry,
        )

    @property
    def lag_s(self) -> float:
        """The longest delay of the last five seconds."""
        return max(self._late_s)

    @property
    def steady_lag_s(self) -> float:
        """By how much the loop was late at least, at each of its last twenty beats.

        One long pause does not raise it; it is above 0 only when the loop never catches up.
        """
        return min(self._late_s)

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            late_s = max(0.0, loop.time() - due)
            self._late_s.append(late_s)
            self._histogram.observe(late_s)
