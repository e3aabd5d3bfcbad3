"""How one list of items becomes another, in steps that a view can follow. No widget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from desktop.core.view import CenterItem


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows leave."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Insertion:
    """Rows come; ``first`` is their place in the new list."""

    first: int
    count: int


Step: TypeAlias = Removal | Insertion


def changes_between(old: Sequence[CenterItem], new: Sequence[CenterItem]) -> list[Step] | None:
    """Return the steps from ``old`` to ``new``: removals from the end, then insertions in order.

    Each step names rows of the list as it is when its turn comes. None when what stays does not
    keep its order.
    """
    start, end = _common_ends(old, new)
    some, others = old[start : len(old) - end], new[start : len(new) - end]
    known = {item.event_id for item in some}
    coming = {item.event_id for item in others}
    stays = [item.event_id for item in some if item.event_id in coming]
    if stays != [item.event_id for item in others if item.event_id in known]:
        return None
    gone = [start + row for row, item in enumerate(some) if item.event_id not in coming]
    arrived = [start + row for row, item in enumerate(others) if item.event_id not in known]
    removals = [Removal(first, count) for first, count in _runs(gone)]
    return [*reversed(removals), *(Insertion(first, count) for first, count in _runs(arrived))]


def _common_ends(old: Sequence[CenterItem], new: Sequence[CenterItem]) -> tuple[int, int]:
    """Return how many items both lists begin with, and how many others both end with."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start].event_id == new[start].event_id:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end].event_id == new[-1 - end].event_id:
        end += 1
    return start, end


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Return first and length of each run of rows that follow each other."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        numbers = [row for _, row in run]
        yield numbers[0], len(numbers)
