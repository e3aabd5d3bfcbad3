"""A limit is told once, and again only after its figure has fallen below it."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.figures.guard import Guard
from desktop.core.figures.thresholds import Thresholds
from desktop.core.figures.values import QueueFigures, SeenQueue
from tests.fakes.clock import NOON
from tests.unit.desktop.figures import FIELD, PRINTERS, make_metrics

SEEN = SeenQueue(PRINTERS, "Printers", FIELD, "Field service")
LIMIT = Thresholds(["* open 5 10 notify"])


def look(guard: Guard, is_open: int, limits: Thresholds = LIMIT) -> int:
    """Return how many limits are told at this value."""
    due, _ = guard.look([QueueFigures(SEEN, make_metrics(open=is_open))], limits, NOON)
    for reached in due:
        guard.told(reached)
    return len(due)


def test_limit_is_told_once_until_its_figure_has_fallen_below() -> None:
    guard = Guard()

    told = [look(guard, value) for value in (3, 9, 10, 12, 9, 10, 8, 5, 11, 4, 10)]

    assert told == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_what_is_over_its_limit_at_the_start_is_not_told() -> None:
    guard = Guard()

    assert [look(guard, value) for value in (20, 21, 2, 10)] == [0, 0, 0, 1]


def test_what_could_not_be_told_is_told_later_if_it_is_still_so() -> None:
    guard = Guard()
    look(guard, 1)
    queues = [QueueFigures(SEEN, make_metrics(open=10))]

    assert len(guard.look(queues, LIMIT, NOON)[0]) == 1
    assert len(guard.look(queues, LIMIT, NOON)[0]) == 1
    assert look(guard, 1) == 0


def test_tag_of_what_is_no_longer_so_is_told_once() -> None:
    guard = Guard()
    for value in (1, 10):
        look(guard, value)
    queues = [QueueFigures(SEEN, make_metrics(open=1))]

    assert guard.look(queues, LIMIT, NOON)[1] == [f"limit:{PRINTERS}:open"]
    assert guard.look(queues, LIMIT, NOON)[1] == []


def test_ticket_that_grows_old_reaches_the_limit_without_any_news() -> None:
    guard, limits = Guard(), Thresholds(["* oldest_minutes - 60 notify"])
    queue = QueueFigures(SEEN, make_metrics(oldest_open_at=NOON))

    ages = [
        len(guard.look([queue], limits, NOON + timedelta(minutes=minutes))[0])
        for minutes in (0, 59, 60)
    ]
    assert ages == [0, 0, 1]


def test_limits_that_do_not_notify_tell_nothing() -> None:
    guard, silent = Guard(), Thresholds(["* open 5 10"])

    assert [look(guard, value, silent) for value in (1, 20)] == [0, 0]


@given(st.lists(st.integers(0, 20), max_size=60))
def test_between_two_toasts_the_figure_was_always_calm(values: list[int]) -> None:
    guard = Guard()
    told = [position for position, value in enumerate(values) if look(guard, value)]

    for first, second in pairwise(told):
        assert min(values[first:second]) <= 4
