from common.ids import EventId
from desktop.core.notifications.shelf import Shelf, newest
from tests.unit.desktop.notifications import at, make_item

OLD, NEW = make_item("event-1", at=at(1)), make_item("event-2", at=at(2))


def shelf_of_two() -> Shelf[str]:
    shelf: Shelf[str] = Shelf()
    shelf.fill([NEW, OLD])
    return shelf


def test_newest_lines_come_first_up_to_the_limit() -> None:
    shelf = shelf_of_two()

    assert shelf.shown(2, str.upper) == ("EVENT-2", "EVENT-1")
    assert shelf.shown(1, str.upper) == ("EVENT-2",)
    assert list(shelf) == ["event-2", "event-1"]
    assert shelf.oldest() == "event-1"


def test_lines_are_made_anew_only_for_what_changed() -> None:
    shelf, made = shelf_of_two(), []

    def line(event_id: EventId) -> str:
        made.append(event_id)
        return event_id.upper()

    first = shelf.shown(2, line)
    assert shelf.shown(2, line) is first
    shelf.change(OLD, was_here=True, is_here=True)

    assert shelf.shown(2, line) is not first
    assert made == ["event-1", "event-2", "event-1"]


def test_items_come_and_go_in_the_order_of_their_age() -> None:
    shelf, between = shelf_of_two(), make_item("event-3", at=at(1.5))

    shelf.change(between, was_here=False, is_here=True)
    shelf.change(NEW, was_here=True, is_here=False)
    shelf.change(NEW, was_here=False, is_here=False)

    assert list(shelf) == ["event-3", "event-1"]


def test_an_empty_one_has_no_oldest() -> None:
    shelf: Shelf[str] = Shelf()

    assert shelf.oldest() is None
    assert shelf.shown(9, str) == ()


def test_forgotten_lines_are_made_anew() -> None:
    shelf = shelf_of_two()
    shelf.shown(2, str.upper)

    shelf.forget_lines()

    assert shelf.shown(2, str.title) == ("Event-2", "Event-1")


def test_newest_of_some() -> None:
    assert newest({OLD.event_id: OLD, NEW.event_id: NEW}, 1) == (NEW,)
