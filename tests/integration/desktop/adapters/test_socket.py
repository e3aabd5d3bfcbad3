import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web

from common.errors import ContractError, ErrorCode
from common.ids import UserId
from common.live import Heartbeat, ServerDraining
from common.rooms import Room
from common.session import Authenticate, Authenticated, RoomReply
from desktop.adapters.socket import SioSocket
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from desktop.core.ports import AuthExpired, Closed
from tests.integration.desktop.adapters.web_server import listening, tls_of, web_server
from tests.unit.desktop.builders import FIELD, ME, PRINTERS

WAIT_S = 5.0
ASKED = Authenticate(user_id=UserId("ana"), token="access")
SIGNED_IN = {"success": True, "userId": "ana", "rooms": {ME: {"head": 3, "floor": 0}}}
REFUSED = {
    "success": False,
    "error": {"code": "token_revoked", "message": "The session was ended."},
}


class Desk:
    """A real Socket.IO server, asked and told by the tests."""

    def __init__(self) -> None:
        self.sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins=[])
        self.asked: list[tuple[str, Any]] = []
        self.answer: Any = SIGNED_IN
        self.sid = ""
        self.gone = asyncio.Event()
        self.headers: dict[str, str] = {}
        self.never = asyncio.Event()
        self.sio.on("connect", self._connect)
        self.sio.on("disconnect", self._disconnect)
        self.sio.on("*", self._event)

    async def _connect(self, sid: str, environ: dict[str, Any]) -> None:
        self.sid = sid
        self.headers = dict(environ["aiohttp.request"].headers)

    async def _disconnect(self, _sid: str, _reason: str) -> None:
        self.gone.set()

    async def _event(self, event: str, _sid: str, argument: Any) -> Any:
        self.asked.append((event, argument))
        if self.answer is None:
            await self.never.wait()
        return self.answer

    async def tell(self, event: str, argument: Any = None) -> None:
        await self.sio.emit(event, argument, to=self.sid)

    async def drop(self) -> None:
        """Break the line without a word."""
        await self.sio.eio.disconnect(self.sio.manager.eio_sid_from_sid(self.sid, "/"))


@asynccontextmanager
async def connected(**options: Any) -> AsyncIterator[tuple[Desk, SioSocket]]:
    desk, app = Desk(), web.Application()
    desk.sio.attach(app)
    async with listening(app) as address:
        line = SioSocket(address, **options)
        await line.connect()
        try:
            yield desk, line
        finally:
            await line.close()
            desk.never.set()


def beat(number: int) -> dict[str, Any]:
    return {"epoch": "e", "at": "2026-11-22T12:00:00Z", "heads": {ME: number}}


async def next_of(line: SioSocket) -> Any:
    async with asyncio.timeout(WAIT_S):
        return await line.next()


async def test_events_arrive_in_their_order() -> None:
    async with connected() as (desk, line):
        for number in range(500):
            await desk.tell("heartbeat", beat(number))
        seen: list[Any] = []
        while len(seen) < 500:
            seen += [await next_of(line), *line.take(64)]

    assert [happening.heads[ME] for happening in seen] == list(range(500))


async def test_warnings_of_the_server_are_passed_on() -> None:
    async with connected() as (desk, line):
        await desk.tell("server:draining", {"retryAfterMs": 900})
        await desk.tell("auth:expired")

        assert await next_of(line) == ServerDraining(retry_after_ms=900)
        assert await next_of(line) == AuthExpired()


async def test_sign_in_is_asked_and_answered() -> None:
    async with connected() as (desk, line):
        answer = await line.authenticate(ASKED, timeout_s=WAIT_S)
        await line.authenticate(ASKED, timeout_s=WAIT_S)

    assert answer == Authenticated(success=True, user_id=UserId("ana"), rooms=answer.rooms)
    assert answer.rooms[ME].head == 3
    assert desk.asked == 2 * [("authenticate", {"userId": "ana", "token": "access"})]
    assert desk.headers["User-Agent"].startswith("bomizzel-desktop/")
    assert "Authorization" not in desk.headers


async def test_refused_sign_in_keeps_its_code() -> None:
    async with connected() as (desk, line):
        desk.answer = REFUSED
        with pytest.raises(ServerRefusedError) as refused:
            await line.authenticate(ASKED, timeout_s=WAIT_S)

    assert (refused.value.refusal, refused.value.may_retry) == (ErrorCode.TOKEN_REVOKED, False)


async def test_refusal_without_a_reason_may_be_tried_again() -> None:
    async with connected() as (desk, line):
        desk.answer = {"success": False}
        with pytest.raises(ServerRefusedError) as refused:
            await line.authenticate(ASKED, timeout_s=WAIT_S)

    assert refused.value.may_retry


async def test_last_word_of_the_server_is_why_the_line_ended() -> None:
    async with connected() as (desk, line):
        await desk.tell("heartbeat", beat(1))
        await desk.tell("authenticated", REFUSED)
        await desk.sio.disconnect(desk.sid)

        assert isinstance(await next_of(line), Heartbeat)
        closed = await next_of(line)

    assert isinstance(closed, Closed)
    assert isinstance(closed.failure, ServerRefusedError)
    assert closed.failure.refusal == ErrorCode.TOKEN_REVOKED


