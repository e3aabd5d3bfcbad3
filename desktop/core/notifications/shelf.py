"""Some of the items in the order of their age, and the newest of them as lines. Pure.

A line is made once for each state of its item, and the same tuple is given again while none of
its lines changed: whoever shows it sees at once that there is nothing to do.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import nlargest
from typing import Generic, TypeAlias, TypeVar

from common.ids import EventId
from desktop.core.state import Item

_Age: TypeAlias = tuple[datetime, EventId]
_Line = TypeVar("_Line")


def age_of(item: Item) -> _Age:
    """Return what items are ordered by: their time, then their id."""
    return item.at, item.event_id


class Shelf(Generic[_Line]):
    """Ids in the order of age; a change costs the same however many there are."""

    def __init__(self) -> None:
        """Begin empty."""
        self._order: list[_Age] = []
        """Oldest first."""
        self._lines: dict[EventId, _Line] = {}
        self._shown: tuple[_Line, ...] | None = None
        self._limit = 0

    def __iter__(self) -> Iterator[EventId]:
        """Iterate over the ids, newest first."""
        return (event_id for _, event_id in reversed(self._order))

    def fill(self, items: list[Item]) -> None:
        """Put all of ``items``, which are new."""
        self._order = sorted(map(age_of, items))

    def oldest(self) -> EventId | None:
        """Return the id of the oldest one, None when it is empty."""
        return self._order[0][1] if self._order else None

    def change(self, item: Item, *, was_here: bool, is_here: bool) -> None:
        """Put an item, take it away, or note that it changed."""
        if was_here or is_here:
            self._lines.pop(item.event_id, None)
            self._shown = None
        if is_here and not was_here:
            insort(self._order, age_of(item))
        elif was_here and not is_here:
            del self._order[bisect_left(self._order, age_of(item))]

    def forget_lines(self) -> None:
        """Make all lines anew: they would read otherwise now."""
        self._lines.clear()
        self._shown = None

    def shown(self, limit: int, line_of: Callable[[EventId], _Line]) -> tuple[_Line, ...]:
        """Return the newest ones as lines, newest first, at most ``limit``."""
        if self._shown is None or limit != self._limit:
            known, newest = self._lines, [event_id for _, event_id in self._order[-limit:]]
            # Only what is shown is kept: a list that was closed again costs no memory.
            self._lines = {i: known[i] if i in known else line_of(i) for i in newest}
            self._shown = tuple(reversed(self._lines.values()))
            self._limit = limit
        return self._shown


def newest(items: dict[EventId, Item], limit: int) -> tuple[Item, ...]:
    """Return the newest of ``items``, newest first, at most ``limit``."""
    return tuple(nlargest(limit, items.values(), key=age_of))
