"""A right that ends in one process ends in the other: out within two seconds, proven by a fence.

The fence is an event that comes after the right has ended. Who has the right hears it; who has
lost it heard nothing between.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.integration.backend.clients import signed_in
from tests.integration.backend.cluster.processes import Cluster

WITHIN_S = 2.0
READS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/api/v1/notifications", None),
    ("POST", "/api/v1/sync", {"epoch": None, "rooms": {}}),
)


async def test_who_is_removed_in_one_process_hears_nothing_after_it_in_the_other(
    two: Cluster,
) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.b.url, two.person("ben")) as ben,
    ):
        before = await two.ticket(two.a)
        await ben.wait_for("ticket:created")
        await two.call(
            two.a, "root", "DELETE", f"/api/v1/teams/{two.team}/members/{two.person('ben').id}"
        )
        # At once, without waiting for the other process: the removal stands before it in order.
        fence = await two.ticket(two.a)
        await ana.wait_for("ticket:created", count=2)
        left = await ben.wait_for("room:left")
        answer = await ben.ask("join_team", two.team)

    heard = {event.get("ticketId") for event in ben.durable()}
    assert before["id"] in heard
    assert fence["id"] not in heard
    assert left == {"room": f"team:{two.team}", "reason": "access_removed"}
    assert answer["error"]["code"] == "not_found"


async def disable(two: Cluster) -> None:
    path = f"/api/v1/users/{two.person('ben').id}"
    await two.call(two.a, "root", "PATCH", path, {"disabled": True})


async def sign_out_everywhere(two: Cluster) -> None:
    await two.call(two.a, "ben", "DELETE", "/api/v1/me/sessions")


async def revoke_the_session(two: Cluster) -> None:
    path = f"/api/v1/users/{two.person('ben').id}/sessions"
    (session,) = (await two.call(two.a, "root", "GET", path))["items"]
    await two.call(two.a, "root", "DELETE", f"{path}/{session['id']}")


async def log_out(two: Cluster) -> None:
    body = {"refreshToken": two.person("ben").refresh_token}
    await two.call(two.a, "ben", "POST", "/api/v1/auth/logout", body)


@pytest.mark.parametrize("end", [disable, sign_out_everywhere, revoke_the_session, log_out])
async def test_who_is_disabled_or_signed_out_in_one_process_is_out_of_the_other(
    two: Cluster, end: Callable[[Cluster], Awaitable[None]]
) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.b.url, two.person("ben")) as ben,
    ):
        await end(two)
        async with asyncio.timeout(WITHIN_S):
            await ben.gone.wait()
            for method, path, body in READS:
                while await two.status(two.b, "ben", method, path, body) not in {401, 403}:
                    pass  # What was asked a moment ago is remembered for one second.
        fence = await two.ticket(two.a)
        await ana.wait_for("ticket:created")
    assert fence["id"] not in {event.get("ticketId") for event in ben.durable()}


async def test_who_becomes_a_customer_in_one_process_leaves_the_rooms_of_the_other(
    two: Cluster,
) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.b.url, two.person("ben")) as ben,
    ):
        path = f"/api/v1/users/{two.person('ben').id}"
        await two.call(two.a, "root", "PATCH", path, {"role": "customer"})
        await ben.until(lambda: bool(ben.named("room:left")), WITHIN_S)
        fence = await two.ticket(two.a)
        await ana.wait_for("ticket:created")
    assert fence["id"] not in {event.get("ticketId") for event in ben.durable()}
