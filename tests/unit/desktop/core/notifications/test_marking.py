from collections.abc import Callable
from typing import Any

import pytest

from desktop.core.notifications import marking
from desktop.core.state import Facts, Item, Mark
from tests.unit.desktop.notifications import make_item


@pytest.mark.parametrize(
    ("mark", "fields", "seen"),
    [
        (Mark.READ, {}, True),
        (Mark.READ, {"read": True}, False),
        (Mark.READ, {"cleared": True}, False),
        (Mark.UNREAD, {"read": True}, True),
        (Mark.UNREAD, {}, False),
        (Mark.UNREAD, {"read": True, "cleared": True}, False),
        (Mark.CLEARED, {"read": True}, True),
        (Mark.CLEARED, {"cleared": True}, False),
    ],
)
def test_mark_is_seen_only_where_it_changes_something(
    mark: Mark, fields: dict[str, Any], *, seen: bool
) -> None:
    assert marking.changes(make_item(**fields), mark) is seen


@pytest.mark.parametrize("mark", [Mark.READ, Mark.UNREAD])
def test_mark_that_is_taken_back_leaves_what_the_server_said_last(mark: Mark) -> None:
    was_read = mark is Mark.UNREAD
    item = marking.marked_here(make_item(read=was_read), mark)
    assert item.read is not was_read

    assert marking.taken_back(item) == make_item(read=was_read)


def test_mark_of_another_device_lies_below_the_one_that_was_made_here() -> None:
    item = marking.marked_here(make_item(read=True), Mark.UNREAD)
    item = marking.marked_here(marking.marked_there(item, Mark.READ), Mark.READ)
    item = marking.marked_there(item, Mark.UNREAD)

    assert (item.read, item.unconfirmed) == (True, Mark.READ)
    assert marking.taken_back(item) == make_item(read=False)


def test_mark_that_comes_back_by_the_room_is_confirmed() -> None:
    item = marking.marked_here(make_item(read=True), Mark.UNREAD)

    assert marking.marked_there(item, Mark.UNREAD) == make_item(read=False)


def test_clearing_that_is_taken_back_lets_an_older_mark_go_on() -> None:
    item = marking.marked_here(marking.marked_here(make_item(), Mark.READ), Mark.CLEARED)

    back = marking.taken_back(item)

    assert (back.cleared, back.read, back.unconfirmed) == (False, True, Mark.READ)
    assert marking.taken_back(back) == make_item()


def test_what_is_read_elsewhere_while_it_is_cleared_here_is_read_when_it_comes_back() -> None:
    item = marking.marked_there(marking.marked_here(make_item(), Mark.CLEARED), Mark.READ)

    assert marking.taken_back(item) == make_item(read=True)


def test_cleared_elsewhere_beats_what_is_on_its_way() -> None:
    item = marking.marked_here(make_item(), Mark.READ)

    gone = marking.marked_there(item, Mark.CLEARED)

    assert gone.cleared
    assert (gone.unconfirmed, gone.read_on_server) == (None, None)


def _plain(item: Item) -> Item:
    return item


def _reading(item: Item) -> Item:
    return marking.marked_here(item, Mark.READ)


def _clearing(item: Item) -> Item:
    return marking.marked_here(item, Mark.CLEARED)


@pytest.mark.parametrize(
    ("made", "read", "cleared"),
    [(_plain, False, False), (_reading, True, False), (_clearing, False, True)],
)
def test_list_of_the_server_leaves_what_is_on_its_way(
    made: Callable[[Item], Item], *, read: bool, cleared: bool
) -> None:
    listed = make_item(facts=Facts(ticket_number=7))

    item = marking.listed_there(made(make_item()), listed)

    assert (item.read, item.cleared, item.facts) == (read, cleared, listed.facts)
