"""Older notifications, asked for a page at a time, in front of a server that counts."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from common.ids import EventId
from desktop.core.desk.older import OlderPages
from desktop.core.errors import ClientCode, ConnectionLostError
from desktop.core.view import Older
from tests.unit.desktop.core.desk.test_marks import Bench
from tests.unit.desktop.core.stream.test_requests import make_view
from tests.unit.desktop.wording import ENGLISH


class OlderBench(Bench):
    """Two items of the same moment, of which the server lists one as older."""

    def __init__(self) -> None:
        super().__init__()
        self.older = OlderPages(self.context)
        self.api.views = [make_view("event-2"), make_view("event-1"), make_view("event-0")]

    @property
    def state(self) -> Older:
        return self.status.snapshot(None, ENGLISH).older

    async def ask(self) -> None:
        self.older.ask()
        await self.time.settle()


@pytest.fixture
async def bench() -> AsyncIterator[OlderBench]:
    bench = OlderBench()
    await bench.store.open("ana")
    running = asyncio.ensure_future(bench.older.run())
    await bench.time.settle()
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_nothing_is_asked_before_somebody_wants_it(bench: OlderBench) -> None:
    assert (bench.state, bench.api.count("notifications")) == (Older.MORE, 0)


async def test_last_page_says_that_it_is_the_last(bench: OlderBench) -> None:
    await bench.ask()

    assert bench.state is Older.END
    assert bench.api.asked == [("notifications", ("access-1", "event-1", 100, False))]
    assert bench.center.get(EventId("event-0")) is not None


async def test_page_that_cannot_be_had_can_be_asked_for_again(bench: OlderBench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.UNREACHABLE)
    await bench.ask()
    states = [bench.state]
    bench.api.failure = None

    await bench.ask()

    assert [*states, bench.state] == [Older.FAILED, Older.END]


async def test_full_center_asks_for_nothing(
    bench: OlderBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.core.notifications.center.MAX_ITEMS", 2)

    await bench.ask()

    assert (bench.state, bench.api.count("notifications")) == (Older.END, 0)
