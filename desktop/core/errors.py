"""What can go wrong between the agent and its surroundings.

ClientError
    ConnectionLostError     no answer, or the line broke; come back later
    ServerRefusedError      the server said no, and why
    SignInRequiredError     nobody is signed in
    StoreError              the local database failed
"""

from enum import StrEnum

from typing_extensions import override

from common.errors import BomizzelError, ErrorCode
from common.ids import UserId


class ClientCode(StrEnum):
    """Stable code of a trouble that no server reported; stands beside ``ErrorCode``."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    NAME_UNKNOWN = "name_unknown"
    CONNECTION_REFUSED = "connection_refused"
    PROXY_FAILED = "proxy_failed"
    CERTIFICATE_REFUSED = "certificate_refused"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_FOR_OTHER_HOST = "certificate_for_other_host"
    CLOCK_WRONG = "clock_wrong"
    INVALID_ADDRESS = "invalid_address"
    NOT_A_SERVER = "not_a_server"
    CLOSED = "closed"
    NETWORK_CHANGED = "network_changed"
    SILENT = "silent"
    INBOX_FULL = "inbox_full"
    DRAINING = "draining"


LONGEST_PAUSE_S = 3_600.0
"""Whoever names a longer one, a server or a proxy before it, is asked again after this one."""


class ClientError(BomizzelError):
    """Root of the desktop's errors; never raised directly."""


class ConnectionLostError(ClientError):
    """The server did not answer, or the line to it broke.

    Attributes:
        cause: What was seen.
        retry_after_s: When the server wants the client back, at most ``LONGEST_PAUSE_S``; None
            when it did not say.
    """

    code = ErrorCode.UNAVAILABLE
    retryable = True

    def __init__(self, cause: ClientCode, *, retry_after_s: float | None = None) -> None:
        """Remember what was seen."""
        super().__init__(cause)
        self.cause = cause
        self.retry_after_s = _bounded(retry_after_s)

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"connection lost: {self.cause}"


class ServerRefusedError(ClientError):
    """The server refused, for a reason that it named.

    Attributes:
        refusal: The server's code; one of a later server may not be an ``ErrorCode``.
        may_retry: Whether the server said that the same call may succeed later.
        retry_after_s: When, at most ``LONGEST_PAUSE_S``; None when it did not say.
        winner_id: Who was faster; None for other refusals.
    """

    def __init__(
        self,
        refusal: str,
        *,
        may_retry: bool = False,
        retry_after_s: float | None = None,
        winner_id: UserId | None = None,
    ) -> None:
        """Remember the refusal."""
        super().__init__(refusal)
        self.refusal = refusal
        self.may_retry = may_retry
        self.retry_after_s = _bounded(retry_after_s)
        self.winner_id = winner_id

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"the server refused: {self.refusal}"


def _bounded(pause_s: float | None) -> float | None:
    return None if pause_s is None else max(0.0, min(pause_s, LONGEST_PAUSE_S))


class SignInRequiredError(ClientError):
    """The server ended the session: somebody has to sign in again.

    Attributes:
        refusal: Why, the code that is shown.
    """

    code = ErrorCode.AUTHENTICATION_REQUIRED

    def __init__(self, refusal: str) -> None:
        """Remember why."""
        super().__init__(refusal)
        self.refusal = refusal

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"sign-in required: {self.refusal}"


class StoreError(ClientError):
    """The local database could not be read or written (a full disk, for instance)."""

    retryable = True


def refusal_of(failure: ClientError) -> str:
    """Return the code that tells a person what ``failure`` was."""
    match failure:
        case ServerRefusedError() | SignInRequiredError():
            return failure.refusal
        case ConnectionLostError():
            return failure.cause.value
        case _:
            return failure.code.value
