"""WebSockets that are taken over from aiohttp: from the start, or after polling (ADR-0035).

The other way, through the library's own loop, is in ``driver.py``.
"""

from collections.abc import Awaitable, Callable
from types import MethodType
from typing import Any

from aiohttp import WSCloseCode, web

from backend.realtime.connection import NOOP, Connection, Host
from backend.realtime.frames import text_frame
from backend.realtime.takeover import accept_handshake, take_over
from backend.realtime.wire import Turn, Wire

_PROBE, _UPGRADE = "2probe", "5"
_PROBE_ANSWER = text_frame("3probe")


def open_websocket(request: web.Request, connection: Connection, turn: Turn) -> web.StreamResponse:
    """Let ``connection`` talk through the WebSocket that a request asks for, from the start.

    What the connection says first is written together with the answer to the handshake.

    Raises:
        web.HTTPBadRequest: It asks for none.
        ConnectionError: The client is gone.
    """
    accepted = accept_handshake(request)
    wire = Wire(connection.server.limits, turn)
    wire.listener = connection
    response = take_over(request, wire)
    wire.send(accepted)
    connection.adopt(wire)
    return response


class DirectWebSocket:
    """One WebSocket of a polling client; the library makes it, and calls it with the request."""

    def __init__(
        self, handler: Callable[["DirectWebSocket"], Awaitable[None]], server: Host, turn: Turn
    ) -> None:
        """Begin for the connection whose method ``handler`` is: how the library hands over."""
        assert isinstance(handler, MethodType)  # noqa: S101 - how the library hands over
        owner = handler.__self__
        assert isinstance(owner, Connection)  # noqa: S101 - made by our own engine
        self._connection = owner
        self._limits = server.limits
        self._turn = turn

    async def __call__(self, environ: dict[str, Any]) -> web.StreamResponse:
        """Answer the handshake; the connection goes on without the request."""
        request: web.Request = environ["aiohttp.request"]
        accepted = accept_handshake(request)
        wire = Wire(self._limits, self._turn)
        wire.listener = Probe(wire, self._connection, self._limits.close_s, self._turn)
        response = take_over(request, wire)
        wire.send(accepted)
        return response


class Probe:
    """A WebSocket that a polling client tries out, until the client goes over to it.

    Source: https://socket.io/docs/v4/engine-io-protocol/#upgrade
    """

    def __init__(self, wire: Wire, connection: Connection, patience_s: float, turn: Turn) -> None:
        """Wait ``patience_s`` for the client to make up its mind."""
        self._wire = wire
        self._connection = connection
        self._deadline = turn.call_later(patience_s, wire.abort)

    def heard(self, message: object) -> None:
        """Answer the probe, then go over; anything else ends the try, not the connection."""
        connection = self._connection
        if connection.closed or connection.upgraded:
            self._wire.close(WSCloseCode.OK)
        elif message == _PROBE and not connection.upgrading:
            connection.upgrading = True
            self._wire.send(_PROBE_ANSWER)
            connection.deliver(NOOP)  # Ends the poll that is under way.
        elif message == _UPGRADE and connection.upgrading:
            self._deadline.cancel()
            self._wire.listener = connection
            connection.adopt(self._wire)
        else:
            connection.violated()
            self._wire.close(WSCloseCode.PROTOCOL_ERROR)

    def too_large(self) -> None:
        """Count a message above the limit."""
        self._connection.too_large()

    def overflowed(self) -> None:
        """Nothing but the answer is sent: it always fits."""

    def hung_up(self) -> None:
        """Go on polling."""
        self._deadline.cancel()
        self._wire.close(WSCloseCode.OK)
        self._connection.upgrading = False
