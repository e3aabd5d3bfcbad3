"""A peer: the least that an event over asyncio can cost, as many bytes written to each socket.

Pings go as they must, one in 25 s to each client, a second's share of them at a time. No library,
no rooms, no tokens: what is left of a server when everything is left out of it. It says just
enough of Engine.IO and Socket.IO for the clients to believe it.
"""

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import Callable
from itertools import cycle
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from backend.realtime.frames import text_frame

EVENT = json.loads(os.environ["EVENT"])
_ROOM = f"queue:{os.environ['QUEUE']}"
_OPEN = text_frame('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
_CONNECTED = text_frame('40{"sid":"s"}')
_SIGNED_IN = text_frame('42["authenticated",{"success":true}]')
_ACCEPT_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_PING = text_frame("2")
_PING_INTERVAL_S = 25
_crowd: list[set[asyncio.Transport]] = [set() for _ in range(_PING_INTERVAL_S)]
"""Those who signed in, in groups that are pinged a second apart."""
_groups = cycle(_crowd)


class Peer(asyncio.Protocol):
    """One connection: a request, or a WebSocket of the load client, whose mask is zero."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: Callable[[bytes], None] = self._request
        self._group = next(_groups)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a server of streams
        self.transport = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._group.discard(self.transport)

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
        tell(int(asked.get("count", ["0"])[0]))
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def _frame(self, data: bytes) -> None:
        if b"authenticate" in data:
            self._group.add(self.transport)
            self.transport.write(_SIGNED_IN)
        elif data.endswith(b"40"):
            self.transport.write(_CONNECTED)


def tell(events: int) -> None:
    """Write events to everybody: one frame for each, and one call for each socket."""
    if not events:
        return
    said = {**EVENT, "pos": {_ROOM: 1}}
    frame = text_frame(f'42["{EVENT["type"]}",{json.dumps(said, separators=(",", ":"))}]')
    frames = frame * events
    for group in _crowd:
        for transport in group:
            transport.write(frames)


async def ping() -> None:
    """Ping group after group, until cancelled."""
    for group in cycle(_crowd):
        await asyncio.sleep(1)
        for transport in group:
            transport.write(_PING)


async def main() -> None:
    """Serve until told to stop; the address is the first line."""
    server = await asyncio.get_running_loop().create_server(Peer, "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.gather(server.serve_forever(), ping())


if __name__ == "__main__":
    asyncio.run(main())
