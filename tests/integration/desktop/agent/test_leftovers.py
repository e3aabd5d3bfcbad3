"""What an agent leaves behind in its process when it ends: nothing."""

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.core.connection import Link
from tests.e2e.processes import wait_until
from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household

QUIT_S = 3.0
THREADS_OF_CALLS = "bomizzel-"
"""How threads are named that end by themselves once they have nothing to do for a minute."""


def open_files() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> str:
    return Path(f"/proc/self/task/{threading.main_thread().native_id}/children").read_text()


def lasting_threads() -> set[threading.Thread]:
    return {t for t in threading.enumerate() if not t.name.startswith(THREADS_OF_CALLS)}


async def test_agent_that_came_and_went_again_leaves_no_thread_file_or_child(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await home.stop()
    files, threads = open_files(), lasting_threads()

    for _ in range(5):
        await home.start_live()
        await server.cut_all()
        await home.until(lambda: home.now.link is not Link.LIVE)
        await home.until_link(Link.LIVE)
        await home.stop()

    assert lasting_threads() <= threads
    assert children() == ""
    # A connection that is kept for the next request may be one more or less.
    await asyncio.to_thread(wait_until, lambda: open_files() <= files + 2, "closed files")


class SilentServer:
    """Accepts every connection and never says a word.

    Attributes:
        asked: Somebody has connected.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def accept(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self.asked.set()

    @asynccontextmanager
    async def on(self, port: int) -> AsyncIterator[None]:
        server = await asyncio.start_server(self.accept, "127.0.0.1", port)
        async with server:
            yield
            for writer in self._writers:
                writer.close()


async def test_agent_quits_at_once_while_nothing_answers(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await home.stop()
    await server.stop()
    silent = SilentServer()
    async with silent.on(server.port):
        home.start()
        await silent.asked.wait()
        started = time.monotonic()
        await home.stop()

        assert time.monotonic() - started < QUIT_S
