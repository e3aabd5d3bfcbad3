"""What the server's list does to what is held."""

from common.ids import EventId
from desktop.core.reasons import Rule
from desktop.core.state import Mark
from tests.unit.desktop.notifications import (
    at,
    center_with,
    make_item,
)

FIRST_EVENT, SECOND_EVENT = EventId("event-1"), EventId("event-2")


def test_list_of_the_server_replaces_what_is_held() -> None:
    center = center_with(make_item("event-1"), make_item("event-2"))

    center.replaced(
        [make_item("event-2", read=True)], is_complete=True, first_contact=False, late=True
    )

    assert [item.event_id for item in center.listed()] == [SECOND_EVENT]
    assert center.unread() == ()
    assert [item.event_id for item in center.undecided()] == [SECOND_EVENT]


def test_first_contact_interrupts_nobody() -> None:
    center = center_with()

    center.replaced([make_item()], is_complete=True, first_contact=True, late=True)

    assert center.undecided() == ()
    assert len(center.unread()) == 1


def test_what_was_missed_waits_for_the_digest() -> None:
    center = center_with()

    center.replaced(
        [make_item("event-1"), make_item("event-2", read=True)],
        is_complete=True,
        first_contact=False,
        late=True,
    )

    assert [item.event_id for item in center.undecided()] == [FIRST_EVENT]


def test_what_the_list_brings_to_who_is_here_does_not_wait_for_the_digest() -> None:
    center = center_with()

    center.replaced([make_item()], is_complete=True, first_contact=False, late=False)

    assert [item.late for item in center.undecided()] == [False]


def test_decision_that_was_made_is_kept() -> None:
    center = center_with(make_item(rule=Rule.HIGH_PRIORITY))

    center.replaced([make_item()], is_complete=True, first_contact=False, late=True)

    assert center.undecided() == ()


def test_mark_that_is_on_its_way_is_kept() -> None:
    center = center_with(make_item(rule=Rule.HIGH_PRIORITY))
    center.mark([FIRST_EVENT], Mark.READ)

    center.replaced([make_item()], is_complete=True, first_contact=False, late=True)

    assert center.unread() == ()


def test_mark_unread_that_is_on_its_way_is_kept() -> None:
    center = center_with(make_item(read=True, at=at(-60), rule=Rule.HIGH_PRIORITY))
    center.mark([FIRST_EVENT], Mark.UNREAD)

    center.replaced([make_item("event-2")], is_complete=False, first_contact=False, late=True)

    assert FIRST_EVENT in {item.event_id for item in center.unread()}


def test_what_is_older_than_an_incomplete_list_stays_but_is_read() -> None:
    old = make_item("event-1", at=at(-60), rule=Rule.HIGH_PRIORITY)
    center = center_with(old, make_item("event-2", at=at(1)))

    center.replaced(
        [make_item("event-3", at=at(0))], is_complete=False, first_contact=False, late=True
    )

    assert {item.event_id for item in center.listed()} == {"event-1", "event-3"}
    assert [item.event_id for item in center.unread()] == ["event-3"]
