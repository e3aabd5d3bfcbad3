"""What a person can ask for, and what becomes of it on the server."""

import asyncio

import pytest

from desktop.core.agent import MAX_INTENTS
from desktop.core.intents import (
    CenterShown,
    ClearAll,
    ClearItems,
    LanguageChanged,
    LoadOlder,
    MarkAllRead,
    MarkRead,
    MarkUnread,
    OpenItem,
    UndoClear,
)
from desktop.core.view import MAX_ITEMS_SHOWN, Older
from tests.fakes.server import ContractServer
from tests.fakes.server_streams import FIELD
from tests.integration.desktop.agent.household import Household
from tests.unit.desktop.notifications import assigned, created


@pytest.fixture(autouse=True)
def _a_short_time_to_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.core.desk.clearing.UNDO_S", 0.3)


async def two_items(home: Household, server: ContractServer) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await server.assign("ticket-2")
    await home.until_unread(2)


async def test_another_language_says_everything_again(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until(lambda: [i.title for i in home.now.items] == ["#2 was assigned to you"])

    home.spoken["#{number} was assigned to you"] = "#{number} wurde Ihnen zugewiesen"
    home.submit(LanguageChanged())

    await home.until(lambda: [i.title for i in home.now.items] == ["#2 wurde Ihnen zugewiesen"])


async def test_mark_all_read_reads_what_the_center_holds(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)

    home.submit(MarkAllRead())
    await home.until_unread(0)

    await home.until(lambda: len(server.streams.read) == 2)
    assert server.count("POST notifications/read") == 1


async def test_cleared_items_leave_the_list_and_the_server(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)
    cleared = home.now.items[0].event_id

    home.submit(ClearItems((cleared,)))

    await home.until(lambda: server.streams.cleared == {cleared})
    await home.until(lambda: len(home.now.items) == 1)


async def test_item_is_unread_again_here_and_on_the_server(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)
    item = home.now.items[0].event_id
    home.submit(MarkRead((item,)))
    await home.until(lambda: server.streams.read == {item})

    home.submit(MarkUnread((item,)))

    await home.until(lambda: server.streams.read == set())
    await home.until_unread(2)


async def test_clearing_that_is_undone_never_reaches_the_server(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)
    home.submit(ClearAll())
    await home.until(lambda: (home.now.items, home.now.undoable) == ((), 2))

    home.submit(UndoClear())

    await home.until(lambda: (len(home.now.items), home.now.undoable) == (2, 0))
    await asyncio.sleep(0.4)  # Nothing is the outcome, so the time has to pass.
    assert server.count("POST notifications/clear") == 0


async def test_clear_all_empties_the_list(home: Household, server: ContractServer) -> None:
    await two_items(home, server)

    home.submit(ClearAll())

    await home.until(lambda: home.now.items == ())
    await home.until(lambda: len(server.streams.cleared) == 2)


async def test_open_item_opens_its_page_and_reads_it(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)
    opened = home.now.items[0]

    home.submit(OpenItem(opened.event_id))
    await home.until_unread(1)

    assert home.browser.urls == [f"https://desk.example/tickets/{opened.ticket_id}"]


async def test_item_without_a_ticket_opens_the_center(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.give_access("laptops")
    await home.until_unread(1)

    home.submit(OpenItem(home.now.items[0].event_id))

    await home.until(lambda: home.center_shown == 1)
    await home.until_unread(0)


@pytest.mark.parametrize("tag", ["no-such-ticket", "not an id"])
async def test_click_on_a_toast_that_nobody_knows_shows_the_center(
    home: Household, server: ContractServer, tag: str
) -> None:
    await two_items(home, server)

    home.activate(tag, "default")

    await home.until(lambda: home.center_shown == 1)
    assert home.now.unread == 2


async def test_older_ones_come_when_they_are_asked_for(
    home: Household, server: ContractServer
) -> None:
    for number in range(150):
        event = assigned(f"event-{number:03}", pos={}, ticket_id=f"ticket-{number}")
        server.streams.commit(event, (FIELD,))
        server.streams.read.add(event.id)
    await home.start_live()
    await home.until(lambda: len(home.now.items) == 100)

    home.submit(LoadOlder())

    await home.until(lambda: len(home.now.items) == 150)
    await home.until(lambda: home.now.older is Older.END)
    assert home.toasts.shown == []


async def test_older_ones_that_cannot_be_had_change_nothing(
    home: Household, server: ContractServer
) -> None:
    await two_items(home, server)
    server.refusal = "internal"

    home.submit(LoadOlder())
    home.submit(ClearAll())

    await home.until(lambda: home.now.older is Older.FAILED)
    await home.until(lambda: home.now.items == ())


async def test_window_that_is_open_is_given_the_whole_list(
    home: Household, server: ContractServer
) -> None:
    for number in range(MAX_ITEMS_SHOWN + 5):
        event = assigned(f"event-{number:03}", pos={}, ticket_id=f"ticket-{number}")
        server.streams.commit(event, (FIELD,))
    await home.start_live()
    await home.until_unread(MAX_ITEMS_SHOWN + 5)
    assert len(home.now.items) == MAX_ITEMS_SHOWN

    home.submit(CenterShown(is_open=True))
    await home.until(lambda: len(home.now.items) == MAX_ITEMS_SHOWN + 5)

    home.submit(CenterShown(is_open=False))
    await home.until(lambda: len(home.now.items) == MAX_ITEMS_SHOWN)


async def test_what_is_asked_for_when_nobody_is_signed_in_is_ignored(home: Household) -> None:
    home.start()
    home.submit(MarkAllRead())
    home.sign_in()

    await home.until(lambda: home.now.account is not None)


@pytest.mark.expected_logs("intent dropped")
async def test_intents_that_nobody_handles_are_bounded(home: Household) -> None:
    home.start()

    for _ in range(MAX_INTENTS + 1):
        home.submit(MarkAllRead())

    await home.until(lambda: bool(home.snapshots))


async def test_new_ticket_in_a_watched_queue_is_counted_but_interrupts_nobody(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    await server.publish(created("event-9", pos={}), (FIELD,))
    await home.until_unread(1)

    assert (home.now.unread_high, home.toasts.shown) == (0, [])
