"""The cases of the public Engine.IO and Socket.IO suites that apply to a server of one namespace.

Source:
    The test suites beside the protocols, socketio/engine.io-protocol and
    socketio/socket.io-protocol: handshake, upgrade, close, connect, disconnect. Their cases of
    messages need a server that echoes; those of binary packets are refused here on purpose.
"""

import asyncio
import json
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.integration.backend.clients import raw_client
from tests.integration.backend.server import Server

POLLING = "/socket.io/?EIO=4&transport=polling"


async def opened(server: Server) -> str:
    """Open a polling connection and return its address."""
    answer = await server.call("GET", POLLING)
    return f"{POLLING}&sid={json.loads(answer.data[1:])['sid']}"


async def test_a_polling_handshake_says_how_to_go_on(server: Server) -> None:
    answer = await server.call("GET", POLLING)

    handshake = json.loads(answer.data[1:])
    assert answer.data[:1] == b"0"
    assert set(handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert handshake["upgrades"] == ["websocket"]
    assert (handshake["pingInterval"], handshake["pingTimeout"]) == (25_000, 20_000)
    assert handshake["maxPayload"] == 64 * 1024


async def test_a_websocket_handshake_offers_no_upgrade(server: Server) -> None:
    async with raw_client(server.http, server.url) as client:
        assert client.handshake["upgrades"] == []
        assert client.handshake["sid"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param("GET /socket.io/?transport=polling", 400, id="no-version"),
        pytest.param("GET /socket.io/?EIO=abc&transport=polling", 400, id="no-such-version"),
        pytest.param("GET /socket.io/?EIO=3&transport=polling", 400, id="old-version"),
        pytest.param("GET /socket.io/?EIO=4&transport=abc", 400, id="no-such-transport"),
        pytest.param(f"GET {POLLING}&sid=nobody", 400, id="unknown-session"),
        pytest.param(f"POST {POLLING}&sid=nobody", 400, id="post-to-an-unknown-session"),
        pytest.param(f"POST {POLLING}", 400, id="post-without-session"),
        pytest.param(f"PUT {POLLING}", 405, id="no-such-method"),
    ],
)
async def test_a_bad_handshake_is_refused(server: Server, asked: str, status: int) -> None:
    method, _, path = asked.partition(" ")

    answer = await server.call(method, path)

    assert answer.status == status


@pytest.mark.parametrize(
    "query", ["?transport=websocket", "?EIO=abc&transport=websocket", "?EIO=4&transport=abc"]
)
async def test_a_bad_websocket_handshake_is_refused(server: Server, query: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.http.ws_connect(f"{server.url}/socket.io/{query}")

    assert refused.value.status == 400


async def test_a_websocket_with_an_empty_session_is_a_new_one(server: Server) -> None:
    address = f"{server.url}/socket.io/?EIO=4&transport=websocket&sid="

    async with server.http.ws_connect(address) as client:
        assert (await client.receive_str(timeout=5)).startswith("0{")


async def test_a_polling_connection_is_upgraded_after_a_probe(server: Server) -> None:
    path = await opened(server)
    await server.call("POST", path, data=b"40")
    connected = await server.call("GET", path)

    async with server.http.ws_connect(
        f"{server.url}{path.replace('polling', 'websocket')}"
    ) as upgraded:
        await upgraded.send_str("2probe")
        assert (await upgraded.receive(5)).data == "3probe"
        await upgraded.send_str("5")
        await upgraded.send_str('420["join_queue","x"]')
        # The packet that ends a poll comes here when there is none that waits.
        assert (await upgraded.receive(5)).data == "6"
        answer = await upgraded.receive(5)
        late = await server.call("GET", path)

    assert connected.data.startswith(b"40{")
    assert str(answer.data).startswith("430[")
    assert late.status == 400  # It is a WebSocket now.


@pytest.mark.parametrize("begins", ["as-websocket", "by-polling"])
async def test_a_websocket_whose_client_says_no_more_is_closed(
    server: Server, begins: str
) -> None:
    path = await opened(server) if begins == "by-polling" else POLLING
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(
        f"GET {path.replace('polling', 'websocket')} HTTP/1.1\r\nHost: x\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.write_eof()
        await reader.read()
    writer.close()
    if begins == "by-polling":
        assert (await server.call("POST", path, data=b"1")).status == 200

    assert answer.startswith(b"HTTP/1.1 101 ")


async def test_a_client_may_close_over_either_transport(server: Server) -> None:
    path = await opened(server)
    assert (await server.call("POST", path, data=b"1")).status == 200
    assert (await server.call("GET", path)).status == 400

    async with raw_client(server.http, server.url) as client:
        await client.send("1")
        assert await client.next() is None


async def test_a_client_connects_to_the_root_with_and_without_payload(server: Server) -> None:
    async with raw_client(server.http, server.url) as client:
        assert (await client.connect() or "").startswith('40{"sid":"')
    async with raw_client(server.http, server.url) as client:
        await client.send('40{"anything":1}')
        assert (await client.next() or "").startswith('40{"sid":"')


async def test_a_client_disconnects_from_the_root(server: Server) -> None:
    async with raw_client(server.http, server.url) as client:
        await client.connect()
        await client.send("41")

        assert await client.next() is None
