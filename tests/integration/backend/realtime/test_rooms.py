from typing import Any

import pytest

from backend.services.errors import InfrastructureError
from tests.integration.backend.clients import signed_in
from tests.integration.backend.server import Server


async def test_a_queue_is_joined_with_its_head_and_its_figures(server: Server) -> None:
    await server.ticket()
    async with signed_in(server.url, server.ben) as ben:
        answer = await ben.ask("join_queue", server.queue)

        assert answer["ok"] is True
        assert answer["room"] == f"queue:{server.queue}"
        assert answer["head"] == 2
        assert answer["floor"] == 0
        assert answer["metrics"]["total"] == 1
        await server.ticket()
        event = await ben.wait_for("ticket:created")
    assert event["pos"] == {f"queue:{server.queue}": 3, f"team:{server.team}": 3}


@pytest.mark.expected_logs("backend.realtime.namespace:WARNING:figures of a joined queue")
async def test_a_queue_is_joined_also_while_its_figures_cannot_be_read(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_self: Any, _actor: Any, _queue_id: Any) -> None:
        raise InfrastructureError

    monkeypatch.setattr(type(server.backend.services.metrics), "snapshot", broken)
    async with signed_in(server.url, server.ben) as ben:
        answer = await ben.ask("join_queue", server.queue)

        assert (answer["ok"], answer["room"]) == (True, f"queue:{server.queue}")
        assert "metrics" not in answer
        await server.ticket()
        event = await ben.wait_for("ticket:created")
    assert f"queue:{server.queue}" in event["pos"]


async def test_the_id_may_come_in_an_object(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        joined = await ben.ask("join_queue", {"queueId": server.queue})
        left = await ben.ask("leave_team", {"teamId": server.team})

        assert joined["ok"] is True
        assert left == {"ok": True, "room": f"team:{server.team}"}
        assert await ben.wait_for("room:left") == {
            "room": f"team:{server.team}",
            "reason": "left",
        }


async def test_after_leaving_nothing_of_the_room_comes(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        await ben.ask("leave_team", server.team)

        ticket = await server.ticket()
        await server.assign(ticket.id, server.ben)

        await ben.wait_for("user:ticket_assigned")
        assert len(ben.durable()) == 1


async def test_forbidden_and_unknown_rooms_are_refused_alike(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        refusals = [
            await ben.ask("join_queue", server.other_queue),
            await ben.ask("join_queue", "no-such-queue"),
            await ben.ask("join_team", server.other_team),
            await ben.ask("join_team", "no-such-team"),
        ]

    assert all(refusal == refusals[0] for refusal in refusals)
    assert refusals[0]["error"]["code"] == "not_found"


async def test_a_customer_joins_no_queue(server: Server) -> None:
    async with signed_in(server.url, server.dora) as dora:
        refused = await dora.ask("join_queue", server.queue)

        assert refused["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param(None, id="nothing"),
        pytest.param(7, id="a-number"),
        pytest.param({}, id="an-empty-object"),
        pytest.param("user:ana", id="the-name-of-a-room"),
        pytest.param("x" * 65, id="too-long"),
    ],
)
async def test_a_join_that_names_nothing_is_refused_by_code(server: Server, argument: Any) -> None:
    async with signed_in(server.url, server.ben) as ben:
        refused = await ben.ask("join_queue", argument)

        assert refused["ok"] is False
        assert refused["error"]["code"] == "invalid_request"


async def test_a_removed_member_is_out_of_the_room_at_once(server: Server) -> None:
    membership = server.backend.services.membership
    async with signed_in(server.url, server.ben) as ben:
        await ben.ask("join_queue", server.queue)

        await membership.remove_member(server.root.actor, server.team, server.ben.id)
        await server.ticket()

        await ben.wait_for("room:left", 2)
        left = {news["room"]: news["reason"] for news in ben.named("room:left")}
        assert left == {
            f"team:{server.team}": "access_removed",
            f"queue:{server.queue}": "access_removed",
        }
        # The fence: what comes next is of the person's own room, and the ticket never came.
        await membership.put_member(server.root.actor, server.team, server.ben.id)
        await ben.wait_for("user:queue_updated", 2)
        assert ben.named("ticket:created") == []


async def test_who_saw_a_queue_through_its_old_team_is_out_of_its_room_when_it_moves(
    server: Server,
) -> None:
    async with (
        signed_in(server.url, server.ben) as ben,
        signed_in(server.url, server.cleo) as cleo,
    ):
        await ben.ask("join_queue", server.queue)

        moved = await server.call(
            "PATCH",
            f"/api/v1/queues/{server.queue}",
            server.root,
            json={"teamId": server.other_team},
        )
        ticket = await server.ticket()

        assert (moved.status, moved.json["teamId"]) == (200, server.other_team)
        assert await ben.wait_for("room:left") == {
            "room": f"queue:{server.queue}",
            "reason": "access_removed",
        }
        created = await cleo.wait_for("ticket:created")
        assert (created["ticketId"], created["teamId"]) == (ticket.id, server.other_team)
        # The fence is committed after the ticket, which never came.
        membership = server.backend.services.membership
        await membership.put_member(server.root.actor, server.other_team, server.ben.id)
        await ben.wait_for("user:queue_updated", 2)
        assert ben.named("ticket:created") == []


async def test_a_new_watcher_hears_the_queue_without_joining(server: Server) -> None:
    async with signed_in(server.url, server.cleo) as cleo:
        await server.backend.services.membership.put_watcher(
            server.root.actor, server.other_queue, server.cleo.id
        )
        await cleo.wait_for("user:queue_updated")
        answer = await cleo.ask("join_queue", server.other_queue)

        assert answer["ok"] is True
        assert answer["head"] == 0
