"""Quiet times: nothing interrupts, nothing is lost, and one digest comes at their end."""

from datetime import timedelta

from desktop.core.intents import ChangeSettings, SetDoNotDisturb
from tests.fakes.server import ContractServer
from tests.fakes.server_streams import FIELD, now
from tests.integration.desktop.agent.household import Household
from tests.unit.desktop.notifications import created


async def assign_two_in_silence(home: Household, server: ContractServer) -> None:
    await server.assign("ticket-1")
    await server.assign("ticket-2")
    await home.until_unread(2)
    await home.until(lambda: all(item.reason for item in home.now.items))


async def test_quiet_hours_end_with_one_digest(home: Household, server: ContractServer) -> None:
    await home.start_live()
    begin = now() - timedelta(minutes=5)
    times = {
        "quietHoursBegin": f"{begin:%H:%M}",
        "quietHoursEnd": f"{begin + timedelta(minutes=10):%H:%M}",
    }
    home.submit(ChangeSettings({"quietHours": True, **times}))
    await home.until(lambda: home.now.settings.values.quiet_hours)
    await assign_two_in_silence(home, server)
    assert {item.reason for item in home.now.items} == {"quiet_hours"}
    assert home.toasts.shown == []

    home.clock.wall_s += 600
    home.submit(SetDoNotDisturb(None))  # Something happens, as it does on a desk.

    await home.until_toasts(1)
    assert home.toasts.titles == ["While you were away: 2 assigned"]
    assert len(home.now.suppressed) == 2


async def test_do_not_disturb_lasts_over_a_restart_and_ends_with_one_digest(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    until = now() + timedelta(hours=1)
    home.submit(SetDoNotDisturb(until))
    await home.until(lambda: home.now.do_not_disturb_until == until)
    await assign_two_in_silence(home, server)
    await home.crash()

    await home.start_live()
    await home.until(lambda: home.now.do_not_disturb_until == until)
    assert home.toasts.shown == []
    home.submit(SetDoNotDisturb(None))

    await home.until_toasts(1)
    assert home.toasts.titles == ["While you were away: 2 assigned"]
    await home.until(lambda: home.now.do_not_disturb_until is None)


async def test_click_on_the_digest_shows_exactly_what_it_stands_for(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.publish(created("event-0", pos={}), (FIELD,))
    home.submit(SetDoNotDisturb(now() + timedelta(hours=1)))
    first, second = await server.assign("ticket-1"), await server.assign("ticket-2")
    await home.until_unread(3)
    home.submit(SetDoNotDisturb(None))
    await home.until_toasts(1)

    home.activate("digest", "default")

    await home.until(lambda: home.center_shown == 1)
    assert set(home.slice_shown) == {first, second}


async def test_muted_queue_is_not_listed_and_its_count_does_not_disturb_the_others(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.submit(ChangeSettings({"mutedQueues": ["printers"]}))
    await home.until(lambda: home.now.settings.values.muted_queues == ("printers",))

    await server.publish(created("event-0", pos={}), (FIELD,))
    await server.assign("ticket-1", queue_id="laptops")
    await home.until_unread(1)

    assert [s.item.reason for s in home.now.suppressed] == ["muted_queue"]
    await home.stop()
    asked = server.count("GET notifications")
    await home.start_live()
    await home.until(lambda: server.count("GET notifications/unread") > 1)
    assert (home.now.unread, server.count("GET notifications")) == (1, asked)
