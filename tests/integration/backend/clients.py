"""Two clients of the socket side: the Socket.IO library's, and a bare WebSocket.

Whatever the first receives is checked against the published AsyncAPI document; what the second
receives is checked by the server's witness.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import socketio

from common.events import EventType
from tests.contract.frames import SocketContract
from tests.integration.backend.server import Person

WAIT_S = 5.0
Transport = Literal["websocket", "polling"]

_CONTRACT = SocketContract()


@dataclass
class SocketClient:
    """The Socket.IO library's client; keeps what it received in order."""

    sio: socketio.AsyncClient
    received: list[tuple[str, Any]] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str | None = None

    async def event(self, name: str, argument: Any = None) -> None:
        async with self._arrived:
            self.received.append((name, argument))
            self._arrived.notify_all()

    async def wait_for(self, name: str, count: int = 1) -> Any:
        """Return the argument of the ``count``-th event of this name."""
        async with asyncio.timeout(WAIT_S), self._arrived:
            await self._arrived.wait_for(lambda: len(self.named(name)) >= count)
        return self.named(name)[count - 1]

    async def until(self, holds: Callable[[], bool], within_s: float = WAIT_S) -> None:
        """Wait until ``holds`` is true of what was received."""
        async with asyncio.timeout(within_s), self._arrived:
            await self._arrived.wait_for(holds)

    def named(self, name: str) -> list[Any]:
        return [argument for received, argument in self.received if received == name]

    def durable(self) -> list[dict[str, Any]]:
        """Return the durable events in the order of their arrival."""
        return [argument for name, argument in self.received if name in set(EventType)]

    async def ask(self, event: str, argument: Any) -> Any:
        """Send an event and return its acknowledgement."""
        answer = await self.sio.call(event, argument, timeout=5)
        _CONTRACT.replied(event, answer)
        return answer

    async def sign_in(self, person: Person) -> Any:
        return await self.ask("authenticate", {"userId": person.id, "token": person.token})

    async def wait_until_gone(self) -> str | None:
        async with asyncio.timeout(WAIT_S):
            await self.gone.wait()
        return self.reason


@asynccontextmanager
async def socket_client(
    url: str,
    *,
    auth: dict[str, Any] | None = None,
    transports: Sequence[Transport] = ("websocket",),
) -> AsyncIterator[SocketClient]:
    """Connect with the Socket.IO library, without coming back by itself."""
    sio = socketio.AsyncClient(reconnection=False, handle_sigint=False)
    client = SocketClient(sio)

    async def disconnected(reason: str) -> None:
        client.reason = reason
        client.gone.set()

    sio.on("*", client.event)
    sio.on("disconnect", disconnected)
    await sio.connect(url, auth=auth, transports=list(transports), wait_timeout=5)
    try:
        yield client
    finally:
        await sio.disconnect()
    for name, argument in client.received:
        _CONTRACT.heard(name, *([] if argument is None else [argument]))


@asynccontextmanager
async def signed_in(url: str, person: Person, **options: Any) -> AsyncIterator[SocketClient]:
    """Connect and sign in."""
    async with socket_client(url, **options) as client:
        answer = await client.sign_in(person)
        assert answer["success"], answer
        yield client


@dataclass
class RawClient:
    """A bare WebSocket that speaks Engine.IO and Socket.IO by hand."""

    ws: aiohttp.ClientWebSocketResponse
    handshake: dict[str, Any]

    async def send(self, text: str) -> None:
        await self.ws.send_str(text)

    async def emit(self, event: str, argument: Any, ack_id: int | None = None) -> None:
        number = "" if ack_id is None else str(ack_id)
        await self.send(f"42{number}{json.dumps([event, argument])}")

    async def next(self) -> str | None:
        """Return the next frame; None when the server closed."""
        message = await self.ws.receive(timeout=WAIT_S)
        return str(message.data) if message.type is aiohttp.WSMsgType.TEXT else None

    async def connect(self) -> str | None:
        """Send CONNECT and return its answer."""
        await self.send("40")
        return await self.next()

    async def rest(self) -> list[str]:
        """Return every frame until the server closes."""
        frames = []
        while (frame := await self.next()) is not None:
            frames.append(frame)
        return frames


@asynccontextmanager
async def raw_client(
    http: aiohttp.ClientSession, url: str, *, query: str = "", **options: Any
) -> AsyncIterator[RawClient]:
    """Open a bare WebSocket and read the Engine.IO handshake."""
    address = f"{url}/socket.io/?EIO=4&transport=websocket{query}"
    async with http.ws_connect(
        address, timeout=aiohttp.ClientWSTimeout(ws_close=1), **options
    ) as ws:
        first = await ws.receive(timeout=WAIT_S)
        assert first.data[0] == "0"
        yield RawClient(ws, json.loads(first.data[1:]))


@asynccontextmanager
async def socket_that_stops_reading(url: str, person: Person) -> AsyncIterator[None]:
    """Sign somebody in over a socket whose small window then fills up."""
    window = socket.socket()
    window.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    window.setblocking(False)
    server = urlsplit(url)
    await asyncio.get_running_loop().sock_connect(window, (server.hostname, server.port))
    # The stream stops reading when twice this limit is unread.
    reader, writer = await asyncio.open_connection(sock=window, limit=1024)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    payload = ("40" + json.dumps({"token": person.token})).encode()
    header = bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big") + bytes(4)
    writer.write(header + payload)
    await reader.readuntil(b'"authenticated"')
    try:
        yield
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
