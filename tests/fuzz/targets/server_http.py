"""What strangers send to the server by HTTP: bodies, queries, headers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, cast

import msgspec
from aiohttp import web
from yarl import URL

from backend.api.middleware import _BEARER
from backend.api.routes import ROUTES
from backend.api.routing import Signature, _if_match, _query, _request_key
from backend.api.shapes import split_ids
from backend.services.addresses import client_address, neighborhood
from common.envelope import decode
from common.errors import ContractError
from tests.fuzz.target import Target, check_comes_back, choose

_SIGNATURES = [Signature.of(route.handler) for route in ROUTES]
_BODIES: list[Any] = list(
    {str(s.body): s.body for s in _SIGNATURES if s.body is not None}.values()
)
_QUERIES = list(dict.fromkeys(s.query for s in _SIGNATURES if s.query is not None))
_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fc00::/7")]


def read_body(data: bytes) -> None:
    """Read a body as the route does that the first byte chooses."""
    shape, body = choose(data, _BODIES)
    with suppress(ContractError):
        check_comes_back(decode(body, shape), lambda again: decode(again, shape))


def read_query(data: bytes) -> None:
    """Read a query as the route does that the first byte chooses."""
    shape, query = choose(data, _QUERIES)
    # As aiohttp makes it of the bytes of a request.
    text = query.decode("utf-8", "surrogateescape").partition("#")[0]
    url = URL.build(path="/", query_string=text, encoded=True)
    with suppress(ContractError):
        found = _query(url.query, shape)
        msgspec.json.encode(found)
        split_ids(getattr(found, "ids", None) or "")


@dataclass(frozen=True)
class _Posted:
    """As much of a request as its key is made of."""

    headers: dict[str, str]
    method: str = "POST"
    path: str = "/"


def read_headers(data: bytes) -> None:
    """Read the headers that mean something here, all with the same value."""
    # Neither can be in a value: they end it.
    value = data.decode("utf-8", "surrogateescape").translate({10: None, 13: None, 0: None})
    readers: tuple[Callable[[], object], ...] = (
        lambda: _if_match(value),
        lambda: _BEARER.fullmatch(value),
        lambda: _request_key(cast("web.Request", _Posted({"Idempotency-Key": value})), data),
        lambda: neighborhood(client_address("10.0.0.1", value, _PROXIES)),
    )
    for read in readers:
        with suppress(ContractError):
            read()


def _numbered(shapes: list[Any], name: str, text: bytes) -> bytes:
    (number,) = [n for n, shape in enumerate(shapes) if getattr(shape, "__name__", "") == name]
    return bytes([number]) + text


TARGETS = (
    Target(
        "http-body",
        read_body,
        (
            _numbered(
                _BODIES, "Login", b'{"email":"ana@example.org","password":"p","device":"d"}'
            ),
            _numbered(
                _BODIES, "NewTicket", b'{"title":"Printer jams","queueId":"q","priority":"low"}'
            ),
            _numbered(_BODIES, "TicketPatch", b'{"title":"x","assigneeId":null,"status":"open"}'),
            _numbered(
                _BODIES,
                "Sync",
                b'{"rooms":{"user:ana":{"after":9007199254740991,"eventId":"e"}},"epoch":"e",'
                b'"limit":100,"waitSeconds":25}',
            ),
            _numbered(_BODIES, "NewNote", b'{"text":"Hello \\u00e4","internal":true}'),
        ),
    ),
    Target(
        "http-query",
        read_query,
        (
            _numbered(_QUERIES, "TicketQuery", b"queueId=q&status=open&cursor=c&limit=7"),
            _numbered(_QUERIES, "TicketQuery", b"ids=a,b,,c"),
            _numbered(_QUERIES, "NotificationQuery", b"before=e1&limit=3&unread=true"),
            _numbered(
                _QUERIES,
                "HistoryQuery",
                b"from=2026-01-05T09:00:00Z&to=2026-01-05T10%3A00%3A00%2B01:00&step=hour",
            ),
        ),
    ),
    Target(
        "http-header",
        read_headers,
        (
            b'W/"7"',
            b"Bearer abc.def-ghi_~+/=",
            b"0b7c-key of a request",
            b"203.0.113.9, 10.0.0.7, fc00::1",
        ),
    ),
)
