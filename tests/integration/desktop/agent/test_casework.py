"""Tickets behind notifications: claimed here, taken by colleagues, snoozed, resolved."""

import asyncio

import pytest

from common.errors import ErrorCode
from common.ids import TicketId
from desktop.core.intents import ChangeSettings, Claim, Snooze
from desktop.core.toasts.snoozes import SNOOZE
from desktop.core.view import CenterItem
from tests.fakes.colleagues import Colleagues
from tests.fakes.server import ContractServer
from tests.fakes.server_streams import ANA
from tests.integration.desktop.agent.household import Household
from tests.unit.desktop.builders import BEN

WITHIN_S = 2.0
"""How soon toast, list and badge have to agree with the server."""


@pytest.fixture
def colleagues(server: ContractServer) -> Colleagues:
    return Colleagues(server)


async def one_free_ticket(home: Household, colleagues: Colleagues) -> CenterItem:
    """Return the line of a new ticket in a queue that makes toasts, which nobody has."""
    await home.start_live()
    home.submit(ChangeSettings({"alertQueues": ["printers"]}))
    await home.until(lambda: home.now.settings.values.alert_queues == ("printers",))
    await colleagues.open_ticket("ticket-1")
    await home.until_toasts(1)
    await home.until(lambda: any(item.can_claim for item in home.now.items))
    return home.now.items[0]


async def test_claim_from_the_toast_gives_the_ticket_and_reads_the_item(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    await one_free_ticket(home, colleagues)
    assert "claim" in [action.key for action in home.toasts.shown[0][1].actions]

    home.activate("ticket-1", "claim")

    await home.until(lambda: server.streams.tickets[TicketId("ticket-1")].assignee_id == ANA)
    await home.until(lambda: home.now.items[0].holder == "Ana")
    await home.until(lambda: home.toasts.on_screen == {})
    assert (home.now.items[0].can_claim, home.now.unread) == (False, 0)


async def test_colleague_who_was_faster_is_named(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    item = await one_free_ticket(home, colleagues)
    server.frames_lost = True  # The news of Ben have not come when Ana clicks.
    await colleagues.give("ticket-1", BEN)

    home.submit(Claim(item.event_id))

    await home.until_toasts(2)
    assert home.toasts.titles[-1] == f"Ben was faster: #{item.ticket_number} is theirs"
    await home.until(lambda: home.now.items[0].holder == "Ben")
    assert home.now.items[0].claim_refusal == "already_claimed"
    assert not home.now.items[0].claim_pending


async def test_claim_without_a_line_is_pending_over_a_restart_and_sent_with_its_key(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    item = await one_free_ticket(home, colleagues)
    await server.stop()

    home.submit(Claim(item.event_id))
    await home.until(lambda: any(item.claim_pending for item in home.now.items))
    await home.crash()
    home.snapshots.clear()
    home.start()
    await home.until(lambda: any(item.claim_pending for item in home.now.items))
    await server.start()

    await home.until(lambda: server.streams.tickets[TicketId("ticket-1")].assignee_id == ANA)
    await home.until(lambda: not any(item.claim_pending for item in home.now.items))
    assert server.count("POST tickets/ticket-1/claim") == 1


async def test_claim_that_is_refused_when_the_line_is_back_is_taken_back_visibly(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    item = await one_free_ticket(home, colleagues)
    await server.stop()
    home.submit(Claim(item.event_id))
    await home.until(lambda: any(item.claim_pending for item in home.now.items))
    await colleagues.give("ticket-1", BEN)

    await server.start()

    await home.until(lambda: home.now.items[0].claim_refusal == "already_claimed")
    await home.until(lambda: home.now.items[0].holder == "Ben")
    assert any(title.startswith("Ben was faster") for title in home.toasts.titles)


async def test_claim_waits_for_a_server_that_can_take_it(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    item = await one_free_ticket(home, colleagues)
    server.refusal = ErrorCode.INTERNAL

    home.submit(Claim(item.event_id))
    await home.until(lambda: server.count("POST tickets/ticket-1/claim") == 1)
    assert home.now.items[0].claim_refusal == ""
    server.refusal = None
    await server.cut_all()

    await home.until(lambda: server.streams.tickets[TicketId("ticket-1")].assignee_id == ANA)


@pytest.mark.parametrize("what", ["taken", "resolved"])
async def test_toast_goes_within_two_seconds_when_a_colleague_deals_with_its_ticket(
    home: Household, colleagues: Colleagues, what: str
) -> None:
    await one_free_ticket(home, colleagues)

    async with asyncio.timeout(WITHIN_S):
        if what == "taken":
            await colleagues.give("ticket-1", BEN)
        else:
            await colleagues.resolve("ticket-1", BEN)
        await home.until(lambda: home.toasts.on_screen == {})
        await home.until(lambda: not home.now.items[0].can_claim)


async def test_toast_goes_when_the_line_is_back_after_a_colleague_took_the_ticket(
    home: Household, server: ContractServer, colleagues: Colleagues
) -> None:
    await one_free_ticket(home, colleagues)
    await server.stop()
    await colleagues.give("ticket-1", BEN)

    await server.start()

    await home.until(lambda: home.toasts.on_screen == {})
    await home.until(lambda: home.now.items[0].holder == "Ben")


async def test_snoozed_toast_goes_and_comes_back_after_a_restart(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_toasts(1)

    home.activate("ticket-1", "snooze")
    await home.until(lambda: any(item.snoozed_until for item in home.now.items))
    await home.until(lambda: home.toasts.on_screen == {})
    await home.crash()
    home.clock.wall_s += SNOOZE.total_seconds()
    await home.start_live()

    await home.until_toasts(2)
    await home.until(lambda: home.now.items[0].snoozed_until is None)
    assert home.toasts.shown[1][1].event_ids == (event_id,)


async def test_item_that_is_read_is_not_snoozed(home: Household, server: ContractServer) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_toasts(1)
    await home.until_unread(1)
    home.activate("ticket-1", "default")
    await home.until_unread(0)

    home.submit(Snooze(event_id))
    home.activate("ticket-1", "default")
    await home.until(lambda: len(home.browser.urls) == 2)

    assert home.now.items[0].snoozed_until is None
