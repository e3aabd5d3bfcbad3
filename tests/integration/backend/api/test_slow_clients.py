import asyncio
from contextlib import suppress

import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter

from backend.api.app import build_runner

SILENCE = (b"",)
DRIP = (b"GET / HTTP/1.1\r\n", *(b"X-Slow: very\r\n" for _ in range(60)))


@pytest.mark.parametrize("pieces", [SILENCE, DRIP], ids=["silence", "drip"])
async def test_connection_that_sends_no_whole_request_is_closed(pieces: tuple[bytes, ...]) -> None:
    malformed = Counter("malformed", "None of these.", registry=CollectorRegistry())
    runner = build_runner(web.Application(), malformed=malformed, shutdown_s=0.1, idle_s=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    sending = asyncio.create_task(_send(writer, pieces))
    try:
        async with asyncio.timeout(2):
            with suppress(ConnectionError):
                assert await reader.read() == b""
    finally:
        sending.cancel()
        writer.close()
        await runner.cleanup()


async def _send(writer: asyncio.StreamWriter, pieces: tuple[bytes, ...]) -> None:
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
