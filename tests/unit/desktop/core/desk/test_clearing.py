from common.ids import EventId
from desktop.core.desk.clearing import UNDO_S, Clearings

ONE, TWO, THREE = EventId("one"), EventId("two"), EventId("three")


def test_each_clearing_is_taken_back_by_itself_the_last_one_first() -> None:
    clearings = Clearings()
    clearings.add((ONE, TWO), 0.0)
    clearings.add((THREE,), 1.0)

    assert (clearings.last_count, clearings.undo()) == (1, (THREE,))
    assert (clearings.last_count, clearings.undo()) == (2, (ONE, TWO))
    assert (clearings.last_count, clearings.undo()) == (0, ())


def test_what_is_due_is_not_held_and_cannot_be_taken_back() -> None:
    clearings = Clearings()
    clearings.add((ONE,), 0.0)
    clearings.add((TWO,), 1.0)

    assert clearings.held(UNDO_S) == {TWO}
    assert clearings.due_in_s(UNDO_S) == 1.0
    assert clearings.held(UNDO_S + 1.0) == frozenset()
    assert clearings.due_in_s(UNDO_S + 1.0) is None
    assert clearings.undo() == ()


def test_clearing_of_nothing_is_none() -> None:
    clearings = Clearings()

    clearings.add((), 0.0)

    assert clearings.due_in_s(0.0) is None
