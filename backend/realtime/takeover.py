"""A WebSocket that leaves aiohttp with its handshake (ADR-0035).

aiohttp keeps two tasks, the request and its parsers for as long as a WebSocket is open, and sends
each frame through a coroutine. So aiohttp reads the request, and then the transport gets another
protocol, which answers the handshake together with what it says first. Everything of aiohttp that
is not documented stands in this module; it is what
``tests/integration/backend/realtime/test_takeover.py`` looks at when a new version changes it:

- ``WebSocketReader``, aiohttp's compiled parser of frames, takes a ``WebSocketDataQueue`` and
  calls ``feed_data`` and ``set_exception`` of it;
- a ``RequestHandler`` that hears ``connection_lost`` forgets its transport, and does nothing with
  what its handler returns but ``prepare`` and ``write_eof``.
"""

import asyncio
import re
from base64 import b64encode
from hashlib import sha1
from http import HTTPStatus
from typing import Protocol

from aiohttp import WebSocketError, WSMessage, web
from aiohttp._websocket.models import WSMessageTextBytes
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http import WebSocketReader
from typing_extensions import override

_VERSION = "13"
_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")
"""Sixteen bytes in base64."""
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: %b\r\n\r\n"
)


class FrameTaker(Protocol):
    """Who gets what a client sends."""

    def take(self, message: WSMessage) -> None:
        """Take one message or control frame."""
        ...

    def break_off(self, error: WebSocketError) -> None:
        """Hear that the client broke the protocol; no message comes after this."""
        ...


class _Queue(WebSocketDataQueue):
    """Where the parser puts what it read; here it goes on at once."""

    __slots__ = ("_taker",)

    def __init__(self, taker: FrameTaker) -> None:  # Not the base's: nothing ever waits here.
        self._taker = taker

    @override
    def feed_data(self, data: WSMessage | WSMessageTextBytes, size: int) -> None:
        assert isinstance(data, WSMessage)  # noqa: S101 - text is decoded
        self._taker.take(data)

    @override
    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        assert isinstance(exc, WebSocketError)  # noqa: S101 - the parser raises nothing else
        self._taker.break_off(exc)


class FrameParser:
    """Parses the frames of one client: fragments, UTF-8, close codes, sizes (RFC 6455)."""

    __slots__ = ("_reader",)

    def __init__(self, taker: FrameTaker, max_bytes: int) -> None:
        """Parse for ``taker``; no message, all its fragments together, exceeds ``max_bytes``."""
        self._reader = WebSocketReader(_Queue(taker), max_bytes, compress=False, decode_text=True)

    def feed(self, data: bytes) -> None:
        """Parse what was received; an incomplete frame waits for the rest of it."""
        self._reader.feed_data(data)


class _Nothing(web.StreamResponse):
    """What a handler returns whose transport belongs to somebody else: it writes nothing."""

    @override
    async def prepare(self, request: web.BaseRequest) -> None:
        return None

    @override
    async def write_eof(self, data: bytes = b"") -> None:
        return None


def accept_handshake(request: web.Request) -> bytes:
    """Return the answer to the handshake of a WebSocket, without extensions or subprotocols.

    Raises:
        web.HTTPBadRequest: It is none.

    Source:
        RFC 6455, 4.2.
    """
    headers = request.headers
    key = headers.get("Sec-WebSocket-Key", "")
    tokens = ",".join(headers.getall("Connection", ())).lower().split(",")
    if (
        headers.get("Upgrade", "").lower() != "websocket"
        or "upgrade" not in (token.strip() for token in tokens)
        or headers.get("Sec-WebSocket-Version") != _VERSION
        or _KEY.fullmatch(key) is None
    ):
        raise web.HTTPBadRequest
    digest = sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return _ACCEPTED % b64encode(digest)


def take_over(request: web.Request, protocol: asyncio.Protocol) -> web.StreamResponse:
    """Give the transport of a request to ``protocol``, which hears ``connection_made``.

    A client sends nothing before its handshake is answered (RFC 6455, 4.1), so nothing that it
    sent is left behind.

    Returns:
        What the handler of the request must return; it reaches nobody.

    Raises:
        ConnectionError: The client is gone.
    """
    transport = request.transport
    if transport is None:
        raise ConnectionResetError
    handler = request.protocol
    handler.transport = None  # Or it would close what it loses.
    handler.connection_lost(None)
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    return _Nothing(status=HTTPStatus.SWITCHING_PROTOCOLS)
