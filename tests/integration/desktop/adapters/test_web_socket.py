import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import WSMsgType, web

from desktop.adapters import web_socket
from desktop.adapters.web_socket import HandshakeRefusedError, NotAWebSocketError, WebSocket
from tests.integration.desktop.adapters.web_server import tls_of, web_server

WAIT_S = 5.0
Talk = Callable[[web.WebSocketResponse], Awaitable[None]]


async def echo(ws: web.WebSocketResponse) -> None:
    async for message in ws:
        await ws.send_str(f"heard {message.data}")


@asynccontextmanager
async def speaking(talk: Talk = echo, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def handler(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(autoping=False, timeout=0.1)
        await ws.prepare(request)
        await talk(ws)
        await ws.close()
        return ws

    async with web_server(handler, tls) as address:
        yield f"{address}/chat?a=1"


class Proxy:
    """A proxy that knows CONNECT only."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.serving: set[asyncio.Task[None] | None] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.current_task())
        self.asked = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        writer.write(self.answer)
        if b" 200 " in self.answer:
            host, _, port = self.asked[0].split()[1].rpartition(":")
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pass_on(reader, far_writer))
                ways.create_task(self._pass_on(far_reader, writer))
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(4096):
                writer.write(data)
        except ConnectionError:
            pass
        writer.close()


@asynccontextmanager
async def listening(proxy: Proxy) -> AsyncIterator[str]:
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with asyncio.timeout(WAIT_S):
            await asyncio.gather(*filter(None, proxy.serving))


async def opened(url: str, **options: str | ssl.SSLContext | None) -> WebSocket:
    async with asyncio.timeout(WAIT_S):
        return await WebSocket.open(url, headers={"User-Agent": "test"}, **options)  # type: ignore[arg-type]


async def heard(line: WebSocket) -> str | bytes | None:
    async with asyncio.timeout(WAIT_S):
        return await line.receive()


async def test_message_and_answer_pass_in_one_piece_whatever_their_size() -> None:
    async with speaking() as url:
        line = await opened(url)
        for text in ("", "ü€", "x" * 200_000):
            await line.send(text)
            assert await heard(line) == f"heard {text}"
        await line.close()


async def test_message_in_parts_is_put_together_and_a_ping_between_is_answered() -> None:
    pongs = asyncio.Queue[bytes]()

    async def talk(ws: web.WebSocketResponse) -> None:
        assert ws._writer is not None
        # The first part of a text, a ping, and the last part.
        ws._writer.transport.write(b"\x01\x04one \x89\x0dare you there\x80\x03two")
        message = await ws.receive()
        assert message.type is WSMsgType.PONG
        pongs.put_nowait(message.data)

    async with speaking(talk) as url:
        line = await opened(url)
        assert await heard(line) == "one two"
        assert await heard(line) is None
        line.abort()

    assert pongs.get_nowait() == b"are you there"


async def test_message_that_is_too_long_ends_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_socket, "MAX_MESSAGE_CHARS", 100)

    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.send_str("x" * 100)
        await ws.send_str("x" * 101)

    async with speaking(talk) as url:
        line = await opened(url)
        assert await heard(line) == "x" * 100
        with pytest.raises(NotAWebSocketError):
            await heard(line)
        line.abort()


async def test_empty_parts_of_a_message_are_not_kept() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        assert ws._writer is not None
        ws._writer.transport.write(b"\x01\x03one" + b"\x00\x00" * 10_000)

    async with speaking(talk) as url:
        line = await opened(url)
        reading = asyncio.ensure_future(line.receive())
        await asyncio.wait({reading}, timeout=WAIT_S)

    assert len(line._parts) == 1
    line.abort()


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
async def test_proxy_is_asked_for_a_tunnel(secure: bool, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=f"{certificate}.crt") if secure else None
    proxy = Proxy()
    async with (
        speaking(tls=tls_of(certificate) if secure else None) as url,
        listening(proxy) as address,
    ):
        line = await opened(url, proxy=f"http://ana:p%40ss@{address}", trust=trust)
        await line.send("hello")

        assert await heard(line) == "heard hello"
        line.abort()

    assert proxy.asked[0] == f"CONNECT {url.split('/')[2]} HTTP/1.1"
    assert "Proxy-Authorization: Basic YW5hOnBAc3M=" in proxy.asked


@pytest.mark.parametrize("by_proxy", [False, True], ids=["direct", "proxy"])
async def test_certificate_of_another_host_is_refused(by_proxy: bool, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=f"{certificate}.crt")  # It is for 127.0.0.1.
    async with speaking(tls=tls_of(certificate)) as url, listening(Proxy()) as address:
        with pytest.raises(ssl.SSLCertVerificationError):
            await opened(
                url.replace("127.0.0.1", "localhost"),
                proxy=f"http://{address}" if by_proxy else None,
                trust=trust,
            )


async def test_what_a_proxy_says_in_place_of_the_server_is_not_believed(
    certificate: Path,
) -> None:
    trust = ssl.create_default_context(cafile=f"{certificate}.crt")
    injected = b"HTTP/1.1 503 Busy\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n"
    proxy = Proxy(b"HTTP/1.1 200 Connection established\r\n\r\n" + injected)
    async with speaking(tls=tls_of(certificate)) as url, listening(proxy) as address:
        with pytest.raises(NotAWebSocketError):
            await opened(url, proxy=f"http://{address}", trust=trust)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 Who are you?\r\n\r\n", b"HTTP/1.0 502\r\n\r\n"])
async def test_proxy_that_says_no_is_a_refusal(answer: bytes) -> None:
    async with listening(Proxy(answer)) as address:
        with pytest.raises(HandshakeRefusedError) as refused:
            await opened("http://127.0.0.1:9/", proxy=f"http://{address}")

    assert refused.value.status in {407, 502}


@pytest.mark.parametrize("answer", [b"220 mail\r\n\r\n", b"", b"x" * 70_000])
async def test_proxy_that_is_none_is_noticed(answer: bytes) -> None:
    async with listening(Proxy(answer)) as address:
        with pytest.raises(NotAWebSocketError):
            await opened("http://127.0.0.1:9/", proxy=f"http://{address}")


async def test_next_address_is_tried_when_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def addresses(_host: str, _port: int) -> list[str]:
        return ["127.0.0.7", "127.0.0.1"]

    monkeypatch.setattr(web_socket, "_addresses", addresses)
    async with speaking() as url:
        line = await opened(url)
        line.abort()


async def test_name_that_nobody_knows_is_an_error_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_up(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(socket.gaierror):
        await opened("http://no-such-name.invalid/")


async def test_line_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    async with speaking() as url:
        line = await opened(url)
        await line.send("hello")
        await heard(line)
        await line.close()

        for thread in set(threading.enumerate()) - before:
            thread.join(WAIT_S)  # The one that looked the name up may be at its last line.
            assert not thread.is_alive()
