"""A network between a client and a server of this machine, as bad as networks can be."""

import asyncio
import socket
import struct

CHUNK_BYTES = 65_536
ON_THE_WAY = 64
"""Pieces in one direction that are on their way at most; then the sender has to wait."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends RST in place of FIN (socket(7))."""


class Relay:
    """Passes bytes on, by conditions that can be changed at any time.

    Attributes:
        port: Where clients connect; the same after ``refuse``.
        latency_s: How long each piece is on its way, in either direction.
        bytes_per_s: How much a connection carries, in either direction; None for no limit.
        slice_bytes: The largest piece that is passed on at once.
        idle_s: After how long a connection without traffic is forgotten, as routers do: both
            ends believe that it is open, and nothing arrives. None for never.
    """

    def __init__(self, port: int) -> None:
        """Carry to this port of this machine; nothing listens yet."""
        self.port = 0
        self.latency_s = 0.0
        self.bytes_per_s: float | None = None
        self.slice_bytes = CHUNK_BYTES
        self.idle_s: float | None = None
        self._server_port = port
        self._server: asyncio.Server | None = None
        self._is_dead = False
        # Held to the end: a connection that is collected would be closed, and the client told.
        self._connections: list[_Connection] = []

    async def start(self) -> None:
        """Accept connections, for the first time or after ``refuse``."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End everything."""
        self.refuse()
        for connection in self._connections:
            connection.forget()
            await asyncio.gather(*connection.tasks, return_exceptions=True)
            connection.abort()

    def die(self) -> None:
        """Take bytes and say nothing, as a network that is gone.

        What was connected before stays dead for ever: the client has another address now.
        """
        self._is_dead = True
        for connection in self._connections:
            connection.forget()

    def revive(self) -> None:
        """Carry connections that are made from now on."""
        self._is_dead = False

    def refuse(self) -> None:
        """Let nothing listen, until ``start``; what is connected stays so."""
        if self._server is not None:
            self._server.close()

    def reset(self) -> None:
        """Break all connections, and tell both ends by RST."""
        for connection in self._connections:
            connection.forget()
            connection.abort()
        self._connections.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(self, writer)
        self._connections.append(connection)
        if self._is_dead:
            return
        try:
            inner_reader, inner_writer = await asyncio.open_connection(
                "127.0.0.1", self._server_port
            )
        except OSError:
            connection.abort()
            return
        connection.carry(reader, inner_reader, inner_writer)


class _Connection:
    def __init__(self, relay: Relay, writer: asyncio.StreamWriter) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self._relay = relay
        self._writers = [writer]
        self._moved_at = asyncio.get_running_loop().time()

    def carry(
        self,
        reader: asyncio.StreamReader,
        inner_reader: asyncio.StreamReader,
        inner_writer: asyncio.StreamWriter,
    ) -> None:
        self._writers.append(inner_writer)
        for source, sink in ((reader, inner_writer), (inner_reader, self._writers[0])):
            way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(ON_THE_WAY)
            self.tasks.append(asyncio.ensure_future(self._take(source, way)))
            self.tasks.append(asyncio.ensure_future(self._bring(way, sink)))

    def forget(self) -> None:
        for task in self.tasks:
            task.cancel()

    def abort(self) -> None:
        for writer in self._writers:
            found = writer.get_extra_info("socket")
            if found is not None and found.fileno() >= 0:
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()

    async def _take(
        self, source: asyncio.StreamReader, way: "asyncio.Queue[tuple[float, bytes]]"
    ) -> None:
        loop, relay = asyncio.get_running_loop(), self._relay
        while True:
            try:
                async with asyncio.timeout(relay.idle_s):
                    data = await source.read(relay.slice_bytes)
            except TimeoutError:
                if relay.idle_s is None or loop.time() - self._moved_at < relay.idle_s:
                    continue
                self.forget()
                return
            except OSError:
                data = b""
            self._moved_at = loop.time()
            await way.put((self._moved_at + relay.latency_s, data))
            if not data:
                return

    async def _bring(
        self, way: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due_at, data = await way.get()
            if not data:
                sink.close()
                return
            pause_s = due_at - loop.time()
            if self._relay.bytes_per_s is not None:
                pause_s = max(pause_s, 0.0) + len(data) / self._relay.bytes_per_s
            await asyncio.sleep(max(pause_s, 0.0))
            try:
                sink.write(data)
                await sink.drain()
            except OSError:
                return  # Who takes from there sees the end, and passes it on.
