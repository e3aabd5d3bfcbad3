"""One ticket becomes one toast, whatever the line does."""

from common.events import NotificationsRead
from common.ids import EventId
from desktop.core.connection import Link
from desktop.core.intents import MarkRead
from tests.fakes.server import ContractServer
from tests.fakes.server_streams import FIELD, PRINTERS
from tests.integration.desktop.agent.household import Household
from tests.unit.desktop.notifications import created


async def test_assignment_becomes_one_toast_with_its_ticket(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    await server.assign("ticket-7")
    await home.until_toasts(1)
    await home.until_unread(1)

    assert home.toasts.titles == ["#2 was assigned to you"]
    assert home.toasts.shown[0][1].body == "About ticket-7\nPrinters · high priority · by Ben"


async def test_what_was_there_before_the_first_sign_in_interrupts_nobody(
    home: Household, server: ContractServer
) -> None:
    await server.assign("ticket-1")

    await home.start_live()
    await home.until_unread(1)

    assert home.toasts.shown == []
    assert home.now.items[0].reason == "before_first_sign_in"


async def test_what_comes_while_the_agent_is_live_belongs_into_no_digest(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-7")
    await home.until_toasts(1)
    await home.stop()

    stored = await home.store.open(f"ana@{server.url}")
    await home.store.close()

    assert [item.late for item in stored.items] == [False]


async def test_event_of_two_rooms_is_one_item(home: Household, server: ContractServer) -> None:
    await home.start_live()

    await server.publish(created("event-9", pos={}), (FIELD, PRINTERS))
    await home.until_unread(1)

    assert [item.event_id for item in home.now.items] == ["event-9"]


async def test_doubled_frames_are_shown_once(home: Household, server: ContractServer) -> None:
    await home.start_live()
    server.frames_doubled = True

    await server.assign("ticket-1")
    await server.assign("ticket-2")
    await home.until_unread(2)
    await home.until_toasts(2)

    assert len(home.toasts.shown) == 2


async def test_lost_frame_is_found_by_the_next_one(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.frames_lost = True
    await server.assign("ticket-1")
    server.frames_lost = False

    await server.assign("ticket-2")
    await home.until_unread(2)

    assert {item.ticket_id for item in home.now.items} == {"ticket-1", "ticket-2"}


async def test_lost_last_frame_is_found_by_the_heartbeat(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.frames_lost = True

    await server.assign("ticket-1")

    await home.until_toasts(1)


async def test_page_that_cannot_be_read_ends_the_line_and_is_asked_for_again(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.frames_lost = True
    server.refusal = "unavailable"
    await server.assign("ticket-1")
    await home.until(lambda: home.now.link is not Link.LIVE)

    server.refusal = None

    await home.until_toasts(1)
    await home.until_link(Link.LIVE)


async def test_reordered_frames_come_out_whole(home: Household, server: ContractServer) -> None:
    await home.start_live()
    server.hold_frames()
    for number in range(5):
        await server.assign(f"ticket-{number}")

    await server.release_frames_in_reverse()

    await home.until_unread(5)


async def test_killed_agent_comes_back_with_exactly_one_digest(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-0")
    await home.until_toasts(1)
    await home.crash()
    for number in range(1, 4):
        await server.assign(f"ticket-{number}")

    await home.start_live()
    await home.until_toasts(2)
    assert home.toasts.titles[1:] == ["While you were away: 3 assigned"]
    await home.crash()

    await home.start_live()
    await home.until_unread(4)
    assert len(home.toasts.shown) == 2


async def test_read_elsewhere_takes_the_toast_away_and_the_badge_down(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_toasts(1)

    await server.mark(NotificationsRead, event_id)

    await home.until(lambda: home.toasts.on_screen == {})
    await home.until_unread(0)


async def test_read_here_is_read_on_the_server(home: Household, server: ContractServer) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)

    home.submit(MarkRead((event_id,)))
    await home.until(lambda: not home.now.items[0].pending and home.now.unread == 0)

    assert server.streams.read == {event_id}


async def test_click_on_a_toast_opens_its_ticket_and_reads_that_item_alone(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    clicked = await server.assign("ticket-2")
    await home.until_toasts(2)

    home.activate("ticket-2", "default")
    await home.until(lambda: server.streams.read == {clicked})
    await home.until_unread(1)

    assert home.browser.urls == ["https://desk.example/tickets/ticket-2"]


async def test_click_hours_later_in_another_run_still_opens_the_ticket(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until_toasts(1)
    await home.crash()
    await home.start_live()

    home.activate("ticket-1", "open")

    await home.until(lambda: home.browser.urls == ["https://desk.example/tickets/ticket-1"])


async def test_click_on_a_digest_shows_the_center_and_reads_nothing(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await home.crash()
    await server.assign("ticket-1")
    await server.assign("ticket-2")
    await home.start_live()
    await home.until_toasts(1)

    home.activate("digest", "default")
    await home.until(lambda: home.center_shown == 1)

    assert home.now.unread == 2


async def test_without_titles_there_is_still_a_toast(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.tickets_fail = True

    await server.assign("ticket-1")
    await home.until_toasts(1)

    assert home.toasts.titles == ["A ticket was assigned to you"]


async def test_restored_backup_replaces_what_the_agent_holds(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    for number in range(3):
        await server.assign(f"ticket-{number}")
    await home.until_unread(3)

    await server.stop()
    server.streams.restore_backup(keep=1)
    await server.start()
    await home.until_unread(1)
    await home.until_link(Link.LIVE)
    await server.assign("ticket-9")
    await home.until_unread(2)

    assert {item.ticket_id for item in home.now.items} == {"ticket-0", "ticket-9"}


async def test_count_that_differs_from_the_servers_is_set_right_after_reconnecting(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until_unread(1)
    server.streams.read.add(EventId(home.now.items[0].event_id))  # Without a word about it.

    await server.cut_all()

    await home.until_unread(0)
