"""Time that passes only when a test says so: clocks and sleep in one."""

import asyncio
import heapq
from datetime import datetime, timedelta
from itertools import count

from tests.fakes.clock import NOON

SETTLE_TURNS = 50


class VirtualTime:
    """A clock and a sleep that agree; implements the ``Clock`` port."""

    def __init__(self, start: datetime = NOON) -> None:
        self._start = start
        self._elapsed_s = 0.0
        self._jumped_s = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed_s + self._jumped_s)

    def monotonic(self) -> float:
        return self._elapsed_s

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward, as after a sleep of the machine."""
        self._jumped_s += seconds

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._elapsed_s + seconds, next(self._numbers), woken)
        heapq.heappush(self._sleepers, entry)
        await woken

    async def advance(self, seconds: float) -> None:
        """Let time pass; whoever sleeps wakes in order, each before the next."""
        end = self._elapsed_s + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            wakes_at, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue  # Whoever slept was cancelled.
            self._elapsed_s = max(self._elapsed_s, wakes_at)
            woken.set_result(None)
            await self.settle()
        self._elapsed_s = end
        await self.settle()

    async def settle(self) -> None:
        """Let all tasks go on until each waits for something again."""
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)
