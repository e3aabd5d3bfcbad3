"""The WebSocket of aiohttp as Engine.IO wants it, without what must not be there (ADR-0011).

The library's own driver lets aiohttp negotiate permessage-deflate whenever a client offers it, as
every browser does: about 86 KiB more memory a connection, a compression of each frame for each
client, and secrets beside attacker-chosen text in one compressed stream. It also hands binary
frames on and closes without a reason.
"""

from collections.abc import Awaitable, Callable
from types import MethodType
from typing import Any

from aiohttp import WebSocketError, WSCloseCode, WSMsgType, web

from backend.realtime.connection import FRAME_TOO_LARGE, Connection, Host, close_code
from backend.realtime.frames import is_acceptable

_CLOSE_TIMEOUT_S = 1.0


class WebSocket:
    """One WebSocket; the library makes it, and calls it with the request."""

    def __init__(self, handler: Callable[["WebSocket"], Awaitable[None]], server: Host) -> None:
        assert isinstance(handler, MethodType)  # noqa: S101 - how the library hands over
        owner = handler.__self__
        assert isinstance(owner, Connection)  # noqa: S101 - made by our own engine
        self._handler = handler
        self._connection = owner
        self._response = web.WebSocketResponse(
            compress=False, max_msg_size=server.limits.frame_bytes, timeout=_CLOSE_TIMEOUT_S
        )

    async def __call__(self, environ: dict[str, Any]) -> web.StreamResponse:
        """Answer the handshake and run the connection to its end."""
        request: web.Request = environ["aiohttp.request"]
        await self._response.prepare(request)
        self._connection.opened(request.transport)
        await self._handler(self)
        return self._response

    async def wait(self) -> str:
        """Return the next frame that the library may see.

        Raises:
            OSError: The connection is closed, or the server ends it.
        """
        while True:
            message = await self._response.receive()
            if self._connection.ending is not None:
                raise OSError
            match message.type:
                case WSMsgType.TEXT if is_acceptable(message.data):
                    text: str = message.data
                    return text
                case WSMsgType.TEXT | WSMsgType.BINARY:
                    self._connection.violated()
                case WSMsgType.ERROR if _is_too_large(message.data):
                    self._connection.server.metrics.limited.labels(FRAME_TOO_LARGE).inc()
                    raise OSError
                case _:
                    raise OSError

    async def send(self, message: str) -> None:
        """Send one frame; waits as long as the client's window is closed."""
        await self._response.send_str(message)

    async def close(self) -> None:
        """Close with a code that says why, for those who read captures."""
        reason = self._connection.ending
        if reason is None:
            await self._response.close()
            return
        await self._response.close(code=close_code(reason), message=reason.value.encode())


def _is_too_large(error: object) -> bool:
    return isinstance(error, WebSocketError) and error.code == WSCloseCode.MESSAGE_TOO_BIG
