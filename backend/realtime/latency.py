"""How long events took lately from their commit to the buffers of sockets."""

import math
from collections import deque
from collections.abc import Sequence

from backend.realtime.limits import Monotonic
from backend.services.status import Percentiles

WINDOW_S = 300
MAX_KEPT = 2_000


class Latencies:
    """The durations of the last five minutes, of the newest 2,000 events at most."""

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._kept: deque[tuple[float, float]] = deque(maxlen=MAX_KEPT)

    def add(self, took_s: float) -> None:
        """Note one duration."""
        self._kept.append((self._monotonic(), took_s))

    def of_last(self, window_s: float = WINDOW_S) -> Percentiles:
        """Return the percentiles (nearest rank) of the last ``window_s`` seconds."""
        oldest = self._monotonic() - window_s
        took_s = sorted(duration for moment, duration in self._kept if moment > oldest)
        return Percentiles(
            count=len(took_s),
            p50=_rank(took_s, 0.50),
            p95=_rank(took_s, 0.95),
            p99=_rank(took_s, 0.99),
        )


def _rank(ascending: Sequence[float], share: float) -> float:
    return ascending[math.ceil(share * len(ascending)) - 1] if ascending else 0.0
