import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.services.tokens import ACCESS_LIFETIME
from common import rest
from tests.integration.backend.clients import signed_in, socket_client
from tests.integration.backend.server import LIVELY, Response, Server, running_server


@dataclass
class Clock:
    """The wall clock of a server, set by the test."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_renewal_keeps_the_socket_and_its_rooms(server: Server) -> None:
    sessions = server.backend.services.sessions
    async with signed_in(server.url, server.ben) as ben:
        joined = await ben.ask("join_queue", server.queue)
        fresh = await sessions.refresh(server.ben.refresh_token)

        renewed = await ben.ask(
            "authenticate", {"userId": server.ben.id, "token": fresh.access_token}
        )

        assert renewed["success"] is True
        assert joined["room"] in renewed["rooms"]
        await server.ticket()
        assert await ben.wait_for("ticket:created")


async def test_a_renewal_with_somebody_elses_token_ends_the_socket(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        answer = await ben.ask(
            "authenticate", {"userId": server.ana.id, "token": server.ana.token}
        )

        assert answer["error"]["code"] == "subject_mismatch"
        assert await ben.wait_until_gone() == ben.sio.reason.SERVER_DISCONNECT


async def test_a_socket_ends_with_its_token_in_a_way_to_come_back_from(
    tmp_path: Path, clock: Clock
) -> None:
    async with running_server(tmp_path, replace(LIVELY, now=clock.now)) as server:
        clock.ahead = ACCESS_LIFETIME - timedelta(seconds=1.5)
        async with signed_in(server.url, server.ben) as ben:
            expiring = await ben.wait_for("auth:expiring")
            await ben.wait_for("auth:expired")

            assert datetime.fromisoformat(expiring["expiresAt"]) > clock.now() - timedelta(
                seconds=1
            )
            assert await ben.wait_until_gone() == ben.sio.reason.TRANSPORT_ERROR
        async with socket_client(server.url) as late:
            answer = await late.sign_in(server.ben)

            assert answer["error"]["code"] == "token_expired"
            assert answer["error"]["retryable"] is True
            assert await late.wait_until_gone() == late.sio.reason.TRANSPORT_ERROR


async def test_a_step_of_the_wall_clock_ends_no_session(tmp_path: Path, clock: Clock) -> None:
    async with (
        running_server(tmp_path, replace(LIVELY, now=clock.now)) as server,
        signed_in(server.url, server.ben) as ben,
    ):
        clock.ahead = timedelta(hours=1)
        await server.ticket()
        await ben.wait_for("ticket:created")
        clock.ahead = timedelta(hours=-1)
        await server.ticket()
        await ben.wait_for("ticket:created", 2)

    assert ben.named("auth:expired") == []


async def test_a_session_that_is_ended_ends_its_socket_for_good(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        await server.backend.services.sessions.logout(server.ben.refresh_token)

        reason = await ben.wait_until_gone()

    assert reason == ben.sio.reason.SERVER_DISCONNECT
    assert ben.named("authenticated")[-1]["error"]["code"] == "token_revoked"


async def test_a_disabled_person_is_out_and_hears_no_more(server: Server) -> None:
    administration = server.backend.services.administration
    async with signed_in(server.url, server.ben) as ben:
        await administration.patch_user(
            server.root.actor, server.ben.id, rest.UserPatch(disabled=True)
        )

        await ben.wait_until_gone()

    assert ben.named("authenticated")[-1]["error"]["code"] == "account_disabled"


async def test_another_role_changes_the_rooms(server: Server) -> None:
    administration = server.backend.services.administration
    async with signed_in(server.url, server.ben) as ben:
        await administration.patch_user(
            server.root.actor, server.ben.id, rest.UserPatch(role=server.dora.role)
        )

        left = await ben.wait_for("room:left")

    assert left == {"room": f"team:{server.team}", "reason": "access_removed"}


async def test_a_graceful_stop_tells_everybody_to_come_back(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        async with signed_in(server.url, server.ben) as ben:
            waiting = asyncio.create_task(_long_poll(server))
            await server.call("GET", "/livez")

            await server.backend.app.shutdown()

            draining = await ben.wait_for("server:draining")
            assert draining["retryAfterMs"] > 0
            assert await ben.wait_until_gone() == ben.sio.reason.TRANSPORT_ERROR
            assert (await waiting).status == 200
        assert server.backend.hub.server.engine.sockets == {}
        refused = await server.call("GET", "/socket.io/?EIO=4&transport=polling")
        assert refused.status == 503
        assert refused.headers["Retry-After"]


async def _long_poll(server: Server) -> Response:
    body = {"rooms": {f"user:{server.ana.id}": {"after": 99}}, "waitSeconds": 20}
    return await server.call("POST", "/api/v1/sync", server.ana, json=body)
