"""An answer of the HTTP interface: what was asked for, or a refusal.

Pure: status, headers and bytes in, values and errors of the core out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from common.envelope import decode
from common.errors import ContractError, ErrorCode
from common.rest import Problem
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError

_T = TypeVar("_T")

_RETRYABLE = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        headers: By their names in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def read(answer: Answer, shape: type[_T]) -> _T:
    """Return the body of ``answer`` as a value of ``shape``.

    Raises:
        ServerRefusedError: The server says that it will not.
        ConnectionLostError: This is no answer of our server (cause ``not_a_server``).
    """
    if answer.status != HTTPStatus.OK:
        raise refusal_of(answer)
    try:
        return decode(answer.body, shape)
    except ContractError as exc:
        raise ConnectionLostError(ClientCode.NOT_A_SERVER) from exc


def confirm(answer: Answer) -> None:
    """Return if ``answer`` confirms a command that has nothing to answer.

    Whatever else is answered is no confirmation, however friendly: the sign-in page of a hotel's
    network answers 200 to everything.

    Raises:
        ServerRefusedError: The server says that it will not.
        ConnectionLostError: This is no answer of our server (cause ``not_a_server``).
    """
    if answer.status != HTTPStatus.NO_CONTENT:
        raise refusal_of(answer)


def refusal_of(answer: Answer) -> ClientError:
    """Return the error that an answer means which is not the wanted one."""
    may_retry = answer.status in _RETRYABLE
    try:
        problem = decode(answer.body, Problem)
    except ContractError:
        return _refusal_of_a_stranger(answer)
    retry_after_s: float | None = problem.retry_after_seconds
    if retry_after_s is None:
        retry_after_s = _retry_after_s(answer)
    return ServerRefusedError(
        problem.code,
        may_retry=may_retry,
        retry_after_s=retry_after_s,
        winner_id=problem.winner_id,
    )


def _refusal_of_a_stranger(answer: Answer) -> ClientError:
    """Return what an answer means that our server did not write: a proxy in front of it, say."""
    if answer.status not in _RETRYABLE:
        return ConnectionLostError(ClientCode.NOT_A_SERVER)
    is_busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    return ServerRefusedError(
        ErrorCode.TOO_MANY_REQUESTS if is_busy else ErrorCode.UNAVAILABLE,
        may_retry=True,
        retry_after_s=_retry_after_s(answer),
    )


def _retry_after_s(answer: Answer) -> float | None:
    value = answer.headers.get("retry-after", "")
    # The other form is a date, which would need the server's clock to be ours.
    return float(value) if value.isascii() and value.isdecimal() else None
