"""The clocks of the machine."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Tells the time as the machine has it."""

    def now(self) -> datetime:
        """Return the wall clock, aware UTC; it may jump."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock that the others are given

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()
