"""A right that ends is gone everywhere within two seconds, at the pace of production.

Each test ends a right and then lets something happen that only those with the right may hear. The
fence is an event that must come afterwards: what was not there before it never came.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.bootstrap.core import open_core
from backend.realtime.doorbell import Doorbell
from backend.services.desk import Services
from common import rest
from common.ids import TicketId
from common.vocabulary import Role
from tests.integration.backend.clients import SocketClient, signed_in, socket_client
from tests.integration.backend.server import (
    LIVELY,
    PASSWORD,
    Person,
    Server,
    running_server,
    settings_in,
)

WITHIN_S = 2.0
Ending = Callable[[Server], Awaitable[Any]]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path, replace(LIVELY, look_every_s=1.0)) as running:
        yield running


async def log_out(server: Server) -> None:
    body = {"refreshToken": server.ben.refresh_token}
    await server.call("POST", "/api/v1/auth/logout", json=body)


async def end_the_session_from_another_device(server: Server) -> None:
    tokens = await server.backend.services.sessions.login(server.ben.email, PASSWORD, None)
    phone = replace(server.ben, token=tokens.access_token)
    listed = (await server.call("GET", "/api/v1/me/sessions", phone)).json["items"]
    (other,) = [session["id"] for session in listed if not session["current"]]
    await server.call("DELETE", f"/api/v1/me/sessions/{other}", phone)


async def sign_out_everywhere(server: Server) -> None:
    await server.call("DELETE", "/api/v1/me/sessions", server.ben)


async def end_as_administrator(server: Server) -> None:
    path = f"/api/v1/users/{server.ben.id}/sessions"
    (session,) = (await server.call("GET", path, server.root)).json["items"]
    await server.call("DELETE", f"{path}/{session['id']}", server.root)


async def end_all_as_administrator(server: Server) -> None:
    await server.call("DELETE", f"/api/v1/users/{server.ben.id}/sessions", server.root)


async def reset_the_password(server: Server) -> None:
    administration = server.backend.services.administration
    await administration.reset_password(server.root.actor, server.ben.id, "another password")


async def use_a_refresh_token_twice(server: Server) -> None:
    sessions = server.backend.services.sessions
    second = await sessions.refresh(server.ben.refresh_token)
    await sessions.refresh(second.refresh_token)
    body = {"refreshToken": server.ben.refresh_token}
    await server.call("POST", "/api/v1/auth/refresh", json=body)


async def disable(server: Server) -> None:
    path = f"/api/v1/users/{server.ben.id}"
    await server.call("PATCH", path, server.root, json={"disabled": True})


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        pytest.param(log_out, "token_revoked", id="logout"),
        pytest.param(end_the_session_from_another_device, "token_revoked", id="one-device"),
        pytest.param(sign_out_everywhere, "token_revoked", id="everywhere"),
        pytest.param(end_as_administrator, "token_revoked", id="one-by-administrator"),
        pytest.param(end_all_as_administrator, "token_revoked", id="all-by-administrator"),
        pytest.param(reset_the_password, "token_revoked", id="password-reset"),
        pytest.param(use_a_refresh_token_twice, "token_revoked", id="stolen-refresh-token"),
        pytest.param(disable, "account_disabled", id="disabled"),
    ],
)
async def test_who_is_signed_out_is_out_everywhere(
    server: Server, ending: Ending, code: str
) -> None:
    ticket = await server.ticket()
    async with signed_in(server.url, server.ben) as ben, signed_in(server.url, server.ana) as ana:
        await server.call("GET", "/api/v1/me", server.ben)  # Known to be good a moment ago.
        await ending(server)
        async with asyncio.timeout(WITHIN_S):
            assert await ben.wait_until_gone() == ben.sio.reason.SERVER_DISCONNECT
            await _refused(server, server.ben, ticket.id, code)
        assert ben.named("authenticated")[-1]["error"]["code"] == code
        heard = len(ben.durable())

        await server.assign(ticket.id, server.ana)
        await ana.wait_for("user:ticket_assigned")

        assert len(ben.durable()) == heard
    async with socket_client(server.url) as again:
        assert (await again.sign_in(server.ben))["error"]["code"] == code


async def _refused(server: Server, person: Person, ticket_id: TicketId, code: str) -> None:
    """Return when everything that the person asks is refused with ``code``."""
    for method, path, body in (
        ("GET", "/api/v1/me", None),
        ("GET", f"/api/v1/tickets/{ticket_id}", None),
        ("POST", f"/api/v1/tickets/{ticket_id}/claim", None),
        ("POST", "/api/v1/tickets/bulk", {"ids": [ticket_id], "change": {"priority": "low"}}),
        ("GET", "/api/v1/notifications", None),
        ("POST", "/api/v1/notifications/read", {"all": True}),
        ("POST", "/api/v1/sync", {"rooms": {f"user:{person.id}": {"after": 0}}}),
    ):
        while True:
            answer = await server.call(method, path, person, json=body)
            if answer.status in {401, 403} and answer.json["code"] == code:
                break
            await asyncio.sleep(0.02)


async def test_a_long_poll_does_not_outlive_its_session(server: Server) -> None:
    room = f"user:{server.ben.id}"
    body = {"rooms": {room: {"after": 1}}, "waitSeconds": 20}
    async with signed_in(server.url, server.ben) as ben:
        polling = asyncio.create_task(server.call("POST", "/api/v1/sync", server.ben, json=body))
        await server.call("GET", "/livez")
        await log_out(server)
        await ben.wait_until_gone()

        await server.assign((await server.ticket()).id, server.ben)

        assert (await polling).json["code"] == "token_revoked"


async def leave_the_team(server: Server) -> None:
    path = f"/api/v1/teams/{server.team}/members/{server.ben.id}"
    await server.call("DELETE", path, server.ana)


async def become_a_customer(server: Server) -> None:
    path = f"/api/v1/users/{server.ben.id}"
    await server.call("PATCH", path, server.root, json={"role": Role.CUSTOMER.value})


@pytest.mark.parametrize(
    "ending",
    [pytest.param(leave_the_team, id="membership"), pytest.param(become_a_customer, id="role")],
)
async def test_a_right_that_ended_is_gone_everywhere(server: Server, ending: Ending) -> None:
    ticket = await server.ticket()
    async with signed_in(server.url, server.ben) as ben, signed_in(server.url, server.ana) as ana:
        assert (await ben.ask("join_queue", server.queue))["ok"]
        await ending(server)
        async with asyncio.timeout(WITHIN_S):
            await ben.wait_for("room:left", 2)
        heard = len(ben.durable())

        await server.assign(ticket.id, server.ana)
        await ana.wait_for("user:ticket_assigned")

        assert (await _fence(server, server.ben, ben))[heard:] == ["user:notifications_read"]
        await _sees_nothing(server, server.ben, ticket.id)
        for command, argument in (
            ("join_queue", server.queue),
            ("join_team", server.team),
            ("typing", {"ticketId": ticket.id, "active": True}),
        ):
            assert (await ben.ask(command, argument))["error"]["code"] == "not_found"


async def test_a_watcher_who_is_removed_hears_no_more(server: Server) -> None:
    membership, cleo = server.backend.services.membership, server.cleo
    await membership.put_watcher(server.root.actor, server.queue, cleo.id)
    ticket = await server.ticket()
    async with signed_in(server.url, cleo) as client, signed_in(server.url, server.ana) as ana:
        path = f"/api/v1/queues/{server.queue}/watchers/{cleo.id}"
        await server.call("DELETE", path, server.ana)
        async with asyncio.timeout(WITHIN_S):
            await client.wait_for("room:left")

        await server.assign(ticket.id, server.ana)
        await ana.wait_for("user:ticket_assigned")

        assert "ticket:assigned" not in await _fence(server, cleo, client)
        await _sees_nothing(server, cleo, ticket.id)


async def _fence(server: Server, person: Person, client: SocketClient) -> list[str]:
    """Return the durable events up to one of the person's own room that comes after the others."""
    await server.call("POST", "/api/v1/notifications/read", person, json={"all": True})
    await client.wait_for("user:notifications_read")
    return [event["type"] for event in client.durable()]


