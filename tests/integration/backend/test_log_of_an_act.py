"""What the log says about people who come, act and go; what it never says is tested beside it."""

import asyncio
import logging
from typing import Any

import pytest

from tests.integration.backend.clients import signed_in, socket_client
from tests.integration.backend.server import PASSWORD, Server


class Log:
    """The records of the server that were written so far, in order."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def named(self, message: str) -> list[dict[str, Any]]:
        """Return the facts of each record with this message."""
        records = [r for r in self._caplog.records if r.getMessage() == message]
        return [vars(record) for record in records]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Log:
    caplog.set_level(logging.INFO, logger="backend")
    return Log(caplog)


async def test_one_assign_can_be_followed_from_the_request_to_the_frame(
    server: Server, log: Log
) -> None:
    ticket = await server.ticket()
    async with signed_in(server.url, server.ben) as ben:
        path = f"/api/v1/tickets/{ticket.id}/assign"
        body = {"assigneeId": server.ben.id}
        answer = await server.call("POST", path, server.ana, json=body)
        frame = await ben.wait_for("user:ticket_assigned")

        (request,) = [r for r in log.named("request answered") if r["route"].endswith("/assign")]
        told = [r for r in log.named("events dispatched") if frame["id"] in r["event_ids"]]

    assert answer.headers["X-Request-ID"]
    assert request["user_id"] == server.ana.id
    assert frame["id"] in request["event_ids"]
    assert len(told) == 1
    assert told[0]["frames"] >= 1


async def test_a_socket_is_told_of_from_its_beginning_to_its_end(server: Server, log: Log) -> None:
    async with socket_client(server.url) as client:
        client_info = {"deviceId": "laptop-1", "version": "1.2", "platform": "linux"}
        argument = {"userId": server.ben.id, "token": server.ben.token, "client": client_info}
        await client.ask("authenticate", argument)
        await client.ask("join_queue", server.queue)
        await client.ask("join_queue", server.other_queue)
        await client.ask("leave_queue", server.queue)
        await client.sio.disconnect()
        await client.wait_until_gone()

    (known,) = log.named("socket authenticated")
    assert (known["user_id"], known["client_version"]) == (server.ben.id, "1.2")
    assert [r["room"] for r in log.named("room joined")] == [f"queue:{server.queue}"]
    assert [r["room"] for r in log.named("join denied")] == [f"queue:{server.other_queue}"]
    assert [r["room"] for r in log.named("room left")] == [f"queue:{server.queue}"]
    assert len(log.named("socket closed")) == 1


async def test_the_end_of_a_socket_says_why_and_after_how_long(server: Server, log: Log) -> None:
    async with signed_in(server.url, server.ben) as ben:
        sign_out = {"refreshToken": server.ben.refresh_token}
        await server.call("POST", "/api/v1/auth/logout", json=sign_out)
        await ben.wait_until_gone()
    async with asyncio.timeout(5):
        await server.backend.hub.server.engine.is_empty.wait()

    (closed,) = log.named("socket closed")
    assert (closed["user_id"], closed["reason"]) == (server.ben.id, "token_revoked")
    assert closed["lasted_s"] >= 0


async def test_sign_ins_are_told_by_person_and_refusals_by_class_only(
    server: Server, log: Log
) -> None:
    right = {"email": server.ben.email, "password": PASSWORD}
    wrong = {"email": server.ben.email, "password": "wrong-password"}

    await server.call("POST", "/api/v1/auth/login", json=right)
    await server.call("POST", "/api/v1/auth/login", json=wrong)

    assert [r["user_id"] for r in log.named("signed in")] == [server.ben.id]
    (refused,) = log.named("sign-in refused")
    assert refused["code"] == "invalid_credentials"
    assert server.ben.email not in str(refused)
    figures = (await server.call("GET", "/metrics")).data.decode()
    assert 'bomizzel_http_sign_ins_total{result="invalid_credentials"} 1.0' in figures
