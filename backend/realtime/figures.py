"""How many frames go out each second, counted as they go."""

from collections import deque

from backend.realtime.limits import Monotonic

WINDOW_S = 10


class Throughput:
    """Counts what happens and says how often it happened lately.

    Attributes:
        total: How often it happened since the beginning.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self.total = 0
        self._monotonic = monotonic
        self._seconds: deque[tuple[int, int]] = deque(maxlen=WINDOW_S)

    def add(self, count: int) -> None:
        """Count ``count`` more in the present second."""
        self.total += count
        second = int(self._monotonic())
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + count)
        else:
            self._seconds.append((second, count))

    @property
    def per_second(self) -> float:
        """The mean of the last ten seconds."""
        oldest = int(self._monotonic()) - WINDOW_S
        return sum(count for second, count in self._seconds if second > oldest) / WINDOW_S