async def test_rooms_are_joined_by_their_kind() -> None:
    async with connected() as (desk, line):
        desk.answer = {"ok": True, "room": PRINTERS, "head": 9, "floor": 1}
        reply = await line.join(PRINTERS)
        await line.join(FIELD)

        with pytest.raises(ContractError):
            await line.join(ME)
        with pytest.raises(ContractError):
            await line.join(Room("nowhere"))

    assert reply == RoomReply(ok=True, room=PRINTERS, head=9, floor=1)
    assert desk.asked == [("join_queue", "printers"), ("join_team", "field")]


async def test_question_without_an_answer_times_out_and_the_line_lives_on() -> None:
    async with connected() as (desk, line):
        desk.answer = None
        with pytest.raises(ConnectionLostError) as lost:
            await line.authenticate(ASKED, timeout_s=0.05)
        await desk.tell("heartbeat", beat(1))

        assert lost.value.cause is ClientCode.TIMED_OUT
        assert isinstance(await next_of(line), Heartbeat)


async def test_answer_of_another_shape_is_no_server() -> None:
    async with connected() as (desk, line):
        desk.answer = {"yes": 1}
        with pytest.raises(ConnectionLostError) as lost:
            await line.authenticate(ASKED, timeout_s=WAIT_S)

    assert lost.value.cause is ClientCode.NOT_A_SERVER


async def test_broken_line_is_reported_after_what_came_and_wakes_who_waits() -> None:
    async with connected() as (desk, line):
        desk.answer = None
        question = asyncio.create_task(line.authenticate(ASKED, timeout_s=60))
        await desk.tell("heartbeat", beat(1))
        assert isinstance(await next_of(line), Heartbeat)
        await desk.drop()

        async with asyncio.timeout(WAIT_S):
            with pytest.raises(ConnectionLostError) as lost:
                await question
        assert await next_of(line) == await next_of(line) == Closed(lost.value)
        with pytest.raises(ConnectionLostError):
            await line.authenticate(ASKED, timeout_s=WAIT_S)

    assert lost.value.cause is ClientCode.CLOSED


async def test_reader_that_is_too_slow_loses_the_line_and_gets_what_came_before() -> None:
    async with connected(inbox_limit=10) as (desk, line):
        for number in range(30):
            await desk.tell("heartbeat", beat(number))
        async with asyncio.timeout(WAIT_S):
            await desk.gone.wait()

        seen: list[Any] = [await next_of(line) for _ in range(10)]
        closed = await next_of(line)

    assert [happening.heads[ME] for happening in seen] == list(range(10))
    assert isinstance(closed, Closed)
    assert isinstance(closed.failure, ConnectionLostError)
    assert closed.failure.cause is ClientCode.INBOX_FULL


async def test_closed_line_says_so_and_closing_twice_is_fine() -> None:
    async with connected() as (desk, line):
        await line.close()
        await line.close()

        assert isinstance(await next_of(line), Closed)
        async with asyncio.timeout(WAIT_S):
            await desk.gone.wait()


async def test_line_that_was_never_opened_can_be_closed() -> None:
    await SioSocket("http://127.0.0.1:9").close()


async def test_events_that_nobody_listens_to_do_not_fill_the_inbox() -> None:
    async with connected() as (desk, line):
        await desk.tell("ticket:typing", {"userId": "ben"})
        await desk.tell("authenticated", SIGNED_IN)
        await desk.tell("heartbeat", beat(1))

        assert isinstance(await next_of(line), Heartbeat)
        assert line.skipped == 0


GARBAGE = [
    "4",
    "4{}",
    "42",
    "42{",
    "42[1]",
    '42["ticket:created",{"id":"!"}]',
    '42["ticket:created"]',
    '42["no such event","x"]',
    '427["asks",1]',
    '451-["binary",{"_placeholder":true,"num":0}]',
    '42/other,["heartbeat"]',
    "43[]",
    "47",
    "4" + "[" * 900,
]


