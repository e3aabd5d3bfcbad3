"""Error codes of the contract, and the root of every error of the product.

BomizzelError
    ContractError               bytes or values that are not of the contract
    (backend.domain.errors)     DomainError: a command that is refused
    (backend.services.errors)   InfrastructureError: storage or a neighbor failed
    (desktop.core.errors)       ClientError: connection lost, refused, sign-in required
"""

from enum import StrEnum
from typing import ClassVar

from typing_extensions import override


class ErrorCode(StrEnum):
    """Stable code of an error; appended to, never renamed."""

    INVALID_REQUEST = "invalid_request"
    INVALID_ROOM = "invalid_room"
    INVALID_CREDENTIALS = "invalid_credentials"
    ACCOUNT_DISABLED = "account_disabled"
    AUTHENTICATION_REQUIRED = "authentication_required"
    TOKEN_INVALID = "token_invalid"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_REVOKED = "token_revoked"
    SUBJECT_MISMATCH = "subject_mismatch"
    PERMISSION_DENIED = "permission_denied"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    ALREADY_EXISTS = "already_exists"
    ALREADY_CLAIMED = "already_claimed"
    INVALID_TRANSITION = "invalid_transition"
    TICKET_CLOSED = "ticket_closed"
    STALE_VERSION = "stale_version"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    TOO_MANY_REQUESTS = "too_many_requests"
    PROTOCOL_UNSUPPORTED = "protocol_unsupported"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class CloseReason(StrEnum):
    """Why the server ends a socket; says whether to come back."""

    SLOW_CONSUMER = "slow_consumer"
    SERVER_DRAINING = "server_draining"
    TOKEN_EXPIRED = "token_expired"
    HEARTBEAT_TIMEOUT = "heartbeat_timeout"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    AUTHENTICATION_TIMEOUT = "authentication_timeout"
    TOKEN_REVOKED = "token_revoked"
    USER_DISABLED = "user_disabled"
    PROTOCOL_UNSUPPORTED = "protocol_unsupported"
    BAD_REQUEST_FLOOD = "bad_request_flood"

    @property
    def retryable(self) -> bool:
        """Whether a client that is closed for this reason should connect again."""
        return self not in _FINAL


_FINAL = frozenset(
    {
        CloseReason.TOKEN_REVOKED,
        CloseReason.USER_DISABLED,
        CloseReason.PROTOCOL_UNSUPPORTED,
        CloseReason.BAD_REQUEST_FLOOD,
    }
)


class BomizzelError(Exception):
    """Root of all errors that the product raises itself; never raised directly.

    Attributes:
        code: What the other side is told.
        retryable: Whether the same call may succeed later without any change.
    """

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL
    retryable: ClassVar[bool] = False


class ContractError(BomizzelError):
    """Bytes or values from outside that are not of the contract.

    Attributes:
        violation: The exact code, which replaces the class's ``code``.
        detail: Where and what, for the log and the caller; holds no value that was sent.
    """

    code = ErrorCode.INVALID_REQUEST

    def __init__(
        self, violation: ErrorCode = ErrorCode.INVALID_REQUEST, *, detail: str = ""
    ) -> None:
        """Remember which rule was broken."""
        super().__init__(violation, detail)
        self.violation = violation
        self.detail = detail

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"{self.violation}: {self.detail}" if self.detail else str(self.violation)
