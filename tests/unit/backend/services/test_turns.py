import asyncio

import pytest

from backend.services.errors import OverloadedError
from backend.services.turns import Turns

PRINTER, LAPTOP = "printer", "laptop"


class Visitor:
    """Comes to a thing, and stays until it is let go."""

    def __init__(self, turns: Turns[str], thing: str) -> None:
        self._turns = turns
        self._thing = thing
        self.is_there = asyncio.Event()
        self.may_go = asyncio.Event()

    async def visit(self) -> None:
        async with self._turns.of(self._thing):
            self.is_there.set()
            await self.may_go.wait()


async def test_one_at_a_time_in_the_order_of_coming() -> None:
    turns: Turns[str] = Turns()
    visitors = [Visitor(turns, PRINTER) for _ in range(3)]
    visits = [asyncio.create_task(visitor.visit()) for visitor in visitors]

    for number, visitor in enumerate(visitors, 1):
        await visitor.is_there.wait()
        assert [one.is_there.is_set() for one in visitors].count(True) == number
        visitor.may_go.set()
    await asyncio.gather(*visits)


async def test_nobody_waits_for_another_thing() -> None:
    turns: Turns[str] = Turns()
    first = Visitor(turns, PRINTER)
    visit = asyncio.create_task(first.visit())
    await first.is_there.wait()

    async with turns.of(LAPTOP):
        assert not visit.done()

    first.may_go.set()
    await visit


async def test_line_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.services.turns.MAX_IN_LINE", 1)
    turns: Turns[str] = Turns()

    async with turns.of(PRINTER):
        with pytest.raises(OverloadedError):
            async with turns.of(PRINTER):
                pass


async def test_who_waits_too_long_gives_up_and_the_next_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend.services.turns.TURN_TIMEOUT_S", 0.001)
    turns: Turns[str] = Turns()

    async with turns.of(PRINTER):
        with pytest.raises(OverloadedError):
            async with turns.of(PRINTER):
                pass

    async with turns.of(PRINTER):
        pass


async def test_error_ends_the_turn_and_no_line_stays_behind() -> None:
    turns: Turns[str] = Turns()

    with pytest.raises(ZeroDivisionError):
        async with turns.of(PRINTER):
            raise ZeroDivisionError

    assert turns._lines == {}
    async with turns.of(PRINTER):
        pass
