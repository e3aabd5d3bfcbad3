"""A link to a ticket opens its page, whatever the agent is doing when it comes."""

from common.ids import TicketId
from desktop.core.connection import Link
from desktop.core.intents import OpenTicket, ProposeServer
from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household

PAGE = "https://desk.example/tickets/ticket-9"
OPEN = OpenTicket(TicketId("ticket-9"))


async def test_link_opens_the_page_of_its_ticket(home: Household) -> None:
    await home.start_live()

    home.submit(OPEN)

    await home.until(lambda: home.browser.urls == [PAGE])
    assert home.center_shown == 0


async def test_link_that_came_with_the_start_waits_until_its_page_is_known(
    home: Household,
) -> None:
    await home.start_live()
    await home.stop()
    home.snapshots.clear()

    home.start()
    home.submit(OPEN)

    await home.until(lambda: home.browser.urls == [PAGE])


async def test_link_shows_the_center_when_nobody_is_signed_in(home: Household) -> None:
    home.start()
    home.submit(OPEN)
    await home.until_link(Link.SIGNED_OUT)
    await home.until(lambda: home.center_shown == 1)

    home.submit(OPEN)
    await home.until(lambda: home.center_shown == 2)

    home.sign_in()
    await home.until_link(Link.LIVE)
    assert home.browser.urls == []


async def test_another_address_is_where_the_next_sign_in_starts(
    home: Household, server: ContractServer
) -> None:
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.submit(ProposeServer("https://other.example.org"))
    await home.until(lambda: home.now.sign_in.server == "https://other.example.org")

    home.sign_in()
    await home.until_link(Link.LIVE)
    home.submit(ProposeServer("https://other.example.org"))
    home.submit(OPEN)
    await home.until(lambda: home.browser.urls == [PAGE])

    assert home.now.sign_in.server == server.url
