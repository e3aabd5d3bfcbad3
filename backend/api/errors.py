"""One mapper: from an exception to a status and a problem of the contract.

Source:
    RFC 9457 (problem details).
"""

from http import HTTPStatus

from aiohttp import web

from backend.domain.errors import AlreadyClaimedError, InvalidCommandError, TooManyRequestsError
from common import rest
from common.envelope import encode
from common.errors import BomizzelError, ContractError, ErrorCode

PROBLEM_TYPE = "application/problem+json"

STATUS: dict[ErrorCode, HTTPStatus] = {
    ErrorCode.INVALID_REQUEST: HTTPStatus.BAD_REQUEST,
    ErrorCode.INVALID_ROOM: HTTPStatus.BAD_REQUEST,
    ErrorCode.INVALID_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    ErrorCode.ACCOUNT_DISABLED: HTTPStatus.FORBIDDEN,
    ErrorCode.AUTHENTICATION_REQUIRED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.TOKEN_INVALID: HTTPStatus.UNAUTHORIZED,
    ErrorCode.TOKEN_EXPIRED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.TOKEN_REVOKED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.SUBJECT_MISMATCH: HTTPStatus.FORBIDDEN,
    ErrorCode.PERMISSION_DENIED: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ErrorCode.ALREADY_EXISTS: HTTPStatus.CONFLICT,
    ErrorCode.ALREADY_CLAIMED: HTTPStatus.CONFLICT,
    ErrorCode.INVALID_TRANSITION: HTTPStatus.CONFLICT,
    ErrorCode.TICKET_CLOSED: HTTPStatus.CONFLICT,
    ErrorCode.STALE_VERSION: HTTPStatus.PRECONDITION_FAILED,
    ErrorCode.IDEMPOTENCY_MISMATCH: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCode.PAYLOAD_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.TOO_MANY_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.PROTOCOL_UNSUPPORTED: HTTPStatus.UPGRADE_REQUIRED,
    ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}

TITLES: dict[ErrorCode, str] = {
    ErrorCode.INVALID_REQUEST: "The request is not of the contract.",
    ErrorCode.INVALID_ROOM: "There is no such kind of room.",
    ErrorCode.INVALID_CREDENTIALS: "E-mail address or password is wrong.",
    ErrorCode.ACCOUNT_DISABLED: "The account is disabled.",
    ErrorCode.AUTHENTICATION_REQUIRED: "A bearer token is needed.",
    ErrorCode.TOKEN_INVALID: "The token is not valid.",
    ErrorCode.TOKEN_EXPIRED: "The token has ended.",
    ErrorCode.TOKEN_REVOKED: "The session was ended.",
    ErrorCode.SUBJECT_MISMATCH: "The token belongs to somebody else.",
    ErrorCode.PERMISSION_DENIED: "This is not for you.",
    ErrorCode.NOT_FOUND: "Unknown, or not for you.",
    ErrorCode.METHOD_NOT_ALLOWED: "The address knows no such method.",
    ErrorCode.ALREADY_EXISTS: "It exists already.",
    ErrorCode.ALREADY_CLAIMED: "Somebody else was first.",
    ErrorCode.INVALID_TRANSITION: "The ticket cannot get this status now.",
    ErrorCode.TICKET_CLOSED: "The ticket is closed.",
    ErrorCode.STALE_VERSION: "Somebody changed it meanwhile.",
    ErrorCode.IDEMPOTENCY_MISMATCH: "The Idempotency-Key was used for another request.",
    ErrorCode.PAYLOAD_TOO_LARGE: "The request is too large.",
    ErrorCode.TOO_MANY_REQUESTS: "Too many requests.",
    ErrorCode.PROTOCOL_UNSUPPORTED: "This version of the protocol is not supported.",
    ErrorCode.UNAVAILABLE: "Not possible right now.",
    ErrorCode.INTERNAL: "Something went wrong here.",
}

_CODE_OF_HTTP_STATUS = {
    HTTPStatus.NOT_FOUND: ErrorCode.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorCode.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorCode.PAYLOAD_TOO_LARGE,
}


class AuthenticationRequiredError(BomizzelError):
    """The request carries no bearer token."""

    code = ErrorCode.AUTHENTICATION_REQUIRED


def problem_of(error: BaseException, instance: str = "") -> rest.Problem:
    """Return what the caller is told about ``error``.

    Args:
        error: One of ours says its code; one of the web server's is known by its status;
            anything else is a mistake of ours, of which only the code gets out.
        instance: Names this occurrence in the log.
    """
    code, detail = _code_and_detail(error)
    return rest.Problem(
        type=f"urn:bomizzel:problem:{code}",
        title=TITLES[code],
        status=STATUS[code],
        code=code,
        detail=detail,
        instance=instance,
        winner_id=error.winner_id if isinstance(error, AlreadyClaimedError) else None,
        retry_after_seconds=_retry_after_s(error),
    )


def response_of(problem: rest.Problem) -> web.Response:
    """Return ``problem`` as a response, with the headers that its status asks for."""
    headers = {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    return web.Response(
        status=problem.status, body=encode(problem), content_type=PROBLEM_TYPE, headers=headers
    )


def _code_and_detail(error: BaseException) -> tuple[ErrorCode, str]:
    match error:
        case ContractError():
            return error.violation, error.detail
        case InvalidCommandError():
            return error.code, error.detail
        case BomizzelError():
            return error.code, ""
        case web.HTTPException():
            known = _CODE_OF_HTTP_STATUS.get(HTTPStatus(error.status))
            return known or ErrorCode.INVALID_REQUEST, ""
        case _:
            return ErrorCode.INTERNAL, ""


def _retry_after_s(error: BaseException) -> int | None:
    if isinstance(error, TooManyRequestsError):
        return max(1, round(error.retry_after_s))
    return 1 if isinstance(error, BomizzelError) and error.code is ErrorCode.UNAVAILABLE else None
