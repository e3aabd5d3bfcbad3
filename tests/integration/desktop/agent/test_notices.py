"""Toasts about the agent itself, and what a team is told."""

from datetime import timedelta

from desktop.core.connection import Link
from desktop.core.intents import ChangeSettings, SendTestNotification
from desktop.core.line.outage import TOLD_AFTER
from desktop.core.toasts.toast import ToastEnd
from desktop.core.view import TrialState
from tests.fakes.colleagues import Colleagues
from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household


async def test_lost_connection_is_told_once_after_five_minutes_and_once_when_it_is_back(
    home: Household, server: ContractServer
) -> None:
    home.shorten_sleep(15.0, 0.05)
    await home.start_live()
    await server.stop()
    await home.until_link(Link.OFFLINE)
    assert home.toasts.shown == []

    passed_s = (TOLD_AFTER + timedelta(seconds=1)).total_seconds()
    home.clock.wall_s += passed_s
    home.clock.steady_s += passed_s  # Else it would be a machine that slept, and has no trouble.
    await home.until_toasts(1)
    await server.start()

    await home.until_toasts(2)
    assert home.toasts.titles == [
        "No connection to the server for 5 minutes",
        "Connected to the server again",
    ]


async def test_announcement_says_its_text_in_list_and_toast(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.submit(ChangeSettings({"deliverAnnouncement": "toast"}))
    await home.until(lambda: home.now.settings.values.deliver_announcement == "toast")

    await Colleagues(server).announce("The printers are being moved")

    await home.until_toasts(1)
    assert home.toasts.shown[0][1].body == "The printers are being moved\nby Lena"
    await home.until(lambda: any("being moved" in item.body for item in home.now.items))
    assert home.now.items[0].reason == "kind_chosen"


async def test_test_notification_works_before_anybody_is_signed_in(home: Household) -> None:
    home.start()
    home.submit(SendTestNotification())
    await home.until_toasts(1)
    await home.until(lambda: home.now.test_report is not None)

    home.close_toast("test", ToastEnd.EXPIRED)
    await home.until(lambda: home.now.test_report.state is TrialState.EXPIRED)  # type: ignore[union-attr] # asked above

    home.activate("test", "seen")
    await home.until(lambda: home.now.test_report.state is TrialState.SEEN)  # type: ignore[union-attr] # asked above
    assert home.now.test_report.shown_by == "screen"  # type: ignore[union-attr] # asked above
