from common.ids import EventId
from desktop.core.toasts.flood import MAX_TAGS, FloodGate, ToastBook
from desktop.core.toasts.toast import Toast, Urgency


def make_toast(tag: str, event_id: str) -> Toast:
    return Toast(tag, "title", "body", Urgency.NORMAL, event_ids=(EventId(event_id),))


def test_three_toasts_pass_and_the_fourth_waits_for_the_window() -> None:
    gate = FloodGate()
    for now_s in (0.0, 1.0, 2.0):
        assert not gate.opens_in_s(now_s)
        gate.shown(now_s)

    assert gate.opens_in_s(2.0) == 8.0
    assert not gate.opens_in_s(10.0)


def test_window_slides() -> None:
    gate = FloodGate()
    for now_s in (0.0, 9.0, 9.5):
        gate.shown(now_s)
    gate.shown(10.0)

    assert gate.opens_in_s(10.0) == 9.0


def test_summary_closes_the_gate_for_a_whole_window() -> None:
    gate = FloodGate()
    gate.summed_up(5.0)

    assert gate.opens_in_s(6.0) == 9.0
    assert not gate.opens_in_s(15.0)


def test_newest_toast_of_a_tag_is_the_one_that_counts() -> None:
    book = ToastBook()
    book.shown(make_toast("ticket-1", "event-1"))

    book.shown(make_toast("ticket-1", "event-2"))

    assert book.events_of("ticket-1") == ("event-2",)


def test_toast_that_is_gone_stands_for_nothing() -> None:
    book = ToastBook()
    book.shown(make_toast("ticket-1", "event-1"))

    book.gone("ticket-1")

    assert (book.events_of("ticket-1"), book.tags()) == ((), ())


def test_book_is_bounded() -> None:
    book = ToastBook()
    for number in range(MAX_TAGS + 5):
        book.shown(make_toast(f"ticket-{number}", "event-1"))

    assert len(book.tags()) == MAX_TAGS
    assert "ticket-0" not in book.tags()
