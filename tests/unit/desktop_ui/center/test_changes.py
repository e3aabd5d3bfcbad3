from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.view import CenterItem
from desktop.ui.center.changes import Insertion, Removal, changes_between
from tests.unit.desktop_ui.builders import make_item, make_items

ONE, TWO, THREE, FOUR = make_items(4)
NUMBERS = st.lists(st.integers(1, 12), unique=True)


def follow(old: list[CenterItem], new: list[CenterItem]) -> list[str] | None:
    """Return the ids after the steps; None when there are none to follow."""
    steps = changes_between(old, new)
    if steps is None:
        return None
    rows = list(old)
    for step in steps:
        if isinstance(step, Removal):
            del rows[step.first : step.first + step.count]
        else:
            rows[step.first : step.first] = new[step.first : step.first + step.count]
    return [item.event_id for item in rows]


@given(old=NUMBERS, new=NUMBERS)
def test_steps_lead_to_the_new_list_or_there_are_none(old: list[int], new: list[int]) -> None:
    before, after = list(map(make_item, old)), list(map(make_item, new))
    keeps_order = [n for n in old if n in new] == [n for n in new if n in old]

    reached = follow(before, after)

    assert reached == ([item.event_id for item in after] if keeps_order else None)


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        ((ONE, TWO), (ONE, TWO), []),
        ((ONE, TWO), (ONE, replace(TWO, read=True)), []),
        ((TWO, THREE), (ONE, TWO, THREE, FOUR), [Insertion(0, 1), Insertion(3, 1)]),
        ((ONE, TWO, THREE, FOUR), (ONE, FOUR), [Removal(1, 2)]),
        ((ONE, TWO, THREE), (TWO, FOUR), [Removal(2, 1), Removal(0, 1), Insertion(1, 1)]),
    ],
    ids=["same", "changed", "arrived", "cleared", "all-at-once"],
)
def test_steps_are_as_few_as_they_can_be(
    old: tuple[CenterItem, ...], new: tuple[CenterItem, ...], steps: list[object]
) -> None:
    assert changes_between(old, new) == steps