@asynccontextmanager
async def speaking(
    talk: Callable[[web.WebSocketResponse], Awaitable[None]],
) -> AsyncIterator[str]:
    """A server that accepts WebSockets and then says what it likes."""

    async def handler(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(timeout=0.1)
        await ws.prepare(request)
        await talk(ws)
        await ws.close()
        return ws

    async with web_server(handler) as address:
        yield address


async def shake_hands(ws: web.WebSocketResponse) -> None:
    opening = {"sid": "a", "upgrades": [], "pingInterval": 25000, "pingTimeout": 20000}
    await ws.send_str("0" + json.dumps(opening))
    assert (await ws.receive()).data == "40{}"
    await ws.send_str('40{"sid":"b"}')


async def test_messages_that_cannot_be_read_are_skipped_and_counted() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await shake_hands(ws)
        for text in GARBAGE:
            await ws.send_str(text)
        await ws.send_bytes(b"binary")
        await ws.send_str(f'42["heartbeat",{json.dumps(beat(1))}]')
        await ws.receive()

    async with speaking(talk) as address:
        line = SioSocket(address)
        await line.connect()

        assert isinstance(await next_of(line), Heartbeat)
        assert line.skipped == len(GARBAGE) + 1
        await line.close()


async def opened(address: str, **options: Any) -> Exception:
    """Return why no line could be opened."""
    line = SioSocket(address, **options)
    with pytest.raises((ConnectionLostError, ServerRefusedError)) as failed:
        await line.connect()
    assert isinstance(await next_of(line), Closed)
    return failed.value


def lost(error: Exception) -> ClientCode:
    assert isinstance(error, ConnectionLostError)
    return error.cause


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = await opened(f"http://127.0.0.1:{taken.getsockname()[1]}")

    assert lost(error) is ClientCode.CONNECTION_REFUSED


async def test_address_that_is_none_is_refused() -> None:
    line = SioSocket("desk.example.org")
    with pytest.raises(ConnectionLostError) as refused:
        await line.connect()

    assert refused.value.cause is ClientCode.INVALID_ADDRESS


@pytest.mark.parametrize("status", [200, 302, 403, 404, 500])
async def test_web_page_is_no_server(status: int) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<h1>Hello</h1>", status=status)

    async with web_server(page) as address:
        assert lost(await opened(address)) is ClientCode.NOT_A_SERVER


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, ErrorCode.TOO_MANY_REQUESTS),
        (502, ErrorCode.UNAVAILABLE),
        (503, ErrorCode.UNAVAILABLE),
        (504, ErrorCode.UNAVAILABLE),
    ],
)
async def test_server_that_wants_no_line_now_says_when(status: int, code: ErrorCode) -> None:
    async def busy(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "5"})

    async with web_server(busy) as address:
        error = await opened(address)

    assert isinstance(error, ServerRefusedError)
    assert (error.refusal, error.may_retry, error.retry_after_s) == (code, True, 5)


DEEP = '0{"sid":' + "[" * 200_000
"""Too deep for every reader."""


@pytest.mark.parametrize("first", ["", "9", "hello", "0", "0[]", "0{}", "4", DEEP], ids=len)
async def test_strange_handshake_is_no_server(first: str) -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.send_str(first)
        await ws.receive()

    async with speaking(talk) as address:
        assert lost(await opened(address)) is ClientCode.NOT_A_SERVER


@pytest.mark.parametrize("hello", [False, True], ids=["from-the-start", "after-the-handshake"])
async def test_server_that_says_nothing_times_out(hello: bool) -> None:
    released = asyncio.Event()

    async def talk(ws: web.WebSocketResponse) -> None:
        if hello:
            await ws.send_str('0{"sid":"a","upgrades":[],"pingInterval":9000,"pingTimeout":9000}')
        await released.wait()

    async with speaking(talk) as address:
        error = await opened(address, connect_timeout_s=0.1)
        released.set()

    assert lost(error) is ClientCode.TIMED_OUT


async def test_refused_namespace_tells_its_reason() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await ws.send_str('0{"sid":"a","upgrades":[],"pingInterval":9000,"pingTimeout":9000}')
        await ws.receive()
        await ws.send_str('44{"message":"protocol_unsupported"}')
        await ws.receive()

    async with speaking(talk) as address:
        error = await opened(address)

    assert isinstance(error, ServerRefusedError)
    assert error.refusal == ErrorCode.PROTOCOL_UNSUPPORTED


async def test_line_that_breaks_right_after_it_opened_is_noticed() -> None:
    async def talk(ws: web.WebSocketResponse) -> None:
        await shake_hands(ws)

    async with speaking(talk) as address:
        line = SioSocket(address)
        try:
            await line.connect()
        except ConnectionLostError:
            return  # The end was faster than the library.
        assert isinstance(await next_of(line), Closed)
        await line.close()


async def test_opening_that_is_cancelled_leaves_nothing_open() -> None:
    gone, waiting = asyncio.Event(), asyncio.Event()

    async def talk(ws: web.WebSocketResponse) -> None:
        waiting.set()
        assert (await ws.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        gone.set()

    async with speaking(talk) as address:
        opening = asyncio.create_task(SioSocket(address).connect())
        await waiting.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        async with asyncio.timeout(WAIT_S):
            await gone.wait()


async def test_only_certificates_that_the_machine_believes_are_accepted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, app = Desk(), web.Application()
    desk.sio.attach(app)
    async with listening(app, tls_of(certificate)) as address:
        assert lost(await opened(address)) is ClientCode.CERTIFICATE_REFUSED

        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        line = SioSocket(address)
        await line.connect()
        assert (await line.authenticate(ASKED, timeout_s=WAIT_S)).success
        await line.close()


async def test_password_for_the_host_in_netrc_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = "machine 127.0.0.1 login ana password other\n"
    monkeypatch.setenv("NETRC", str(write(tmp_path / "netrc", netrc)))

    async with connected() as (desk, _line):
        assert "Authorization" not in desk.headers


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
