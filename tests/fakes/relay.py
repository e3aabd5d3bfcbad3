"""A network between a client and a server of this machine, which can go dead."""

import asyncio


class Relay:
    """Passes bytes on; dead, it takes them and says nothing, as a network that is gone.

    What was connected before it died stays dead for ever: the client has another address now.
    """

    def __init__(self, port: int) -> None:
        self.port = 0
        self._server_port = port
        self._server: asyncio.Server | None = None
        self._is_dead = False
        self._tasks: list[asyncio.Task[None]] = []
        # Held to the end: a connection that is collected would be closed, and the client told.
        self._writers: list[asyncio.StreamWriter] = []

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()

    def die(self) -> None:
        self._is_dead = True
        for task in self._tasks:
            task.cancel()

    def revive(self) -> None:
        self._is_dead = False

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if self._is_dead:
            return
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers.append(inner_writer)
        for way in ((reader, inner_writer), (inner_reader, writer)):
            self._tasks.append(asyncio.ensure_future(self._pass_on(*way)))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()