async def member_is_removed(other: Services, server: Server) -> None:
    await other.membership.remove_member(server.root.actor, server.team, server.ben.id)


async def role_is_lowered(other: Services, server: Server) -> None:
    patch = rest.UserPatch(role=Role.CUSTOMER)
    await other.administration.patch_user(server.root.actor, server.ben.id, patch)


@pytest.mark.parametrize("ending", [member_is_removed, role_is_lowered])
async def test_what_another_process_ended_counts_here_too(
    server: Server, tmp_path: Path, ending: Callable[[Services, Server], Awaitable[None]]
) -> None:
    """No bell rings for it here, and what was known a moment ago says that all is as before."""
    async with (
        open_core(settings_in(tmp_path), Doorbell(), LIVELY) as other,
        signed_in(server.url, server.ben) as ben,
    ):
        ending_now = ending(other.services, server)
        knowing = asyncio.create_task(_keep_asking(server))
        await ending_now
        async with asyncio.timeout(WITHIN_S):
            left = await ben.wait_for("room:left")
        knowing.cancel()

        assert left == {"room": f"team:{server.team}", "reason": "access_removed"}


async def _keep_asking(server: Server) -> None:
    """Keep Ben's rights among what this process was told a moment ago."""
    while True:
        await server.call("GET", "/api/v1/queues", server.ben)
        await asyncio.sleep(0.05)


async def _sees_nothing(server: Server, person: Person, ticket_id: TicketId) -> None:
    rooms = {f"queue:{server.queue}": {"after": 0}, f"team:{server.team}": {"after": 0}}
    page = await server.call("POST", "/api/v1/sync", person, json={"rooms": rooms})
    assert page.json["rooms"] == {}
    assert (await server.call("GET", f"/api/v1/tickets/{ticket_id}", person)).status == 404
    listed = await server.call("GET", f"/api/v1/tickets?ids={ticket_id}", person)
    assert listed.json["items"] == []
    many = {"ids": [ticket_id], "change": {"priority": "low"}}
    (result,) = (await server.call("POST", "/api/v1/tickets/bulk", person, json=many)).json[
        "items"
    ]
    assert result["error"]["code"] == "not_found"
    notes = await server.call("GET", f"/api/v1/tickets/{ticket_id}/notes", person)
    assert notes.status == 404
    told = (await server.call("GET", "/api/v1/notifications", person)).json["items"]
    assert ticket_id not in [item.get("ticketId") for item in told]
