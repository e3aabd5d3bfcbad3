"""The disk, the clocks and the server's own announcements."""

import pytest

from common.events import NotificationsCleared
from desktop.core.connection import Link
from desktop.core.errors import StoreError
from desktop.core.intents import MarkRead
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household
from tests.unit.desktop.notifications import created


@pytest.mark.expected_logs("work ended")
async def test_full_disk_shows_nothing_and_loses_nothing(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.store.failure = StoreError("SQLITE_FULL")
    await server.assign("ticket-1")
    await home.until_link(Link.CANNOT_STORE)
    assert home.toasts.shown == []

    home.store.failure = None

    await home.until_link(Link.LIVE)
    await home.until_unread(1)
    await home.until_toasts(1)


@pytest.mark.expected_logs("work ended", "intent failed")
async def test_mark_that_cannot_be_stored_is_not_shown_for_long(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)
    home.store.failure = StoreError("SQLITE_FULL")

    home.submit(MarkRead((event_id,)))
    await home.until_link(Link.CANNOT_STORE)
    home.store.failure = None
    await home.until_link(Link.LIVE)

    assert home.now.unread == 1
    home.submit(MarkRead((event_id,)))
    await home.until(lambda: server.streams.read == {event_id})


@pytest.mark.expected_logs("work ended")
async def test_attempts_on_a_full_disk_do_not_write_to_the_keyring(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await home.until(lambda: home.now.persistent_session)
    assert isinstance(home.vault, MemoryVault)
    saved = list(home.vault.saved)
    home.store.failure = StoreError("SQLITE_FULL")
    await server.assign("ticket-1")
    await home.until_link(Link.CANNOT_STORE)

    home.store.failure = None
    await home.until_link(Link.LIVE)

    assert home.vault.saved == saved


@pytest.mark.expected_logs("work failed")
async def test_error_nobody_thought_of_does_not_end_the_agent(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.store.failure = RuntimeError("a bug")
    await server.assign("ticket-1")
    await home.until_link(Link.OFFLINE)

    home.store.failure = None

    await home.until_toasts(1)


async def test_sleep_of_the_machine_makes_the_agent_ask_whether_anybody_is_there(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    home.clock.wall_s += 3_600

    await home.until(lambda: server.count("authenticate") == 2)
    assert server.count("socket gone") == 0


async def test_line_without_a_sign_of_life_is_replaced(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.is_silent = True
    home.clock.wall_s += 9  # Two beats of a second and what they may be late, and not more.
    home.clock.steady_s += 9

    await server.warn_of_expiry()

    await home.until(lambda: server.count("socket gone") == 1)
    server.is_silent = False
    await home.until(lambda: server.count("authenticate") == 2)


async def test_warning_of_the_tokens_end_renews_it(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.clock.wall_s += 20
    home.clock.steady_s += 20

    await server.warn_of_expiry()

    await home.until(lambda: server.count("authenticate") == 2)
    assert server.count("POST auth/refresh") == 1
    assert server.count("socket gone") == 0


async def test_server_that_goes_away_for_a_moment_is_in_maintenance(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    await server.drain(retry_after_ms=100)
    await home.until_link(Link.MAINTENANCE)

    await home.until_link(Link.LIVE)


async def test_new_queue_is_heard_from_the_moment_it_is_given(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    room = await server.give_access("laptops")
    await home.until(lambda: server.count("join laptops") == 1)
    await home.until_unread(1)

    await server.publish(created("event-9", pos={}), (room,))

    await home.until_unread(2)


async def test_queue_that_is_taken_away_is_not_heard_any_more(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    room = await server.give_access("laptops")
    await home.until(lambda: server.count("join laptops") == 1)

    await server.take_access(room)
    await home.until_unread(2)
    await server.assign("ticket-1")

    await home.until_toasts(1)


async def test_access_that_changes_while_polling_changes_the_rooms(
    home: Household, server: ContractServer
) -> None:
    server.sockets_refused = True
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.sign_in()
    await home.until_link(Link.POLLING)
    before = server.count("GET me")

    await server.give_access("laptops")

    await home.until_unread(1)
    await home.until(lambda: server.count("GET me") > before)


async def test_cleared_elsewhere_is_gone_here(home: Household, server: ContractServer) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)

    await server.mark(NotificationsCleared, event_id)

    await home.until(lambda: home.now.items == ())
