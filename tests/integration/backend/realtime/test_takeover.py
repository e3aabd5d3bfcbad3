"""What a WebSocket relies on in aiohttp that aiohttp does not promise (ADR-0035).

If one of these fails after an update of aiohttp, look at ``backend/realtime/takeover.py``, and run
servers with ``BOMIZZEL_WEBSOCKETS=library`` until it fits again.
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import WebSocketError, WSMessage, web
from aiohttp.test_utils import TestServer, make_mocked_request
from typing_extensions import override

from backend.realtime.frames import close_frame, text_frame
from backend.realtime.takeover import FrameParser, accept_handshake, take_over

IMPATIENT = aiohttp.ClientWSTimeout(ws_close=0.1)
"""Nobody answers a client that closes."""


@dataclass
class Taken(asyncio.Protocol):
    """A protocol that gets the transport of a request."""

    transport: asyncio.BaseTransport | None = None
    received: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self.received.put_nowait(data)


class Parsed:
    def __init__(self) -> None:
        self.messages: list[WSMessage] = []
        self.errors: list[WebSocketError] = []

    def take(self, message: WSMessage) -> None:
        self.messages.append(message)

    def break_off(self, error: WebSocketError) -> None:
        self.errors.append(error)


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def client(taken: Taken) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async def handle(request: web.Request) -> web.StreamResponse:
        accepted = accept_handshake(request)
        response = take_over(request, taken)
        assert isinstance(taken.transport, asyncio.Transport)
        taken.transport.write(accepted)
        return response

    app = web.Application()
    app.router.add_get("/", handle)
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession() as http,
        http.ws_connect(server.make_url("/"), timeout=IMPATIENT) as socket,
    ):
        yield socket


async def test_transport_is_ours_and_nothing_of_aiohttp_goes_over_it(
    client: aiohttp.ClientWebSocketResponse, taken: Taken
) -> None:
    assert isinstance(taken.transport, asyncio.Transport)
    taken.transport.write(text_frame("hello") + close_frame(1000))

    assert await client.receive_str(timeout=5) == "hello"
    assert (await client.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE


async def test_what_the_client_sends_reaches_us(
    client: aiohttp.ClientWebSocketResponse, taken: Taken
) -> None:
    await client.send_str("hello")
    parsed = Parsed()
    async with asyncio.timeout(5):
        FrameParser(parsed, 100).feed(await taken.received.get())

    assert [message.data for message in parsed.messages] == ["hello"]


async def test_request_and_its_tasks_are_let_go(
    client: aiohttp.ClientWebSocketResponse, taken: Taken
) -> None:
    del client
    assert taken.transport is not None
    serving = [task for task in asyncio.all_tasks() if "RequestHandler" in str(task.get_coro())]
    async with asyncio.timeout(5):
        await asyncio.gather(*serving)
    del serving

    gc.collect()
    assert [found for found in gc.get_objects() if isinstance(found, web.Request)] == []


HANDSHAKE = {
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "WebSocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
"""Of RFC 6455, 1.3."""


def test_handshake_is_answered_as_in_the_standard() -> None:
    answer = accept_handshake(make_mocked_request("GET", "/", HANDSHAKE))

    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        pytest.param("Connection", "keep-alive", id="no-upgrade"),
        pytest.param("Upgrade", "h2c", id="upgrade-to-something-else"),
        pytest.param("Sec-WebSocket-Version", "12", id="unknown-version"),
        pytest.param("Sec-WebSocket-Key", "", id="no-key"),
        pytest.param("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j", id="short-key"),
        pytest.param("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==\n", id="more-than-a-key"),
    ],
)
def test_what_is_no_handshake_is_refused(header: str, value: str) -> None:
    request = make_mocked_request("GET", "/", {**HANDSHAKE, header: value})

    with pytest.raises(web.HTTPBadRequest):
        accept_handshake(request)


def test_parser_reports_an_error_once_and_reads_no_further() -> None:
    parsed = Parsed()
    parser = FrameParser(parsed, 100)
    parser.feed(b"\x83\x00")
    parser.feed(b"\x81\x01x")

    assert [error.code for error in parsed.errors] == [1002]
    assert parsed.messages == []
