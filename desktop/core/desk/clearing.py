"""What was cleared a moment ago: held back here while the person may take it back. Pure.

The mark itself is durable at once; only its sending waits. So what was cleared and not taken back
before a crash is sent at the next start (ADR-0024).
"""

from collections import deque
from dataclasses import dataclass

from common.ids import EventId

UNDO_S = 8.0
"""How long a clearing can be taken back."""


@dataclass(frozen=True, slots=True)
class _Clearing:
    event_ids: tuple[EventId, ...]
    until_s: float


class Clearings:
    """The clearings that can be taken back, each by itself, the last one first.

    Times are readings of a monotonic clock.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._clearings: deque[_Clearing] = deque()

    @property
    def last_count(self) -> int:
        """How many items the last clearing took off the list; 0 when there is none."""
        return len(self._clearings[-1].event_ids) if self._clearings else 0

    def add(self, event_ids: tuple[EventId, ...], now_s: float) -> None:
        """Hold these items back from now on."""
        if event_ids:
            self._clearings.append(_Clearing(event_ids, now_s + UNDO_S))

    def undo(self) -> tuple[EventId, ...]:
        """Return what the last clearing took off the list, and let go of it."""
        return self._clearings.pop().event_ids if self._clearings else ()

    def settle(self) -> None:
        """Let go of all: nothing can be taken back any more."""
        self._clearings.clear()

    def held(self, now_s: float) -> frozenset[EventId]:
        """Return what must not be sent yet, and let go of what is due."""
        while self._clearings and self._clearings[0].until_s <= now_s:
            self._clearings.popleft()
        return frozenset(i for clearing in self._clearings for i in clearing.event_ids)

    def due_in_s(self, now_s: float) -> float | None:
        """Return when something is due, None for never."""
        return max(0.0, self._clearings[0].until_s - now_s) if self._clearings else None
