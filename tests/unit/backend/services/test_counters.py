from datetime import timedelta

import pytest

from backend.services.counters import LocalCounters
from backend.services.ports import Count
from tests.fakes.clock import Clock

MINUTE = timedelta(minutes=1)


async def test_what_was_never_counted_is_zero() -> None:
    assert await LocalCounters(Clock()).read("ana") == Count()


async def test_each_adds_one_and_later_ones_do_not_prolong_the_window() -> None:
    clock = Clock()
    counters = LocalCounters(clock)

    assert await counters.add("ana", MINUTE) == Count(1, MINUTE)
    clock.advance(timedelta(seconds=40))
    assert await counters.add("ana", MINUTE) == Count(2, timedelta(seconds=20))

    assert await counters.read("ana") == Count(2, timedelta(seconds=20))
    assert await counters.read("ben") == Count()


async def test_counting_begins_anew_when_the_window_is_over() -> None:
    clock = Clock()
    counters = LocalCounters(clock)
    await counters.add("ana", MINUTE)
    clock.advance(MINUTE)

    assert await counters.read("ana") == Count()
    assert await counters.add("ana", MINUTE) == Count(1, MINUTE)


async def test_what_is_cleared_was_never_counted() -> None:
    counters = LocalCounters(Clock())
    await counters.add("ana", MINUTE)

    await counters.clear("ana")
    await counters.clear("nobody")

    assert await counters.read("ana") == Count()


async def test_table_is_bounded_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.services.counters.MAX_NAMES", 2)
    counters = LocalCounters(Clock())

    for name in ("ana", "ben", "ana", "cleo"):
        await counters.add(name, MINUTE)

    assert (await counters.read("ben")).times == 0
    assert (await counters.read("ana")).times == 2
