"""What a server, or a proxy in front of it, answers to the client by HTTP."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from common import rest
from common.live import QueueMetrics
from common.queue_history import QueueHistory
from desktop.adapters.answers import Answer, confirm, read
from desktop.adapters.doctor.server_check import _compare, _has_code, _time_of
from desktop.adapters.socket import _refusal_of_status
from desktop.adapters.web_socket import HandshakeRefusedError
from desktop.core.connection import MAX_RETRY_AFTER_S, Retry, Stop, classify
from desktop.core.errors import (
    LONGEST_PAUSE_S,
    ClientError,
    ConnectionLostError,
    ServerRefusedError,
)
from desktop.core.session.session import begun, secret_of
from desktop.core.stream.pages import read_page
from tests.fuzz.target import Target, choose

_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_SHAPES: list[Any] = [
    rest.Tokens,
    rest.SyncPage,
    rest.Profile,
    rest.TicketPage,
    rest.NotificationPage,
    rest.Unread,
    QueueMetrics,
    QueueHistory,
]


def read_answer(data: bytes) -> None:
    """Read a good answer as the request does that the first byte chooses, and use it."""
    shape, body = choose(data, _SHAPES)
    with suppress(ClientError):
        match read(Answer(200, {}, body), shape):
            case rest.SyncPage() as page:
                read_page(page)
            case rest.Tokens() as tokens:
                secret_of(begun("https://desk.example.org", tokens, _NOW))
            case _:
                pass


def read_refusal(data: bytes) -> None:
    """Read a status, a ``Retry-After`` and a body, one a line, as what came instead."""
    status, _, rest_of_it = data.partition(b"\n")
    header, _, body = rest_of_it.partition(b"\n")
    code = int(status) if status.isdigit() and len(status) == 3 else 503
    retry_after = header.decode("latin-1")
    for refuse in (
        lambda: confirm(Answer(code, {"retry-after": retry_after}, body)),
        lambda: _raise(_refusal_of_status(HandshakeRefusedError(code, retry_after))),
    ):
        _check_pause(_refusal(refuse))


def _check_pause(error: ClientError | None) -> None:
    if isinstance(error, ConnectionLostError | ServerRefusedError):
        assert 0 <= (error.retry_after_s or 0) <= LONGEST_PAUSE_S
    match None if error is None else classify(error):
        case Retry(after_s=after_s):
            assert after_s is None or after_s <= MAX_RETRY_AFTER_S
        case Stop() | None:
            pass


def _refusal(refuse: Callable[[], None]) -> ClientError | None:
    try:
        refuse()
    except ClientError as exc:
        return exc
    return None


def _raise(error: ClientError) -> None:
    raise error


def read_strangers_answer(data: bytes) -> None:
    """Read a ``Date`` and a body, as the doctor does of whoever answers at an address."""
    date, _, body = data.partition(b"\n")
    _compare(_time_of(date.decode("latin-1")), _NOW)
    _has_code(body)


TARGETS = (
    Target(
        "client-answer",
        read_answer,
        (
            (
                b'\x00{"accessToken":"a","refreshToken":"r","expiresIn":900,"user":{"id":"ana",'
                b'"name":"Ana","email":"a@example.org","role":"employee"}}'
            ),
            (
                b'\x01{"epoch":"e","rooms":{"user:ana":{"entries":[{"type":"x:y","id":"e","at":'
                b'"2026-01-05T09:00:00Z","pos":{"user:ana":3}}],"head":3,"floor":0,"more":false}},'
                b'"retryAfterSeconds":30}'
            ),
            b'\x04{"items":[],"before":null}',
            b'\x05{"total":3,"high":1}',
        ),
    ),
    Target(
        "client-refusal",
        read_refusal,
        (
            (
                b'503\n5\n{"type":"urn:x","title":"No.","status":503,"code":"unavailable",'
                b'"retryAfterSeconds":7}'
            ),
            b'401\n\n{"type":"urn:x","title":"No.","status":401,"code":"token_revoked"}',
            b"429\n120\n<html>",
        ),
    ),
    Target(
        "doctor-answer",
        read_strangers_answer,
        (b'Mon, 05 Jan 2026 09:00:00 GMT\n{"code":"authentication_required"}',),
    ),
)
