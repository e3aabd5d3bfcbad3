"""The clocks of the machine, and where it is."""

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


class SystemZone:
    """The time zone of the machine, also after it was carried into another one."""

    def local(self, instant: datetime) -> datetime:
        """Return what the clock on the wall shows at ``instant``, which is aware; naive."""
        self._look()
        return instant.astimezone().replace(tzinfo=None)

    def instant(self, wall: datetime) -> datetime:
        """Return when the clock on the wall shows ``wall``, which is naive; aware UTC."""
        self._look()
        return wall.astimezone(UTC)

    def _look(self) -> None:
        # Unix reads the machine's zone once for each process; Windows has nothing to read again.
        if hasattr(time, "tzset"):
            time.tzset()
