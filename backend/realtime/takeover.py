"""A WebSocket that leaves aiohttp after its handshake (ADR-0030).

aiohttp keeps two tasks, the request and its parsers for as long as a WebSocket is open, and sends
each frame through a coroutine. So aiohttp answers the handshake, and then the transport gets
another protocol. Everything of aiohttp that is not documented stands in this module; it is what
``tests/integration/backend/realtime/test_takeover.py`` looks at when a new version changes it:

- ``WebSocketReader``, aiohttp's compiled parser of frames, takes a ``WebSocketDataQueue`` and
  calls ``feed_data`` and ``set_exception`` of it;
- a ``RequestHandler`` that hears ``connection_lost`` forgets its transport, and what its handler
  returns goes nowhere.
"""

import asyncio
from http import HTTPStatus
from typing import Protocol

from aiohttp import WebSocketError, WSMessage, web
from aiohttp._websocket.models import WSMessageTextBytes
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http import WebSocketReader
from typing_extensions import override


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


async def shake_hands(request: web.Request) -> None:
    """Answer the handshake of a WebSocket.

    Raises:
        web.HTTPBadRequest: It is none.
        ConnectionError: The client is gone.
    """
    await web.WebSocketResponse(compress=False).prepare(request)


def take_over(request: web.Request, protocol: asyncio.Protocol) -> web.Response:
    """Give the transport of a request to ``protocol``, which hears ``connection_made``.

    A client sends nothing before the handshake is answered (RFC 6455, 4.1), so nothing that it
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
    return web.Response(status=HTTPStatus.SWITCHING_PROTOCOLS)
