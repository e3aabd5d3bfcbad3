import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from common import rest
from common.envelope import decode, encode
from common.ids import Epoch, EventId, TicketId, UserId
from common.notifications import NotificationPriority
from common.rooms import Room
from common.stream import Cursor
from common.vocabulary import Role
from desktop.adapters import rest as adapter
from desktop.adapters.rest import RestApi
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from tests.integration.desktop.adapters.web_server import Handler, tls_of, web_server

ANA = rest.User(id=UserId("ana"), name="Ana", email="ana@example.org", role=Role.EMPLOYEE)
TOKENS = rest.Tokens(access_token="access", refresh_token="refresh", expires_in=900, user=ANA)
PROFILE = rest.Profile(user=ANA, teams=(), queues=(), rooms=(Room("user:ana"),))
PAGE = rest.SyncPage(epoch=Epoch("e"), rooms={})
UNREAD = rest.Unread(count=2, by_priority={NotificationPriority.HIGH: 2})


class Desk:
    """Answers every request the same, and keeps what was asked."""

    def __init__(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.body, self.status = body, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.asked: list[web.Request] = []
        self.bodies: list[bytes] = []

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.bodies.append(await request.read())
        return web.Response(body=self.body, status=self.status, headers=self.headers)


@asynccontextmanager
async def api_to(handler: Handler, **options: Any) -> AsyncIterator[RestApi]:
    async with web_server(handler) as address:
        api = RestApi(address, **options)
        try:
            yield api
        finally:
            api.close()


async def test_sign_in_sends_its_body_and_no_token() -> None:
    desk = Desk(encode(TOKENS))
    login = rest.Login(email="ana@example.org", password="s3cret")
    async with api_to(desk) as api:
        assert await api.login(login) == TOKENS

    (request,) = desk.asked
    assert (request.method, request.raw_path) == ("POST", "/api/v1/auth/login")
    assert decode(desk.bodies[0], rest.Login) == login
    assert request.content_type == "application/json"
    assert "Authorization" not in request.headers
    assert request.headers["User-Agent"].startswith("bomizzel-desktop/")


Call = Callable[[RestApi], Awaitable[object]]
CALLS: dict[str, tuple[Call, object, object]] = {
    "GET /api/v1/me": (lambda api: api.profile("access"), PROFILE, PROFILE),
    "POST /api/v1/sync": (
        lambda api: api.sync("access", rest.Sync(rooms={Room("user:ana"): Cursor(after=3)})),
        PAGE,
        PAGE,
    ),
    "GET /api/v1/tickets?ids=t-1,t-2": (
        lambda api: api.tickets("access", (TicketId("t-1"), TicketId("t-2"))),
        rest.TicketPage(items=()),
        (),
    ),
    "GET /api/v1/people?ids=ana": (
        lambda api: api.people("access", (ANA.id,)),
        {"items": [{"id": "ana", "name": "Ana"}]},
        (rest.Person(id=ANA.id, name="Ana"),),
    ),
    "GET /api/v1/notifications?limit=5&unread=true&before=e-1": (
        lambda api: api.notifications("access", before="e-1", limit=5, unread=True),
        rest.NotificationPage(items=()),
        rest.NotificationPage(items=()),
    ),
    "GET /api/v1/notifications?limit=9&unread=false": (
        lambda api: api.notifications("access", before=None, limit=9, unread=False),
        rest.NotificationPage(items=(), before="e-0"),
        rest.NotificationPage(items=(), before="e-0"),
    ),
    "GET /api/v1/notifications/unread": (lambda api: api.unread("access"), UNREAD, UNREAD),
}


@pytest.mark.parametrize("line", CALLS)
async def test_call_asks_with_the_token_in_the_header(line: str) -> None:
    call, answer, result = CALLS[line]
    desk = Desk(encode(answer))
    async with api_to(desk) as api:
        assert await call(api) == result

    (request,) = desk.asked
    assert f"{request.method} {request.raw_path}" == line
    assert request.headers["Authorization"] == "Bearer access"


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("read", lambda api: api.mark_read("access", (EventId("e-1"),), key="k-1")),
        ("clear", lambda api: api.mark_cleared("access", (EventId("e-1"),), key="k-1")),
    ],
)
async def test_marks_carry_their_idempotency_key(path: str, mark: Call) -> None:
    desk = Desk(status=204)
    async with api_to(desk) as api:
        await mark(api)

    (request,) = desk.asked
    assert request.raw_path == f"/api/v1/notifications/{path}"
    assert request.headers["Idempotency-Key"] == "k-1"
    assert decode(desk.bodies[0], rest.Marks) == rest.Marks(ids=(EventId("e-1"),))


