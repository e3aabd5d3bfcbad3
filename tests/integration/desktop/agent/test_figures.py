"""The agent of an administrator, who follows no queue, in front of the real server."""

import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest
from typing_extensions import override

from desktop.core.connection import Link
from desktop.core.figures.totals import Totals, totals
from desktop.core.figures.values import FigureRange, is_stale
from desktop.core.intents import ChangeSettings, SignIn, UnwatchFigures, WatchFigures
from desktop.core.toasts.toast import DEFAULT_ACTION
from tests.integration.backend.server import PASSWORD, Server, running_server
from tests.integration.desktop.agent.household import Household, Reachable, Somewhere

SOON_S = 2.0
"""How long a figure may take from the act to the window."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path / "server") as server:
        yield server


@pytest.fixture
async def home(server: Server, tmp_path: Path) -> AsyncIterator[Household]:
    home = Household(Somewhere(server.url), tmp_path)
    await signed_in(home, server)
    yield home
    await home.stop()


async def signed_in(home: Household, server: Server) -> None:
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.submit(SignIn(server=server.url, email=server.root.email, password=PASSWORD))
    await home.until_link(Link.LIVE)


@contextmanager
def logged(server: Reachable) -> Iterator[list[str]]:
    """Collect what the server says of its rooms, in its log and nowhere else."""
    said: list[str] = []

    class Collector(logging.Handler):
        @override
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())
            server.changed()

    collector, source = Collector(logging.INFO), logging.getLogger("backend.realtime.namespace")
    level = source.level
    source.addHandler(collector)
    source.setLevel(logging.INFO)
    try:
        yield said
    finally:
        source.removeHandler(collector)
        source.setLevel(level)


def shown(home: Household) -> Totals:
    figures = home.now.figures
    return totals(figures.watched if figures is not None else ())


async def test_filed_ticket_changes_the_figures_within_two_seconds_and_notifies_nobody(
    home: Household, server: Server
) -> None:
    home.submit(WatchFigures(FigureRange.HOUR))
    await home.until(lambda: shown(home).queues == 2 and shown(home).created_today == 0)

    for number in range(1, 4):
        await server.ticket()
        filed_at = time.monotonic()
        await home.until(lambda: shown(home).open == number)  # noqa: B023 - waited for here
        assert time.monotonic() - filed_at < SOON_S
        assert shown(home).created_today == number

    await home.until(lambda: home.now.figures is not None and home.now.figures.online is not None)
    assert home.now.unread == 0
    assert home.now.items == ()
    assert home.toasts.shown == []


async def test_hidden_dashboard_leaves_the_rooms_and_costs_no_request(
    home: Household, server: Server
) -> None:
    with logged(home.server) as said:
        home.submit(WatchFigures(FigureRange.TODAY, frozenset({server.other_queue})))
        await home.until(lambda: shown(home).created_today == 0)
        assert said.count("room joined") == 1
        home.submit(UnwatchFigures())
        await home.until(lambda: "room left" in said and home.now.figures is None)
        said.clear()
        snapshots = len(home.snapshots)
        await server.ticket()
        await server.ticket()

    assert [message for message in said if message.startswith("room")] == []
    assert len(home.snapshots) == snapshots


async def test_limit_that_is_reached_is_told_once_and_its_toast_opens_the_dashboard(
    home: Household, server: Server
) -> None:
    with logged(home.server) as said:
        home.submit(ChangeSettings({"thresholds": [f"{server.queue} open 1 2 notify"]}))
        await home.until(lambda: "room joined" in said)
    for _ in range(3):
        await server.ticket()
    await home.until_toasts(1)

    assert home.toasts.titles[0].startswith("Printers: ")
    assert home.toasts.titles[0].endswith(" open tickets")
    assert len(home.toasts.shown) == 1
    home.activate(home.toasts.shown[0][1].tag, DEFAULT_ACTION)
    await home.until(lambda: home.dashboard_shown == 1)
    assert home.center_shown == 0


async def test_figures_are_stale_as_soon_as_the_server_is_gone(tmp_path: Path) -> None:
    async with AsyncExitStack() as running:
        server = await running.enter_async_context(running_server(tmp_path / "server"))
        home = Household(Somewhere(server.url), tmp_path)
        await signed_in(home, server)
        home.submit(WatchFigures(FigureRange.TODAY))
        await home.until(lambda: shown(home).queues == 2)
        assert not is_stale(shown(home).confirmed_at, home.now.link, home.clock.now())

        await running.aclose()
        await home.until(lambda: home.now.link is not Link.LIVE)

        assert shown(home).queues == 2
        assert is_stale(shown(home).confirmed_at, home.now.link, home.clock.now())
        await home.stop()
