import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from backend.realtime.fanout import Fanout
from backend.realtime.limits import Limits
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.namespace import Namespace
from backend.realtime.server import Answer
from common.envelope import encode
from common.ids import Epoch, UserId
from common.live import Heartbeat
from common.rooms import user_room
from tests.integration.backend.clients import (
    raw_client,
    signed_in,
    socket_client,
    socket_that_stops_reading,
)
from tests.integration.backend.server import LIVELY, ORIGIN, Server, running_server


async def test_messages_beyond_the_rate_are_refused_and_counted(
    tmp_path: Path, websockets: dict[str, str]
) -> None:
    strict = replace(LIVELY, limits=Limits(messages_per_minute=3))
    async with (
        running_server(tmp_path, strict, **websockets) as server,
        signed_in(server.url, server.ben) as ben,
    ):
        answers = [await ben.ask("join_team", server.team) for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [True, True, False]
    assert answers[2]["error"]["code"] == "too_many_requests"
    assert answers[2]["error"]["retryable"] is True


async def test_joins_beyond_the_burst_are_refused(
    tmp_path: Path, websockets: dict[str, str]
) -> None:
    strict = replace(LIVELY, limits=Limits(joins_burst=2, joins_per_s=0.01))
    async with (
        running_server(tmp_path, strict, **websockets) as server,
        signed_in(server.url, server.ben) as ben,
    ):
        answers = [await ben.ask("join_team", server.team) for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [True, True, False]


async def test_a_socket_that_does_not_read_is_dropped_and_holds_little(
    tmp_path: Path, websockets: dict[str, str]
) -> None:
    tight = replace(LIVELY, limits=Limits(buffer_frames=20, buffer_bytes=16 * 1024))
    async with (
        running_server(tmp_path, tight, **websockets) as server,
        signed_in(server.url, server.ana) as reader,
        socket_that_stops_reading(server.url, server.ben),
    ):
        hub = server.backend.hub
        fanout = Fanout(hub.sessions, RealtimeMetrics(CollectorRegistry()), hub.throughput)
        heads = {user_room(UserId(f"{n:064}")): n for n in range(60)}
        frame = encode(Heartbeat(epoch=Epoch("e"), at=datetime.now(UTC), heads=heads))
        most_waiting = 0
        while len(hub.server.engine.sockets) > 1:
            fanout.tell([user_room(server.ben.id)], "heartbeat", frame)
            sockets = hub.server.engine.sockets.values()
            most_waiting = max(most_waiting, *(socket.waiting_bytes for socket in sockets))
            await asyncio.sleep(0)

        assert most_waiting <= 16 * 1024 + len(frame) + 100
        assert len(hub.sessions) == 1
        ticket = await server.ticket()
        await server.assign(ticket.id, server.ana)
        await reader.wait_for("user:ticket_assigned")


async def test_a_missing_pong_ends_the_connection(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = server.backend.hub.server.engine
    monkeypatch.setattr(engine, "ping_interval", 0.05)
    monkeypatch.setattr(engine, "ping_timeout", 0.1)
    async with raw_client(server.http, server.url) as client:
        await client.connect()

        assert await client.next() == "2"
        assert await client.next() is None
    async with asyncio.timeout(5):
        await engine.is_empty.wait()


async def test_pings_go_on_as_long_as_they_are_answered(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = server.backend.hub.server.engine
    monkeypatch.setattr(engine, "ping_interval", 0.02)
    async with raw_client(server.http, server.url) as client:
        await client.connect()
        for _ in range(5):
            assert await client.next() == "2"
            await client.send("3")


async def test_a_client_that_waits_for_many_answers_is_not_taken_for_dead(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = server.backend.hub.server.engine
    monkeypatch.setattr(engine, "ping_interval", 0.05)
    monkeypatch.setattr(engine, "ping_timeout", 0.1)

    async def slowly(*arguments: Any) -> Answer:
        await asyncio.sleep(0.02)  # The database has much to do.
        return await answered(*arguments)

    answered = Namespace.requested
    monkeypatch.setattr(Namespace, "requested", slowly)
    async with raw_client(server.http, server.url) as client:
        await client.send("40" + json.dumps({"token": server.ben.token}))
        while '"authenticated"' not in (await client.next() or ""):
            pass
        for number in range(40):
            await client.emit("leave_team", server.team, ack_id=number)
        replies = 0
        while replies < 40:
            frame = await client.next()
            assert frame is not None, "sent away"
            if frame == "2":
                await client.send("3")
            replies += frame.startswith("43")


async def test_only_known_web_pages_may_connect(server: Server) -> None:
    address = f"{server.url}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.http.ws_connect(address, origin="https://evil.example")
    assert refused.value.status == 400

    async with raw_client(server.http, server.url, origin=ORIGIN) as client:
        assert client.handshake["sid"]


@pytest.mark.parametrize("query", ["&token=secret", "&access_token=secret"])
async def test_a_token_in_the_address_is_refused(server: Server, query: str) -> None:
    address = f"{server.url}/socket.io/?EIO=4&transport=websocket{query}"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.http.ws_connect(address)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        pytest.param(Limits(unauthenticated_sockets=1), 503, id="all-together"),
        pytest.param(Limits(unauthenticated_per_address=1), 503, id="from-one-address"),
    ],
)
async def test_only_so_many_sockets_without_identity(
    tmp_path: Path, limits: Limits, status: int
) -> None:
    async with running_server(tmp_path, replace(LIVELY, limits=limits)) as server:
        address = f"{server.url}/socket.io/?EIO=4&transport=websocket"
        async with raw_client(server.http, server.url):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await server.http.ws_connect(address)
            assert refused.value.status == status
        async with signed_in(server.url, server.ben), signed_in(server.url, server.ana):
            pass  # Who has an identity takes no place.


async def test_a_websocket_handshake_without_upgrade_is_refused(server: Server) -> None:
    answer = await server.call(
        "GET", "/socket.io/?EIO=4&transport=websocket", headers={"Upgrade": "websocket"}
    )

    assert answer.status == 400


async def test_malformed_polling_bodies_are_counted(server: Server) -> None:
    opened = await server.call("GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(opened.data[1:])["sid"]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    for _ in range(11):
        answer = await server.call("POST", path, data=b"\xff\x1ex")
        assert answer.status == 200

    told = await server.call("GET", path)

    assert b'"too_many_requests"' in told.data
    assert told.data.endswith(b"41")
    # The end comes alone: some clients stop at it and lose what came with it.
    assert (await server.call("GET", path)).data == b"1"


async def test_a_polling_body_may_come_in_pieces(server: Server) -> None:
    opened = await server.call("GET", "/socket.io/?EIO=4&transport=polling")
    path = f"/socket.io/?EIO=4&transport=polling&sid={json.loads(opened.data[1:])['sid']}"

    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)

    writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n4".encode())
    await writer.drain()
    # When the server has answered this it has read the first piece.
    await server.call("GET", "/livez")
    writer.write(b"0")
    line = await asyncio.wait_for(reader.readline(), 5)
    told = await server.call("GET", path)

    assert b" 200 " in line
    assert told.data.startswith(b"40{")
    writer.close()
    await writer.wait_closed()


async def test_a_polling_body_that_does_not_come_is_not_waited_for(
    tmp_path: Path, websockets: dict[str, str]
) -> None:
    hasty = replace(LIVELY, limits=Limits(body_s=0.05))
    async with running_server(tmp_path, hasty, **websockets) as server:
        opened = await server.call("GET", "/socket.io/?EIO=4&transport=polling")
        path = f"/socket.io/?EIO=4&transport=polling&sid={json.loads(opened.data[1:])['sid']}"
        address = urlsplit(server.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n4".encode())

        line = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        await writer.wait_closed()

        assert line.startswith(b"HTTP/1.1 ")
        figures = (await server.call("GET", "/metrics")).data.decode()
        assert "\nbomizzel_socket_violations_total 1.0\n" in figures


async def test_the_last_word_is_heard_by_the_library_client(
    tmp_path: Path, websockets: dict[str, str]
) -> None:
    strict = replace(LIVELY, limits=Limits(bad_requests=1))
    async with (
        running_server(tmp_path, strict, **websockets) as server,
        socket_client(server.url) as client,
    ):
        for _ in range(3):
            await client.sio.emit("nonsense", {})

        assert await client.wait_until_gone() == client.sio.reason.SERVER_DISCONNECT
    assert client.named("authenticated")[0]["error"]["code"] == "too_many_requests"
