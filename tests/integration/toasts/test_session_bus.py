"""Buses that refuse us or say nothing: whatever happens, our socket is closed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop.adapters.toasts.session_bus import BusError, SessionBus


class StrangeBus:
    """Listens like a bus, and answers the first line with ``answer``."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix:path={path}"
        self.answer = b""
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(self.answer)
        await reader.read()  # Until the other side hangs up.
        writer.close()
        self.ended.set()


@pytest.fixture
async def bus() -> AsyncIterator[StrangeBus]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bus"
        bus = StrangeBus(path)
        async with await asyncio.start_unix_server(bus.serve, path):
            yield bus


def connect(bus: StrangeBus) -> "asyncio.Future[SessionBus]":
    opening = SessionBus.open(bus.address, on_signal=lambda _: None, on_closed=lambda: None)
    return asyncio.ensure_future(opening)


async def test_bus_that_refuses_us_is_left(bus: StrangeBus) -> None:
    bus.answer = b"REJECTED EXTERNAL\r\n"

    with pytest.raises(BusError, match="AuthenticationError") as kept:
        await connect(bus)

    async with asyncio.timeout(5):
        await bus.ended.wait()
    assert kept.value is not None  # The traceback holds the socket; nothing but us closes it.


async def test_bus_that_says_nothing_is_left_when_the_caller_gives_up(bus: StrangeBus) -> None:
    opening = connect(bus)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await opening

    async with asyncio.timeout(5):
        await bus.ended.wait()


async def test_bus_that_never_greets_back_is_left(bus: StrangeBus) -> None:
    bus.answer = b"OK 1234\r\n"

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await connect(bus)

    async with asyncio.timeout(5):
        await bus.ended.wait()
