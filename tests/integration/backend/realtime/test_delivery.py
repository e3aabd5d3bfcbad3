import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from backend.realtime.frames import event_packet
from backend.services.changes import Published
from common.envelope import encode
from common.ids import Epoch, UserId
from common.live import Heartbeat, PresenceChanged
from common.rooms import user_room
from tests.integration.backend.clients import Transport, raw_client, signed_in
from tests.integration.backend.server import LIVELY, Server, running_server


async def test_an_assignment_reaches_the_assignee_and_the_team(server: Server) -> None:
    ticket = await server.ticket()
    async with (
        signed_in(server.url, server.ben) as ben,
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.cleo) as cleo,
    ):
        await server.assign(ticket.id, server.ben)

        told = await ben.wait_for("user:ticket_assigned")
        await ana.wait_for("ticket:assigned")
        assert told["ticketId"] == ticket.id
        assert told["actorId"] == server.ana.id
        assert told["pos"] == {f"user:{server.ben.id}": 2}  # The first is their membership.
        assert ana.named("user:ticket_assigned") == []
        # Cleo is of another team: the next thing that she hears is something of her own.
        await server.backend.services.membership.put_watcher(
            server.root.actor, server.other_queue, server.cleo.id
        )
        await cleo.wait_for("user:queue_updated")
        assert len(cleo.durable()) == 1


async def test_events_come_in_their_order_with_contiguous_numbers(server: Server) -> None:
    async with signed_in(server.url, server.ben) as ben:
        await asyncio.gather(*(server.ticket() for _ in range(30)))

        await ben.wait_for("queue:ticket_added", 30)
    numbers = [event["pos"][f"team:{server.team}"] for event in ben.durable()]
    assert numbers == list(range(1, 61))


async def test_an_event_of_two_rooms_comes_once(server: Server) -> None:
    async with signed_in(server.url, server.ana) as ana:
        await server.ticket()

        await ana.wait_for("queue:ticket_added")
    (event,) = ana.named("ticket:created")
    assert set(event["pos"]) == {f"queue:{server.queue}", f"team:{server.team}"}


async def test_a_lost_ring_is_found_by_the_regular_look(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signed_in(server.url, server.ben) as ben:
        with monkeypatch.context() as deaf:
            _let_rings_pass(deaf, server, ())
            await server.ticket()

        await ben.wait_for("queue:ticket_added")
    assert [event["pos"][f"team:{server.team}"] for event in ben.durable()] == [1, 2]


async def test_a_hole_is_read_from_the_database_before_what_comes_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = replace(LIVELY, look_every_s=3600.0)
    async with running_server(tmp_path, never) as server, signed_in(server.url, server.ben) as ben:
        with monkeypatch.context() as deaf:
            _let_rings_pass(deaf, server, ())
            await server.ticket()

        await server.ticket()

        await ben.wait_for("queue:ticket_added", 2)
    assert [event["pos"][f"team:{server.team}"] for event in ben.durable()] == [1, 2, 3, 4]


async def test_rings_that_come_twice_or_in_disorder_change_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Published] = []
    async with signed_in(server.url, server.ben) as ben:
        with monkeypatch.context() as odd:
            _let_rings_pass(odd, server, kept)
            await server.ticket()
            await server.ticket()
        server.backend.doorbell.ring(kept[::-1])
        server.backend.doorbell.ring(kept)

        await server.ticket()

        await ben.wait_for("queue:ticket_added", 3)
    numbers = [event["pos"][f"team:{server.team}"] for event in ben.durable()]
    assert numbers == [1, 2, 3, 4, 5, 6]


async def test_heartbeats_tell_how_far_the_rooms_were_sent(tmp_path: Path) -> None:
    quick = replace(LIVELY, heartbeat_s=0.2)
    async with running_server(tmp_path, quick) as server, signed_in(server.url, server.ben) as ben:
        await server.ticket()
        await ben.wait_for("queue:ticket_added")
        seen = len(ben.named("heartbeat"))

        beat = await ben.wait_for("heartbeat", seen + 2)

    assert beat["heads"] == {f"team:{server.team}": 2, f"user:{server.ben.id}": 1}


async def test_polling_clients_hear_the_same_and_may_upgrade(server: Server) -> None:
    async with (
        signed_in(server.url, server.ben, transports=("polling",)) as polling,
        signed_in(server.url, server.ben, transports=("polling", "websocket")) as upgraded,
    ):
        await server.ticket()

        await polling.wait_for("queue:ticket_added")
        await upgraded.wait_for("queue:ticket_added")
        assert upgraded.sio.transport() == "websocket"
    assert polling.durable() == upgraded.durable()


async def test_compression_is_not_negotiated_even_when_offered(server: Server) -> None:
    async with raw_client(server.http, server.url, compress=15) as client:
        assert client.ws.compress == 0
        await client.connect()
        await client.emit("authenticate", {"userId": server.ben.id, "token": server.ben.token}, 1)
        name, answer = json.loads((await client.next() or "")[2:])
    assert name == "authenticated"
    assert answer["success"] is True


async def test_polling_is_not_compressed_even_when_it_is_asked_for(server: Server) -> None:
    url = f"{server.url}/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession(headers={"Accept-Encoding": "gzip, deflate"}) as http:
        async with http.get(url) as opened:
            sid = json.loads((await opened.text())[1:])["sid"]
        connection = server.backend.hub.server.engine.sockets[sid]
        heads = {user_room(UserId(f"person-{n}")): n for n in range(200)}
        beat = Heartbeat(epoch=Epoch("epoch"), at=datetime.now(UTC), heads=heads)
        connection.deliver(event_packet("heartbeat", encode(beat)))
        async with http.get(f"{url}&sid={sid}") as answer:
            assert len(await answer.read()) > 3_000
            assert "Content-Encoding" not in answer.headers


async def test_typing_is_told_in_the_queue_and_stored_nowhere(server: Server) -> None:
    ticket = await server.ticket()
    async with (
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.ben) as ben,
        signed_in(server.url, server.cleo) as cleo,
    ):
        answer = await ben.ask("typing", {"ticketId": ticket.id, "active": True})
        refused = await cleo.ask("typing", {"ticketId": ticket.id, "active": True})

        news = await ana.wait_for("ticket:typing")
    assert answer == {"ok": True}
    assert news == {"ticketId": ticket.id, "userId": server.ben.id, "active": True}
    assert refused["error"]["code"] == "not_found"


def _let_rings_pass(
    monkeypatch: pytest.MonkeyPatch, server: Server, into: list[Published] | tuple[()]
) -> None:
    """Catch what the write gateway rings; what is caught lands in ``into``."""

    def catch(published: Sequence[Published]) -> None:
        if isinstance(into, list):
            into.extend(published)

    monkeypatch.setattr(server.backend.storage.gateway, "_on_commit", catch)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_events_of_one_write_are_events_like_others(
    server: Server, transport: Transport
) -> None:
    fanout = server.backend.hub._typing._fanout
    people = [UserId(f"person-{n}") for n in range(3)]
    news = [
        (encode(PresenceChanged(user_id=person, online=True)), user_room(person))
        for person in people
    ]
    async with signed_in(server.url, server.ben, transports=(transport,)) as ben:
        told = fanout.tell_several((user_room(server.ben.id),), "presence:changed", news)
        await ben.wait_for("presence:changed", count=3)

    assert [one["userId"] for one in ben.named("presence:changed")] == people
    assert told == 3
