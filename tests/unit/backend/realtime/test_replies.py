import pytest

from backend.domain.errors import (
    AccountDisabledError,
    Limit,
    NotFoundError,
    TokenExpiredError,
    TokenInvalidError,
    TooManyRequestsError,
)
from backend.realtime.replies import failure_of, refusal_packet
from backend.services.errors import InfrastructureError
from common.errors import BomizzelError, CloseReason, ContractError, ErrorCode


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (NotFoundError(), ErrorCode.NOT_FOUND, False),
        (TokenExpiredError(), ErrorCode.TOKEN_EXPIRED, True),
        (TokenInvalidError(), ErrorCode.TOKEN_INVALID, False),
        (AccountDisabledError(), ErrorCode.ACCOUNT_DISABLED, False),
        (TooManyRequestsError(Limit.JOINS, 3), ErrorCode.TOO_MANY_REQUESTS, True),
        (InfrastructureError("disk is full: /secret/path"), ErrorCode.UNAVAILABLE, True),
        (ContractError(ErrorCode.SUBJECT_MISMATCH), ErrorCode.SUBJECT_MISMATCH, False),
        (BomizzelError("oops"), ErrorCode.INTERNAL, False),
    ],
)
def test_an_error_is_told_by_code_and_never_by_its_text(
    error: BomizzelError, code: ErrorCode, retryable: bool
) -> None:
    told = failure_of(error)

    assert (told.code, told.retryable) == (code, retryable)
    assert "secret" not in told.message
    assert told.message


@pytest.mark.parametrize(
    "reason", [reason for reason in CloseReason if not reason.retryable], ids=str
)
def test_every_final_reason_has_a_last_word(reason: CloseReason) -> None:
    assert '"retryable":false' in refusal_packet(reason).encode()
