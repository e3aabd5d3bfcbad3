"""How much one client may ask for, as numbers, and the allowance that enforces a rate."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Monotonic = Callable[[], float]
"""Returns seconds from a clock that nobody can set."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the socket side; the defaults are for production, tests make them small.

    Attributes:
        frame_bytes: Largest message that a client may send.
        buffer_frames: Frames that may wait for one socket.
        buffer_bytes: Bytes that may wait for one socket.
        buffer_age_s: How long a socket may take none of what waits for it.
        sign_in_s: How long a socket may stay without identity.
        body_s: How long the body of a polling request may take to come.
        close_s: How long an ordered close may take before the transport is aborted.
        unauthenticated_sockets: Sockets without identity, all together.
        unauthenticated_per_address: Sockets without identity from one address.
        sockets_per_address: Sockets from one address, with identity or without: a whole
            company may sit behind one.
        sockets_per_person: Live sockets of one person.
        joins_per_s: Rooms that a socket may join each second, once the burst is used up.
        joins_burst: Rooms that a socket may join at once, for a window that opens.
        messages_per_minute: Messages of one socket, all events together.
        bad_requests: Violations of the protocol that one socket may commit; one is forgiven
            each minute.
    """

    frame_bytes: int = 64 * 1024
    buffer_frames: int = 1_000
    buffer_bytes: int = 1024 * 1024
    buffer_age_s: float = 20.0
    sign_in_s: float = 10.0
    body_s: float = 20.0
    close_s: float = 2.0
    unauthenticated_sockets: int = 2_000
    unauthenticated_per_address: int = 500
    sockets_per_address: int = 5_000
    sockets_per_person: int = 10
    joins_per_s: float = 5.0
    joins_burst: int = 64
    messages_per_minute: int = 100
    bad_requests: int = 10


class Allowance:
    """A rate with a burst: takes are granted while there is something left.

    Source:
        The token bucket of network traffic shaping.
    """

    __slots__ = ("_burst", "_left", "_monotonic", "_per_s", "_updated_at")

    def __init__(self, *, burst: int, per_s: float, monotonic: Monotonic) -> None:
        self._burst = float(burst)
        self._per_s = per_s
        self._monotonic = monotonic
        self._left = float(burst)
        self._updated_at = monotonic()

    def take(self) -> bool:
        """Use one; False when none is left."""
        now = self._monotonic()
        self._left = min(self._burst, self._left + (now - self._updated_at) * self._per_s)
        self._updated_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Refusal(StrEnum):
    """Why nobody else is let in; the name under which it is counted."""

    UNAUTHENTICATED = "unauthenticated"
    UNAUTHENTICATED_OF_ADDRESS = "unauthenticated_of_address"
    SOCKETS_OF_ADDRESS = "sockets_of_address"


class Admission:
    """Counts sockets by address, and those that have not said who they are in all, too.

    Attributes:
        waiting: Sockets without identity, from everywhere.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting_of: Counter[str] = Counter()
        self._open_of: Counter[str] = Counter()
        self.waiting = 0

    def enter(self, address: str) -> Refusal | None:
        """Let one more in, or return why not."""
        if self.waiting >= self._limits.unauthenticated_sockets:
            return Refusal.UNAUTHENTICATED
        if self._waiting_of[address] >= self._limits.unauthenticated_per_address:
            return Refusal.UNAUTHENTICATED_OF_ADDRESS
        if self._open_of[address] >= self._limits.sockets_per_address:
            return Refusal.SOCKETS_OF_ADDRESS
        self.waiting += 1
        self._waiting_of[address] += 1
        self._open_of[address] += 1
        return None

    def recognize(self, address: str) -> None:
        """Note that one of those without identity has one now."""
        self.waiting -= 1
        _subtract(self._waiting_of, address)

    def leave(self, address: str) -> None:
        """Forget one that was recognized before, and is gone."""
        _subtract(self._open_of, address)


def _subtract(counter: Counter[str], address: str) -> None:
    counter[address] -= 1
    if not counter[address]:
        del counter[address]
