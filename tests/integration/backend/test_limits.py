"""Every limit on a real server: what is told, how long to wait, and the figure that counts it."""

import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from backend.api.app import MAX_BODY_BYTES
from backend.realtime.limits import Limits
from backend.services import attempts, sessions
from tests.integration.backend.clients import raw_client, signed_in, socket_client
from tests.integration.backend.server import (
    LIVELY,
    PASSWORD,
    Response,
    Server,
    running_server,
)

WRONG = "wrong horse battery"
POLLING = "/socket.io/?EIO=4&transport=polling"


async def counted(server: Server, figure: str) -> float:
    """Return a figure of ``/metrics``, 0 while it was never counted."""
    text = (await server.call("GET", "/metrics")).data.decode()
    lines = (line.rpartition(" ") for line in text.splitlines())
    return next((float(value) for name, _, value in lines if name == figure), 0.0)


async def log_in(server: Server, email: str, password: str = WRONG, **headers: str) -> Response:
    body = {"email": email, "password": password}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await server.call("POST", "/api/v1/auth/login", json=body, headers=named)


def assert_refused(answer: Response) -> None:
    assert answer.status == 429
    assert answer.json["code"] == "too_many_requests"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


async def test_guesses_at_one_account(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MAX_FAILURES", 3)
    for _ in range(3):
        assert (await log_in(server, server.ben.email)).status == 401

    assert_refused(await log_in(server, server.ben.email, PASSWORD))

    assert await counted(server, 'bomizzel_http_limited_total{limit="login_account"}') == 1
    assert (await log_in(server, server.ana.email, PASSWORD)).status == 200


async def test_guesses_from_one_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MAX_FAILURES_OF_ADDRESS", 3)
    for number in range(3):
        # What a client says of its own address is not believed.
        spoofed = await log_in(
            server, f"person-{number}@example.org", X_Forwarded_For=f"192.0.2.{number}"
        )
        assert spoofed.status == 401

    assert_refused(await log_in(server, server.ben.email, PASSWORD))

    assert await counted(server, 'bomizzel_http_limited_total{limit="login_address"}') == 1


async def test_guesses_behind_a_trusted_proxy_count_for_who_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MAX_FAILURES_OF_ADDRESS", 3)
    async with running_server(tmp_path, BOMIZZEL_TRUSTED_PROXIES="127.0.0.0/8") as server:
        for number in range(3):
            # The proxy adds the true address behind whatever the client made up.
            chain = f"192.0.2.{number}, 198.51.100.7"
            await log_in(server, f"person-{number}@example.org", X_Forwarded_For=chain)

        assert_refused(
            await log_in(server, server.ben.email, PASSWORD, X_Forwarded_For="198.51.100.7")
        )
        other = await log_in(
            server, server.ben.email, PASSWORD, X_Forwarded_For="198.51.100.7, 203.0.113.9"
        )
        assert other.status == 200


async def test_refreshes_of_one_session(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_REFRESHES", 2)
    token = server.ben.refresh_token
    for _ in range(2):
        answer = await server.call("POST", "/api/v1/auth/refresh", json={"refreshToken": token})
        token = answer.json["refreshToken"]

    assert_refused(await server.call("POST", "/api/v1/auth/refresh", json={"refreshToken": token}))

    assert await counted(server, 'bomizzel_http_limited_total{limit="refreshes"}') == 1
    # A client in a loop keeps nobody from signing in, not even its own person.
    assert (await log_in(server, server.ben.email, PASSWORD)).status == 200


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        pytest.param(Limits(unauthenticated_sockets=0), "unauthenticated", id="all-together"),
        pytest.param(
            Limits(unauthenticated_per_address=0), "unauthenticated_of_address", id="waiting"
        ),
        pytest.param(Limits(sockets_per_address=0), "sockets_of_address", id="of-one-address"),
    ],
)
async def test_sockets_that_are_one_too_many(tmp_path: Path, limits: Limits, reason: str) -> None:
    async with running_server(tmp_path, replace(LIVELY, limits=limits)) as server:
        answer = await server.call("GET", POLLING)

        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert answer.json["code"] == "unavailable"
        assert await counted(server, f'bomizzel_socket_refused_total{{reason="{reason}"}}') == 1


async def test_sockets_of_one_address_count_as_long_as_they_are_open(tmp_path: Path) -> None:
    tuning = replace(LIVELY, limits=Limits(sockets_per_address=1))
    async with running_server(tmp_path, tuning) as server:
        async with signed_in(server.url, server.ben):
            assert (await server.call("GET", POLLING)).status == 503
        async with signed_in(server.url, server.ben):
            pass


async def test_sockets_of_one_person(tmp_path: Path) -> None:
    tuning = replace(LIVELY, limits=Limits(sockets_per_person=1))
    async with (
        running_server(tmp_path, tuning) as server,
        signed_in(server.url, server.ben),
        socket_client(server.url) as second,
    ):
        assert (await second.sign_in(server.ben))["error"]["code"] == "too_many_requests"
        await second.wait_until_gone()

        assert await counted(server, _limited("sockets_of_person")) == 1
        assert (
            await counted(server, 'bomizzel_socket_closes_total{reason="too_many_connections"}')
            == 1
        )


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        pytest.param(Limits(joins_burst=1, joins_per_s=0.01), "joins", id="joins"),
        pytest.param(Limits(messages_per_minute=2), "messages", id="messages"),
    ],
)
async def test_messages_and_joins_that_come_too_fast(
    tmp_path: Path, limits: Limits, name: str
) -> None:
    async with (
        running_server(tmp_path, replace(LIVELY, limits=limits)) as server,
        signed_in(server.url, server.ben) as ben,
    ):
        assert (await ben.ask("join_team", server.team))["ok"]

        refused = await ben.ask("join_team", server.team)

        assert refused["error"]["code"] == "too_many_requests"
        assert refused["error"]["retryable"] is True
        assert await counted(server, _limited(name)) == 1


async def too_large_by_websocket(server: Server, text: str) -> None:
    async with raw_client(server.http, server.url) as client:
        await client.connect()
        await client.send(text)
        assert await client.next() is None
        assert client.ws.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def too_large_by_polling(server: Server, text: str) -> None:
    opened = await server.call("GET", POLLING)
    sid = json.loads(opened.data[1:])["sid"]
    assert (await server.call("POST", f"{POLLING}&sid={sid}", data=text)).status == 400
    assert (await server.call("GET", f"{POLLING}&sid={sid}")).status == 400


@pytest.mark.parametrize("send", [too_large_by_websocket, too_large_by_polling])
async def test_frames_that_are_too_large(
    server: Server, send: Callable[[Server, str], Awaitable[Any]]
) -> None:
    await send(server, "42" + json.dumps(["join_queue", "x" * 70_000]))

    assert await counted(server, _limited("frame_bytes")) == 1


async def test_a_body_that_is_too_large(server: Server) -> None:
    body = io.BytesIO(b" " * (MAX_BODY_BYTES + 1))
    answer = await server.call("POST", "/api/v1/sync", server.ben, data=body)

    assert (answer.status, answer.json["code"]) == (413, "payload_too_large")


def _limited(name: str) -> str:
    return f'bomizzel_socket_limited_total{{limit="{name}"}}'