async def test_refresh_and_logout_send_the_refresh_token_in_the_body_only() -> None:
    desk = Desk(encode(TOKENS))
    async with api_to(desk) as api:
        assert await api.refresh("old") == TOKENS
        desk.status, desk.body = 204, b""
        await api.logout("refresh")

    sent = [decode(body, rest.Refresh).refresh_token for body in desk.bodies]
    assert sent == ["old", "refresh"]
    assert not any("Authorization" in request.headers for request in desk.asked)


async def test_full_batch_fits_into_one_request() -> None:
    desk = Desk(encode(rest.TicketPage(items=())))
    ids = tuple(TicketId(f"{number:036d}") for number in range(rest.MAX_BATCH))
    async with api_to(desk) as api:
        await api.tickets("access", ids)

    assert desk.asked[0].query["ids"].split(",") == list(ids)


async def test_password_for_the_host_in_netrc_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ana password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    desk = Desk(encode(UNREAD))
    async with api_to(desk) as api:
        await api.unread("access")
        desk.body = encode(TOKENS)
        await api.refresh("refresh")

    assert [request.headers.get("Authorization") for request in desk.asked] == [
        "Bearer access",
        None,
    ]


async def test_refusal_keeps_the_server_s_code() -> None:
    problem = rest.Problem(
        type="urn:x", title="No.", status=429, code="too_many_requests", retry_after_seconds=4
    )
    async with api_to(Desk(encode(problem), status=429)) as api:
        with pytest.raises(ServerRefusedError) as refused:
            await api.unread("access")

    assert refused.value.refusal == "too_many_requests"
    assert (refused.value.may_retry, refused.value.retry_after_s) == (True, 4)


async def test_retry_after_of_a_proxy_is_heard() -> None:
    async with api_to(Desk(b"<h1>Busy</h1>", status=503, Retry_After="12")) as api:
        with pytest.raises(ServerRefusedError) as refused:
            await api.unread("access")

    assert (refused.value.refusal, refused.value.retry_after_s) == ("unavailable", 12)


@pytest.mark.parametrize(
    "desk",
    [
        Desk(b"<h1>Hello</h1>"),
        Desk(b"", status=302, Location="http://127.0.0.1:9/elsewhere"),
        Desk(b"", status=404),
        Desk(encode(TOKENS)),
    ],
    ids=["page", "redirection", "not-found", "another-shape"],
)
async def test_answer_that_is_not_of_the_contract_is_no_server(desk: Desk) -> None:
    async with api_to(desk) as api:
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")

    assert lost.value.cause is ClientCode.NOT_A_SERVER
    assert len(desk.asked) == 1, "a redirection is not followed"


async def test_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "MAX_BODY_BYTES", 100_000)
    async with api_to(Desk(b"x" * 200_000)) as api:
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")

    assert lost.value.cause is ClientCode.NOT_A_SERVER


async def test_silent_server_times_out() -> None:
    released = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with api_to(never, read_s=0.1) as api:
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        released.set()

    assert lost.value.cause is ClientCode.TIMED_OUT


async def test_long_poll_may_take_as_long_as_it_asked_for() -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.4)  # Longer than the silence that other calls allow.
        return web.Response(body=encode(PAGE))

    body = rest.Sync(rooms={Room("user:ana"): Cursor(after=0)}, wait_seconds=1)
    async with api_to(slow, read_s=0.2) as api:
        assert await api.sync("access", body) == PAGE


