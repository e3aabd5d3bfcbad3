import json

import pytest
from aiohttp import web

from backend.api.errors import (
    STATUS,
    TITLES,
    AuthenticationRequiredError,
    problem_of,
    response_of,
)
from backend.domain.errors import (
    AccountDisabledError,
    AlreadyClaimedError,
    AlreadyExistsError,
    IdempotencyMismatchError,
    InvalidCommandError,
    InvalidCredentialsError,
    InvalidTransitionError,
    Limit,
    NotFoundError,
    PermissionDeniedError,
    StaleTicketError,
    TicketClosedError,
    TokenExpiredError,
    TokenInvalidError,
    TokenRevokedError,
    TooManyRequestsError,
)
from backend.services.errors import InfrastructureError, OverloadedError
from common.errors import ContractError, ErrorCode
from common.ids import TicketId, UserId
from common.vocabulary import Status

TICKET = TicketId("t1")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ContractError(detail="$.title"), 400, "invalid_request"),
        (ContractError(ErrorCode.INVALID_ROOM), 400, "invalid_room"),
        (InvalidCommandError("no"), 400, "invalid_request"),
        (AuthenticationRequiredError(), 401, "authentication_required"),
        (InvalidCredentialsError(), 401, "invalid_credentials"),
        (TokenInvalidError(), 401, "token_invalid"),
        (TokenExpiredError(), 401, "token_expired"),
        (TokenRevokedError(), 401, "token_revoked"),
        (AccountDisabledError(), 403, "account_disabled"),
        (PermissionDeniedError(), 403, "permission_denied"),
        (NotFoundError(), 404, "not_found"),
        (AlreadyExistsError(), 409, "already_exists"),
        (AlreadyClaimedError(UserId("ana")), 409, "already_claimed"),
        (InvalidTransitionError(Status.CLOSED, Status.PENDING), 409, "invalid_transition"),
        (TicketClosedError(TICKET), 409, "ticket_closed"),
        (StaleTicketError(TICKET), 412, "stale_version"),
        (IdempotencyMismatchError(), 422, "idempotency_mismatch"),
        (TooManyRequestsError(Limit.JOINS, 7.2), 429, "too_many_requests"),
        (InfrastructureError("disk full"), 503, "unavailable"),
        (OverloadedError(), 503, "unavailable"),
        (web.HTTPNotFound(), 404, "not_found"),
        (web.HTTPMethodNotAllowed("BREW", ["GET"]), 405, "method_not_allowed"),
        (web.HTTPRequestEntityTooLarge(1, 2), 413, "payload_too_large"),
        (web.HTTPBadRequest(), 400, "invalid_request"),
        (RuntimeError("secret"), 500, "internal"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error, "r-1")

    assert (problem.status, problem.code, problem.instance) == (status, code, "r-1")
    assert "secret" not in f"{problem.title} {problem.detail}"


def test_every_code_of_the_contract_has_a_status_and_a_title() -> None:
    assert set(STATUS) == set(TITLES) == set(ErrorCode)


def test_a_problem_holds_the_facts_that_its_code_promises() -> None:
    assert problem_of(AlreadyClaimedError(UserId("ana"))).winner_id == "ana"
    assert problem_of(TooManyRequestsError(Limit.JOINS, 7.2)).retry_after_seconds == 7
    assert problem_of(InfrastructureError()).retry_after_seconds == 1
    assert problem_of(NotFoundError()).retry_after_seconds is None


def test_the_response_has_the_headers_that_its_status_asks_for() -> None:
    slow_down = response_of(problem_of(TooManyRequestsError(Limit.JOINS, 7.2)))
    unknown = response_of(problem_of(TokenInvalidError()))

    assert slow_down.headers["Retry-After"] == "7"
    assert unknown.headers["WWW-Authenticate"] == "Bearer"
    assert unknown.content_type == "application/problem+json"
    assert isinstance(unknown.body, bytes)
    assert json.loads(unknown.body)["code"] == "token_invalid"
