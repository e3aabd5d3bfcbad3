"""When the dispatcher waits for what is under way, to tell it together."""

import asyncio

import pytest

from tests.unit.backend.realtime.builders import (
    TEAM,
    announcement,
)
from tests.unit.backend.realtime.dispatching import Desk, ids_of, running


class Callers:
    """Commands that are under way until they are answered."""

    def __init__(self, desk: Desk, count: int) -> None:
        self.count = count
        self._desk = desk
        desk.dispatcher.commands_under_way = lambda: self.count

    async def commit(self, number: int) -> None:
        """Commit one command, and answer it as the services do."""
        self._desk.commit(announcement(number, {TEAM: number}))
        self.count -= 1
        await asyncio.sleep(0)


async def test_what_is_under_way_is_told_together_when_telling_is_dear() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        desk.dispatcher._frames_before = 1_000_000
        callers = Callers(desk, 3)

        await callers.commit(1)
        await desk.settle()
        assert outlet.told == []
        await callers.commit(2)
        await desk.settle()
        assert outlet.told == []
        await callers.commit(3)
        await desk.settle()

        assert ids_of(outlet) == ["e1", "e2", "e3"]


@pytest.mark.parametrize(("frames_before", "under_way"), [(1_000_000, 1), (0, 9)])
async def test_event_is_told_at_once_when_nothing_else_comes_or_telling_is_cheap(
    frames_before: int, under_way: int
) -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        desk.dispatcher._frames_before = frames_before
        callers = Callers(desk, under_way)

        await callers.commit(1)
        await desk.settle()

        assert ids_of(outlet) == ["e1"]


async def test_command_that_takes_long_holds_nothing_up() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        desk.dispatcher._frames_before = 1_000_000
        callers = Callers(desk, 2)

        await callers.commit(1)

        await desk.doorbell.wait_for_entries({TEAM: 0}, timeout_s=5.0)
        assert ids_of(outlet) == ["e1"]
        assert callers.count == 1