async def test_line_that_breaks_within_an_answer_is_a_lost_connection() -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"count"')
        assert request.transport is not None
        request.transport.abort()
        return response

    async with api_to(half) as api:
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")

    assert lost.value.cause is ClientCode.UNREACHABLE


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound, so that nobody else listens there.
        api = RestApi(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        api.close()

    assert lost.value.cause is ClientCode.CONNECTION_REFUSED


async def test_proxy_that_is_gone_is_told_from_a_server_that_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    api = RestApi("http://desk.invalid")
    with pytest.raises(ConnectionLostError) as lost:
        await api.unread("access")
    api.close()

    assert lost.value.cause is ClientCode.PROXY_FAILED


def test_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ConnectionLostError) as refused:
        RestApi("desk.example.org")

    assert refused.value.cause is ClientCode.INVALID_ADDRESS


async def test_token_that_fits_into_no_header_is_a_strange_server() -> None:
    async with api_to(Desk(encode(UNREAD))) as api:
        with pytest.raises(ConnectionLostError):
            await api.unread("line\r\nfeed")


async def test_connection_is_used_again() -> None:
    ports: list[object] = []

    async def look(request: web.Request) -> web.Response:
        assert request.transport is not None
        ports.append(request.transport.get_extra_info("peername"))
        return web.Response(body=encode(UNREAD))

    async with api_to(look) as api:
        for _ in range(5):
            await api.unread("access")

    assert len(set(ports)) == 1


async def test_polling_does_not_hold_up_other_calls() -> None:
    released = asyncio.Event()

    async def desk(request: web.Request) -> web.Response:
        if request.path.endswith("/sync"):
            await released.wait()
            return web.Response(body=encode(PAGE))
        return web.Response(body=encode(UNREAD))

    body = rest.Sync(rooms={Room("user:ana"): Cursor(after=0)}, wait_seconds=5)
    async with api_to(desk) as api:
        poll = asyncio.create_task(api.sync("access", body))
        assert await api.unread("access") == UNREAD
        released.set()
        assert await poll == PAGE


async def test_requests_that_were_given_up_do_not_hold_up_the_next() -> None:
    released, asked = asyncio.Event(), asyncio.Semaphore(0)

    async def desk(request: web.Request) -> web.Response:
        if request.path.endswith("/unread"):
            asked.release()
            await released.wait()
        return web.Response(body=encode(PROFILE))

    async with api_to(desk) as api:
        hanging = [asyncio.create_task(api.unread("access")) for _ in range(adapter.THREADS)]
        for _ in hanging:
            await asyncio.wait_for(asked.acquire(), 5)
        for task in hanging:
            task.cancel()

        profile = await asyncio.wait_for(api.profile("access"), 5)
        released.set()

    assert profile == PROFILE


async def test_certificate_that_the_machine_does_not_believe_is_refused(certificate: Path) -> None:
    desk = Desk(encode(UNREAD))
    async with web_server(desk, tls_of(certificate)) as address:
        api = RestApi(address)
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        api.close()

    assert lost.value.cause is ClientCode.CERTIFICATE_REFUSED
    assert desk.asked == []


async def test_certificate_that_the_machine_believes_is_accepted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    async with web_server(Desk(encode(UNREAD)), tls_of(certificate)) as address:
        api = RestApi(address)
        assert await api.unread("access") == UNREAD
        api.close()


async def test_certificates_that_came_with_the_library_do_not_count(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", f"{certificate}.crt")
    async with web_server(Desk(encode(UNREAD)), tls_of(certificate)) as address:
        api = RestApi(address)
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        api.close()

    assert lost.value.cause is ClientCode.CERTIFICATE_REFUSED


async def test_https_to_a_server_without_it_is_no_server() -> None:
    async with web_server(Desk(encode(UNREAD))) as address:
        api = RestApi(address.replace("http:", "https:"))
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        api.close()

    assert lost.value.cause is ClientCode.NOT_A_SERVER
