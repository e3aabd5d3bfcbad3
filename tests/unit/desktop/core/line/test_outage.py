import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from desktop.core.connection import Link
from desktop.core.language import in_english
from desktop.core.line.outage import TICK_S, TOLD_AFTER, Outage
from desktop.core.settings.values import Settings
from desktop.core.status import Status
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_attention, make_toaster

LOST = "No connection to the server for 5 minutes"
BACK = "Connected to the server again"
LONG_S = TOLD_AFTER.total_seconds()


class Desk:
    """A line that comes and goes, and a person who sees toasts."""

    def __init__(self) -> None:
        self.time, self.toasts = VirtualTime(), RecordedToasts()
        self.settings = Settings()
        self.status = Status(clock=self.time, server="", changed=lambda: None)
        self.outage = Outage(
            status=self.status,
            attention=make_attention(
                self.time,
                settings=lambda: self.settings,
                is_silenced=self.toasts.is_silenced,
            ),
            toaster=make_toaster(self.time, self.toasts),
            translate=in_english,
            clock=self.time,
            sleep=self.time.sleep,
        )

    async def is_for(self, link: Link, seconds: float) -> None:
        self.status.set_link(link)
        await self.time.advance(seconds)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    running = asyncio.ensure_future(desk.outage.run())
    await desk.is_for(Link.LIVE, 60)
    yield desk
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_short_trouble_is_never_told(desk: Desk) -> None:
    for _ in range(10):
        await desk.is_for(Link.OFFLINE, LONG_S - TICK_S)
        await desk.is_for(Link.LIVE, 1)

    assert desk.toasts.shown == []


async def test_long_trouble_is_told_once_and_once_when_it_ends(desk: Desk) -> None:
    await desk.is_for(Link.OFFLINE, LONG_S + TICK_S)
    assert desk.toasts.titles == [LOST]
    for link in (Link.CONNECTING, Link.OFFLINE, Link.CONNECTING):
        await desk.is_for(link, 600)
    assert desk.toasts.titles == [LOST]

    await desk.is_for(Link.CATCHING_UP, 1)
    await desk.is_for(Link.LIVE, TICK_S)
    await desk.is_for(Link.LIVE, 600)

    assert desk.toasts.titles == [LOST, BACK]
    assert len(desk.toasts.on_screen) == 1  # The second took the place of the first.


async def test_maintenance_is_told_as_such(desk: Desk) -> None:
    await desk.is_for(Link.MAINTENANCE, LONG_S + TICK_S)

    assert desk.toasts.titles == ["The server has been under maintenance for 5 minutes"]


@pytest.mark.parametrize("link", [Link.SIGNED_OUT, Link.UPDATE_REQUIRED, Link.WAITING_FOR_KEYRING])
async def test_nothing_is_told_of_what_is_no_trouble_with_the_line(desk: Desk, link: Link) -> None:
    await desk.is_for(link, 3 * LONG_S)

    assert desk.toasts.shown == []


async def test_time_asleep_does_not_count(desk: Desk) -> None:
    await desk.is_for(Link.OFFLINE, 60)

    desk.time.jump(8 * 3600)
    desk.status.slept()
    await desk.is_for(Link.CONNECTING, 60)

    assert desk.toasts.shown == []


async def test_in_quiet_times_trouble_is_told_only_if_it_lasts_until_their_end(
    desk: Desk,
) -> None:
    desk.settings = Settings(quiet_hours=True, quiet_hours_begin="11:00", quiet_hours_end="13:00")
    await desk.is_for(Link.OFFLINE, timedelta(minutes=50).total_seconds())
    assert desk.toasts.shown == []

    await desk.is_for(Link.OFFLINE, timedelta(minutes=10).total_seconds())

    assert desk.toasts.titles == [LOST]


async def test_end_in_a_quiet_time_takes_the_toast_away_without_another(desk: Desk) -> None:
    await desk.is_for(Link.OFFLINE, LONG_S + TICK_S)

    desk.toasts.silenced = True
    await desk.is_for(Link.LIVE, TICK_S)

    assert (desk.toasts.titles, desk.toasts.on_screen) == ([LOST], {})


async def test_nothing_is_looked_at_while_all_is_well(desk: Desk) -> None:
    await desk.is_for(Link.LIVE, TICK_S)

    assert not [s for s in desk.time._sleepers if not s[2].done()]
