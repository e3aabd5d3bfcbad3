"""Who hears that somebody writes, how often, and how it ends."""

from typing import Any

import pytest

from backend.realtime import typing_news
from tests.integration.backend.clients import signed_in
from tests.integration.backend.server import Server


def told(server: Server, ticket_id: str, *, active: bool) -> dict[str, Any]:
    return {"ticketId": ticket_id, "userId": server.ben.id, "active": active}


async def test_the_queue_the_assignee_and_the_requester_hear_it_but_not_who_writes(
    server: Server,
) -> None:
    ticket = await server.ticket()
    await server.assign(ticket.id, server.ben)
    async with (
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.ben) as ben,
        signed_in(server.url, server.dora) as dora,
    ):
        await dora.ask("typing", {"ticketId": ticket.id, "active": True})
        assert (await ben.wait_for("ticket:typing"))["userId"] == server.dora.id
        await ben.ask("join_queue", server.queue)
        await ben.ask("typing", {"ticketId": ticket.id, "active": True})
        assert await dora.wait_for("ticket:typing") == told(server, ticket.id, active=True)
        await ana.wait_for("ticket:typing", count=2)
    assert [news["userId"] for news in dora.named("ticket:typing")] == [server.ben.id]
    assert {news["userId"] for news in ben.named("ticket:typing")} == {server.dora.id}


async def test_of_an_internal_note_the_requester_hears_nothing(server: Server) -> None:
    ticket = await server.ticket()
    async with (
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.ben) as ben,
        signed_in(server.url, server.dora) as dora,
    ):
        internal = {"ticketId": ticket.id, "active": True, "internal": True}
        await ben.ask("typing", internal)
        await ana.wait_for("ticket:typing")
        await ben.ask("typing", {"ticketId": ticket.id, "active": False})
        await ana.wait_for("ticket:typing", count=2)
        fence = await server.ticket(title="Fence")
        await ben.ask("typing", {"ticketId": fence.id, "active": True})
        heard = await dora.wait_for("ticket:typing")
    assert heard == told(server, fence.id, active=True)


async def test_the_same_again_is_told_once_and_silence_ends_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await server.ticket()
    monkeypatch.setattr(server.backend.hub._typing, "_lasts_s", 0.3)
    async with (
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.ben) as ben,
    ):
        for _ in range(5):
            await ben.ask("typing", {"ticketId": ticket.id, "active": True})
        await ana.wait_for("ticket:typing", count=2)
    assert ana.named("ticket:typing") == [
        told(server, ticket.id, active=True),
        told(server, ticket.id, active=False),
    ]
    assert server.backend.hub._typing._writing == {}


async def test_one_socket_writes_on_a_few_tickets_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_news, "MAX_TICKETS", 2)
    tickets = [await server.ticket() for _ in range(3)]
    async with (
        signed_in(server.url, server.ana) as ana,
        signed_in(server.url, server.ben) as ben,
    ):
        for ticket in tickets:
            await ben.ask("typing", {"ticketId": ticket.id, "active": True})
        await ana.wait_for("ticket:typing", count=4)
    ended = [news["ticketId"] for news in ana.named("ticket:typing")[:4] if not news["active"]]
    assert ended == [tickets[0].id]
