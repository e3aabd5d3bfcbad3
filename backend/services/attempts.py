"""How often somebody may try: a bounded table of recent failures.

A try counts as failed from its beginning, or as many as like could be under way at once.
"""

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

    def begin(self, name: str, at: datetime) -> None:
        """Let one more try begin, and count it as failed until it is known to be none.

        Raises:
            TooManyRequestsError: ``name`` failed too often in this window.
        """
        failures = self._failures.get(name)
        if failures is None or at - failures.began >= WINDOW:
            failures = _Failures(began=at)
        if failures.count >= MAX_FAILURES:
            remaining = failures.began + WINDOW - at
            raise TooManyRequestsError(remaining.total_seconds())
        failures.count += 1
        self._failures[name] = failures
        self._failures.move_to_end(name)
        if len(self._failures) > MAX_NAMES:
            self._failures.popitem(last=False)

    def take_back(self, name: str) -> None:
        """Forget one try of ``name`` that came to nothing: neither right nor wrong."""
        failures = self._failures.get(name)
        if failures is not None:
            failures.count -= 1

    def succeeded(self, name: str) -> None:
        """Forget the failures of ``name``."""
        self._failures.pop(name, None)
