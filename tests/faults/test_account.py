from collections.abc import Sequence

import pytest

from common.ids import EventId
from common.rooms import Room
from tests.faults.account import Account, account

TEAM, USER = Room("team:t"), Room("user:u")


def ids(letters: str) -> list[EventId]:
    return [EventId(letter) for letter in letters]


def accounted(applied: str, team: str, user: str = "") -> Account:
    return account(ids(applied), {TEAM: ids(team), USER: ids(user)})


def test_everything_once_and_in_order_is_right() -> None:
    assert accounted("abcx", team="abc", user="bx").is_right


def test_event_of_two_rooms_may_come_before_earlier_ones_of_one_of_them() -> None:
    assert accounted("bxac", team="abc", user="bx").is_right


@pytest.mark.parametrize(
    ("applied", "field", "found"),
    [
        ("abx", "lost", "c"),
        ("abcxz", "strange", "z"),
        ("abcxa", "repeated", "a"),
        ("acbx", "misplaced", "c"),
        ("xbac", "misplaced", "b"),
    ],
)
def test_each_difference_is_named(applied: str, field: str, found: Sequence[str]) -> None:
    result = accounted(applied, team="abc", user="bx" if field != "misplaced" else "x")

    assert not result.is_right
    assert list(getattr(result, field)) == ids(str(found))
