"""What the line to the server looks like, and what to do when it breaks.

Pure: no socket, no clock, no dice. The supervisor acts on what is decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from common.errors import CloseReason, ErrorCode
from desktop.core.errors import ClientError, ConnectionLostError, ServerRefusedError

CONNECT_TIMEOUT_S = 15
"""How long a new socket may take to open; the library's second is too short for a slow VPN."""

PROOF_S = 60
"""Never green without proof: the age at which the last sign of life stops counting."""

PROBE_TIMEOUT_S = 5
"""How long a socket may take to answer after a sleep or a clock jump."""

CLOCK_JUMP_S = 30
"""Difference between wall clock and monotonic clock that means "this machine slept"."""

FINAL_REFUSALS_IN_A_ROW = 2

MAX_RETRY_AFTER_S = 300.0
"""Longest time that a server may name; who asks for more is asked again all the same."""


class Link(StrEnum):
    """How the agent stands to the server."""

    SIGNED_OUT = "signed_out"
    WAITING_FOR_KEYRING = "waiting_for_keyring"
    CONNECTING = "connecting"
    CATCHING_UP = "catching_up"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"
    MAINTENANCE = "maintenance"
    CANNOT_STORE = "cannot_store"
    """It is not the line: nothing can be written to the disk, so nothing is taken over."""
    UPDATE_REQUIRED = "update_required"


@dataclass(frozen=True, slots=True)
class Retry:
    """Come back, after ``after_s`` when the server named a time, else after the backoff."""

    after_s: float | None = None
    maintenance: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not come back by yourself; ``code`` says why."""

    code: str


Verdict: TypeAlias = Retry | Stop


class Backoff:
    """Waiting times that double up to a cap, each drawn from zero to its bound (full jitter).

    Five hundred agents that lost one server must not return together.
    """

    def __init__(
        self, jitter: Callable[[], float], *, base_s: float = 1.0, cap_s: float = 60.0
    ) -> None:
        """Start anew; ``jitter`` gives numbers of [0, 1)."""
        self._jitter = jitter
        self._base_s = base_s
        self._cap_s = cap_s
        self._failures = 0

    def next_s(self) -> float:
        """Return how long to wait after one more failure, in seconds."""
        bound = min(self._cap_s, self._base_s * 2.0 ** min(self._failures, 32))
        self._failures += 1
        return self._jitter() * bound

    def reset(self) -> None:
        """Forget the failures: something worked."""
        self._failures = 0


_FINAL = frozenset(
    {
        ErrorCode.ACCOUNT_DISABLED,
        ErrorCode.INVALID_CREDENTIALS,
        ErrorCode.PERMISSION_DENIED,
        ErrorCode.PROTOCOL_UNSUPPORTED,
        ErrorCode.SUBJECT_MISMATCH,
        ErrorCode.TOKEN_INVALID,
        ErrorCode.TOKEN_REVOKED,
        *(reason for reason in CloseReason if not reason.retryable),
    }
)

_TOKEN_TROUBLE = frozenset(
    {
        ErrorCode.AUTHENTICATION_REQUIRED,
        ErrorCode.TOKEN_EXPIRED,
        ErrorCode.TOKEN_INVALID,
        ErrorCode.TOKEN_REVOKED,
    }
)

_MAINTENANCE = frozenset({ErrorCode.UNAVAILABLE, CloseReason.SERVER_DRAINING})


def classify(failure: ClientError) -> Verdict:
    """Return what one failure of the line asks for, seen alone."""
    if isinstance(failure, ConnectionLostError):
        return Retry(_bounded(failure), maintenance=failure.retry_after_s is not None)
    if not isinstance(failure, ServerRefusedError):
        return Retry()
    if failure.refusal in _FINAL and not failure.may_retry:
        return Stop(failure.refusal)
    return Retry(_bounded(failure), maintenance=failure.refusal in _MAINTENANCE)


def _bounded(failure: ConnectionLostError | ServerRefusedError) -> float | None:
    # A gateway that answers for a server may name a day.
    after_s = failure.retry_after_s
    return None if after_s is None else min(after_s, MAX_RETRY_AFTER_S)


def doubts_token(failure: ClientError) -> bool:
    """Return whether ``failure`` says that the access token is of no use."""
    return isinstance(failure, ServerRefusedError) and failure.refusal in _TOKEN_TROUBLE


class Refusals:
    """Counts final refusals in a row: the first may be an old token, the second is meant."""

    def __init__(self) -> None:
        """Start with none."""
        self._in_a_row = 0

    def judge(self, failure: ClientError) -> Verdict:
        """Return what ``failure`` asks for after those before it."""
        verdict = classify(failure)
        if isinstance(verdict, Retry):
            return verdict
        self._in_a_row += 1
        return verdict if self._in_a_row >= FINAL_REFUSALS_IN_A_ROW else Retry()

    def accepted(self) -> None:
        """Forget the refusals: the server let the agent in."""
        self._in_a_row = 0


def is_proven(verified_at: datetime | None, now: datetime) -> bool:
    """Return whether the last sign of life is young enough to be called live."""
    return verified_at is not None and now - verified_at <= timedelta(seconds=PROOF_S)


def is_clock_jump(*, wall_s: float, monotonic_s: float) -> bool:
    """Return whether the two clocks went so far apart that the machine must have slept."""
    return abs(wall_s - monotonic_s) > CLOCK_JUMP_S
