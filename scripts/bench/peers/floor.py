"""A peer: the least that an event over asyncio can cost, as many bytes written to each socket.

No library, no rooms, no tokens: what is left of a server when everything is left out of it. It
says just enough of Engine.IO and Socket.IO for the clients to believe it.
"""

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from backend.realtime.frames import text_frame

EVENT = json.loads(os.environ["EVENT"])
_ROOM = f"queue:{os.environ['QUEUE']}"
_OPEN = text_frame('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
_CONNECTED = text_frame('40{"sid":"s"}')
_SIGNED_IN = text_frame('42["authenticated",{"success":true}]')
_ACCEPT_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_crowd: set[asyncio.Transport] = set()


class Peer(asyncio.Protocol):
    """One connection: a request, or a WebSocket of the load client, whose mask is zero."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: Callable[[bytes], None] = self._request

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a server of streams
        self.transport = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        _crowd.discard(self.transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._read(data)

    def _request(self, data: bytes) -> None:
        head, _, _ = data.partition(b"\r\n\r\n")
        key = head.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
        if not key:
            self._answer(head.split(b" ")[1].decode())
            return
        digest = hashlib.sha1(key + _ACCEPT_SUFFIX, usedforsecurity=False).digest()
        accept = base64.b64encode(digest)
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + _OPEN
        )
        self._read = self._frame

    def _answer(self, address: str) -> None:
        asked = parse_qs(urlsplit(address).query)
        for _ in range(int(asked.get("count", ["0"])[0])):
            tell()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def _frame(self, data: bytes) -> None:
        if b"authenticate" in data:
            _crowd.add(self.transport)
            self.transport.write(_SIGNED_IN)
        elif data.endswith(b"40"):
            self.transport.write(_CONNECTED)


def tell() -> None:
    """Write one event to everybody: one frame, and one call for each socket."""
    said = {**EVENT, "pos": {_ROOM: 1}}
    frame = text_frame(f'42["{EVENT["type"]}",{json.dumps(said, separators=(",", ":"))}]')
    for transport in _crowd:
        transport.write(frame)


async def main() -> None:
    """Serve until told to stop; the address is the first line."""
    server = await asyncio.get_running_loop().create_server(Peer, "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
