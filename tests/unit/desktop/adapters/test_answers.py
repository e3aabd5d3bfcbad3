import pytest

from common.envelope import encode
from common.errors import ErrorCode
from common.ids import UserId
from common.rest import Person, Problem
from desktop.adapters.answers import Answer, confirm, read, refusal_of
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError

ANA = Person(id=UserId("ana"), name="Ana")


def problem(status: int, code: str, retry_after_seconds: int | None = None) -> bytes:
    return encode(
        Problem(
            type="urn:x",
            title="No.",
            status=status,
            code=code,
            retry_after_seconds=retry_after_seconds,
        )
    )


def test_answer_of_the_contract_is_read() -> None:
    assert read(Answer(200, {}, encode(ANA)), Person) == ANA


def test_command_is_confirmed_by_an_empty_answer_only() -> None:
    confirm(Answer(204, {}, b""))

    with pytest.raises(ConnectionLostError) as lost:
        confirm(Answer(200, {}, b"<h1>Welcome to Hotel Wi-Fi</h1>"))
    assert lost.value.cause is ClientCode.NOT_A_SERVER


@pytest.mark.parametrize("body", [b"<h1>Hello</h1>", b"", b"{}", b'{"id":7,"name":"x"}', b"\xff"])
def test_answer_that_is_not_of_the_contract_is_no_server(body: bytes) -> None:
    with pytest.raises(ConnectionLostError) as lost:
        read(Answer(200, {}, body), Person)

    assert lost.value.cause is ClientCode.NOT_A_SERVER


@pytest.mark.parametrize(
    ("answer", "code", "may_retry", "retry_after_s"),
    [
        (Answer(401, {}, problem(401, "token_expired")), "token_expired", False, None),
        (Answer(418, {}, problem(418, "of_tomorrow")), "of_tomorrow", False, None),
        (Answer(429, {}, problem(429, "too_many_requests", 7)), "too_many_requests", True, 7),
        (
            Answer(503, {"retry-after": "3"}, problem(503, "unavailable")),
            "unavailable",
            True,
            3,
        ),
        (Answer(502, {}, b"<h1>Bad Gateway</h1>"), ErrorCode.UNAVAILABLE, True, None),
        (Answer(503, {"retry-after": "9"}, b""), ErrorCode.UNAVAILABLE, True, 9),
        (Answer(429, {"retry-after": "soon"}, b""), ErrorCode.TOO_MANY_REQUESTS, True, None),
    ],
)
def test_refusal_keeps_its_code_and_when_to_come_back(
    answer: Answer, code: str, may_retry: bool, retry_after_s: float | None
) -> None:
    error = refusal_of(answer)

    assert isinstance(error, ServerRefusedError)
    assert (error.refusal, error.may_retry, error.retry_after_s) == (
        code,
        may_retry,
        retry_after_s,
    )


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_refusal_of_a_stranger_is_no_server(status: int) -> None:
    error = refusal_of(Answer(status, {}, b"<h1>No</h1>"))

    assert isinstance(error, ConnectionLostError)
    assert error.cause is ClientCode.NOT_A_SERVER
