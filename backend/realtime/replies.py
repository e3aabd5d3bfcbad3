"""What a client is told when something is refused: one mapper, from exception to code."""

from backend.realtime.frames import Message, event_packet
from common.envelope import encode
from common.errors import BomizzelError, CloseReason, ContractError, ErrorCode
from common.session import Authenticated, Failure

AUTHENTICATED = "authenticated"

_CODE_OF_FINAL_REASON = {
    CloseReason.TOKEN_REVOKED: ErrorCode.TOKEN_REVOKED,
    CloseReason.USER_DISABLED: ErrorCode.ACCOUNT_DISABLED,
    CloseReason.PROTOCOL_UNSUPPORTED: ErrorCode.PROTOCOL_UNSUPPORTED,
    CloseReason.BAD_REQUEST_FLOOD: ErrorCode.TOO_MANY_REQUESTS,
}

_MESSAGES = {
    ErrorCode.INVALID_REQUEST: "The message is not of the contract.",
    ErrorCode.INVALID_ROOM: "There is no such kind of room.",
    ErrorCode.AUTHENTICATION_REQUIRED: "Send authenticate first.",
    ErrorCode.TOKEN_INVALID: "The token is not valid.",
    ErrorCode.TOKEN_EXPIRED: "The token has ended; come back with a fresh one.",
    ErrorCode.TOKEN_REVOKED: "The session was ended; sign in again.",
    ErrorCode.ACCOUNT_DISABLED: "The account is disabled.",
    ErrorCode.SUBJECT_MISMATCH: "The token belongs to somebody else.",
    ErrorCode.NOT_FOUND: "Unknown, or not for you.",
    ErrorCode.TOO_MANY_REQUESTS: "Too many; slow down.",
    ErrorCode.UNAVAILABLE: "Not possible right now; try again.",
}
_RETRYABLE = frozenset(
    {ErrorCode.TOKEN_EXPIRED, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.UNAVAILABLE}
)


def failure_of(error: BomizzelError) -> Failure:
    """Return what the client is told about ``error``; never its text, which is for the log."""
    code = error.violation if isinstance(error, ContractError) else error.code
    return failure(code, retryable=error.retryable or code in _RETRYABLE)


def failure(code: ErrorCode, *, retryable: bool = False) -> Failure:
    """Return a failure with the developer's sentence of ``code``."""
    return Failure(code=code, message=_MESSAGES.get(code, "Refused."), retryable=retryable)


def refusal_packet(reason: CloseReason) -> Message:
    """Return the last word to a client that is closed for a final reason."""
    error = failure(_CODE_OF_FINAL_REASON[reason])
    return event_packet(AUTHENTICATED, encode(Authenticated(success=False, error=error)))
