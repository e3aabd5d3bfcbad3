"""How often somebody may try: a bounded table of recent failures."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.domain.errors import TooManyRequestsError

MAX_FAILURES = 10
WINDOW = timedelta(minutes=1)
MAX_NAMES = 10_000
"""Names that are remembered; the one that failed longest ago is forgotten first."""


@dataclass(slots=True)
class _Failures:
    began: datetime
    count: int = 0


class Attempts:
    """Counts failures per name and refuses further tries for the rest of a window."""

    def __init__(self) -> None:
        """Begin without any failure."""
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def require_room(self, name: str, at: datetime) -> None:
        """Let one more try pass.

        Raises:
            TooManyRequestsError: ``name`` failed too often in this window.
        """
        failures = self._failures.get(name)
        if failures is None or failures.count < MAX_FAILURES:
            return
        remaining = failures.began + WINDOW - at
        if remaining > timedelta(0):
            raise TooManyRequestsError(remaining.total_seconds())

    def failed(self, name: str, at: datetime) -> None:
        """Count a failure."""
        failures = self._failures.pop(name, None)
        if failures is None or at - failures.began >= WINDOW:
            failures = _Failures(began=at)
        failures.count += 1
        self._failures[name] = failures
        if len(self._failures) > MAX_NAMES:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures of ``name``."""
        self._failures.pop(name, None)
