"""The doorbell of one process: rung after a commit, heard by the dispatcher and by long polls.

A ring is a hint and may be lost, here by an overflow, elsewhere with a broker: what it would have
told is found by the dispatcher's regular look at the database. So ringing never waits, and the
memory it takes is bounded (ADR-0006).
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence

from backend.services.changes import Published
from common.rooms import Room

MAX_RINGS = 10_000
MAX_ROOMS = 20_000


class Doorbell:
    """Rings that wait for the dispatcher, and people who wait for an entry.

    Attributes:
        missed: Whether rings were dropped since the dispatcher last looked at the database.
        pass_on: Tells other processes what was committed here; must not wait. Set by the
            composition root.
    """

    def __init__(self, max_rings: int = MAX_RINGS) -> None:
        self.missed = False
        self.pass_on: Callable[[Sequence[Published]], None] = _nobody
        self._is_closed = False
        self._max_rings = max_rings
        self._rings: deque[Published] = deque()
        self._rung = asyncio.Event()
        self._newest: OrderedDict[Room, int] = OrderedDict()
        self._waiting: dict[Room, set[asyncio.Future[None]]] = {}

    def ring(self, published: Sequence[Published]) -> None:
        """Tell what this process committed, in the order of the commits; never waits."""
        self.hear(published)
        self.pass_on(published)

    def hear(self, published: Sequence[Published]) -> None:
        """Tell here what some process committed; never waits."""
        if len(self._rings) + len(published) > self._max_rings:
            self._rings.clear()
            self.missed = True
        else:
            self._rings.extend(published)
        self._rung.set()

    def doubt(self) -> None:
        """Let the dispatcher look at the database now: rings of others may be lost."""
        self.missed = True
        self._rung.set()

    async def rings(self, timeout_s: float) -> Sequence[Published]:
        """Return what was rung since the last call; nothing when the time is over first."""
        if not self._rung.is_set():
            try:
                async with asyncio.timeout(timeout_s):
                    await self._rung.wait()
            except TimeoutError:
                return ()
        self._rung.clear()
        taken = tuple(self._rings)
        self._rings.clear()
        return taken

    def announce(self, positions: Mapping[Room, int]) -> None:
        """Wake whoever waits for entries of these rooms."""
        for room, seq in positions.items():
            self._newest[room] = max(seq, self._newest.get(room, 0))
            self._newest.move_to_end(room)
            for waiter in self._waiting.pop(room, ()):
                if not waiter.done():
                    waiter.set_result(None)
        while len(self._newest) > MAX_ROOMS:
            self._newest.popitem(last=False)

    def close(self) -> None:
        """Let nobody wait any more: the server stops, and answers now what it can answer."""
        self._is_closed = True
        self.announce(dict.fromkeys(self._waiting, 0))

    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        """Return when one of the rooms has an entry above its number, or the time is over.

        What was announced between the caller's look at the database and this call counts.
        """
        if self._is_closed or any(self._newest.get(room, 0) > seq for room, seq in after.items()):
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for room in after:
            self._waiting.setdefault(room, set()).add(waiter)
        try:
            async with asyncio.timeout(timeout_s):
                await waiter
        except TimeoutError:
            return
        finally:
            self._forget(waiter, after)

    def _forget(self, waiter: "asyncio.Future[None]", rooms: Mapping[Room, int]) -> None:
        for room in rooms:
            waiting = self._waiting.get(room)
            if waiting is not None:
                waiting.discard(waiter)
                if not waiting:
                    del self._waiting[room]


def _nobody(_published: Sequence[Published]) -> None:
    return None
