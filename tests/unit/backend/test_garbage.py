import gc
from collections.abc import Iterator

import pytest

from backend import garbage


class Cycle:
    """Holds itself, and is found by a search only."""

    found = 0

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Cycle.found += 1


@pytest.fixture(autouse=True)
def settled() -> Iterator[None]:
    before = gc.get_threshold()
    garbage.settle()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_at_the_start_is_not_searched_again() -> None:
    assert gc.get_freeze_count() > len(gc.get_objects(generation=2))
    assert gc.get_threshold() == garbage.THRESHOLDS


def test_garbage_that_is_made_later_is_found() -> None:
    before = Cycle.found
    Cycle()

    gc.collect()

    assert Cycle.found == before + 1
