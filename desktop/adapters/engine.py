"""Engine.IO 4 over one WebSocket, for python-socketio in place of its own transport.

Its own is aiohttp's, which costs a resident program 10 MB (ADR-0029), and reads each message in
a task of its own, where errors have nobody to go to.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta

from desktop.adapters.web_socket import NotAWebSocketError
from desktop.core.errors import ClientCode, ConnectionLostError

PATH = "/socket.io/?transport=websocket&EIO=4"

_A_DAY_MS = 86_400_000
_OPEN, _CLOSE, _PING, _PONG, _MESSAGE = "0", "1", "2", "3", "4"


class Line(Protocol):
    """What carries the packets."""

    async def receive(self) -> str | bytes | None:
        """Wait for the next message; None when there will be no more."""
        ...

    async def send(self, text: str) -> None:
        """Send one message."""
        ...

    async def close(self) -> None:
        """End the line; never raises."""
        ...


class _Opening(msgspec.Struct, frozen=True, rename="camel"):
    """The first packet of a server.

    Attributes:
        ping_interval: How often it pings, in milliseconds.
        ping_timeout: How much later than that a ping may come.
    """

    sid: str
    ping_interval: Annotated[int, Meta(ge=1, le=_A_DAY_MS)]
    ping_timeout: Annotated[int, Meta(ge=1, le=_A_DAY_MS)]


class Engine:
    """The part of ``engineio.AsyncClient`` that ``socketio.AsyncClient`` uses.

    Invariants:
        * Messages are handled one after the other, in their order.
        * A server that is silent for longer than it promised ends the connection.

    Args:
        dial: Opens the line to this address.

    Attributes:
        state: ``connected`` or ``disconnected``; the library asks.
        sid: The server's name of the connection.
    """

    def __init__(self, *, dial: Callable[[str], Awaitable[Line]], **_options: object) -> None:
        """Connect to nothing yet; the options are those of other transports."""
        self.state = "disconnected"
        self.sid: str | None = None
        self._dial = dial
        self._handlers: dict[str, Callable[..., Awaitable[None]]] = {}
        self._line: Line | None = None
        self._reading: asyncio.Task[None] | None = None

    def on(self, event: str, handler: Callable[..., Awaitable[None]]) -> None:
        """Register the library's handler of ``connect``, ``message`` or ``disconnect``."""
        self._handlers[event] = handler

    def create_event(self) -> asyncio.Event:
        """Return an event; the library asks."""
        return asyncio.Event()

    async def connect(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        transports: object = None,
        engineio_path: str = "",
    ) -> None:
        """Open the line to the server at ``url``; the other arguments are not used.

        Raises:
            ConnectionLostError: What answered is no Engine.IO server.
        """
        del headers, transports, engineio_path
        self._line = await self._dial(url + PATH)
        opening = _opening(await self._line.receive())
        self.sid, self.state = opening.sid, "connected"
        await self._handlers["connect"]()
        silence_s = (opening.ping_interval + opening.ping_timeout) / 1_000
        self._reading = asyncio.create_task(self._read(self._line, silence_s))

    async def send(self, data: Any) -> None:  # noqa: ANN401 - as the library has it
        """Send one message of the protocol above; those of this program are texts."""
        if self._line is not None and self.state == "connected":
            await self._line.send(_MESSAGE + data)

    async def wait(self) -> None:
        """Wait until the line has ended."""
        if self._reading is not None:
            await asyncio.wait({self._reading})

    async def disconnect(self) -> None:
        """End the line."""
        line, self._line, self.state = self._line, None, "disconnected"
        if line is not None:
            with suppress(OSError):
                await line.send(_CLOSE)
            await line.close()

    async def _read(self, line: Line, silence_s: float) -> None:
        try:
            while self.state == "connected":
                async with asyncio.timeout(silence_s):
                    packet = await line.receive()
                    if packet is None or packet == _CLOSE:
                        return
                    await self._take(line, packet)
        except (OSError, NotAWebSocketError):
            pass  # The line has broken, or is silent for too long.
        finally:
            self.state = "disconnected"
            await self._handlers["disconnect"]("transport close")
            await line.close()

    async def _take(self, line: Line, packet: str | bytes) -> None:
        if isinstance(packet, bytes):
            await self._handlers["message"](packet)
        elif packet.startswith(_MESSAGE):
            await self._handlers["message"](packet[1:])
        elif packet.startswith(_PING):
            await line.send(_PONG + packet[1:])


def _opening(packet: str | bytes | None) -> _Opening:
    if isinstance(packet, str) and packet.startswith(_OPEN):
        with suppress(msgspec.MsgspecError, RecursionError):
            return msgspec.json.decode(packet[1:], type=_Opening)
    raise ConnectionLostError(ClientCode.NOT_A_SERVER)
