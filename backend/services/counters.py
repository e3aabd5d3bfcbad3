"""Counts by name within this process: a bounded table of windows."""

from collections import OrderedDict
from datetime import datetime, timedelta

from typing_extensions import override

from backend.services.ports import Count, Counters, Now

MAX_NAMES = 10_000
"""Names that are remembered; the one that was counted longest ago is forgotten first."""


class LocalCounters(Counters):
    """Counts what happens in this process."""

    def __init__(self, now: Now) -> None:
        """Begin with nothing counted; ``now`` is the clock."""
        self._now = now
        self._windows: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    @override
    async def read(self, name: str) -> Count:
        times, ends_at = self._windows.get(name, (0, self._now()))
        left = ends_at - self._now()
        return Count(times, left) if left > timedelta(0) else Count()

    @override
    async def add(self, name: str, window: timedelta) -> Count:
        present = await self.read(name)
        count = Count(present.times + 1, present.ends_in or window)
        self._windows[name] = (count.times, self._now() + count.ends_in)
        self._windows.move_to_end(name)
        if len(self._windows) > MAX_NAMES:
            self._windows.popitem(last=False)
        return count

    @override
    async def clear(self, name: str) -> None:
        self._windows.pop(name, None)
