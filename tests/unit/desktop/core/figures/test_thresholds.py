"""Limits: what they are written as, which one holds, how far a figure has come."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.ids import QueueId
from desktop.core.figures.thresholds import (
    EVERY_QUEUE,
    Figure,
    Level,
    Threshold,
    Thresholds,
    threshold_of,
    value_of,
)
from desktop.core.settings.values import Settings
from tests.fakes.clock import NOON
from tests.unit.desktop.figures import LAPTOPS, PRINTERS, make_metrics

limits = st.none() | st.integers(0, 999_999)
thresholds = st.builds(
    Threshold,
    queue_id=st.sampled_from([EVERY_QUEUE, PRINTERS, QueueId("q_1-x")]),
    figure=st.sampled_from(Figure),
    warn=limits,
    alarm=limits,
    notify=st.booleans(),
)


@given(thresholds)
def test_every_limit_can_be_written_as_the_setting_and_read_again(one: Threshold) -> None:
    (line,) = msgspec.convert({"thresholds": [one.line]}, Settings).thresholds

    assert threshold_of(line) == one


def test_limit_of_a_queue_comes_before_that_of_every_queue() -> None:
    found = Thresholds(["* open 5 10", f"{PRINTERS} open 50 100"])

    assert found.level(Figure.OPEN, make_metrics(PRINTERS, open=20), NOON) is Level.NORMAL
    assert found.level(Figure.OPEN, make_metrics(LAPTOPS, open=20), NOON) is Level.ALARM
    assert found.level(Figure.UNASSIGNED, make_metrics(unassigned=99), NOON) is Level.NORMAL


@pytest.mark.parametrize(
    ("line", "value", "level"),
    [
        ("* open 5 10", 4, Level.NORMAL),
        ("* open 5 10", 5, Level.WARN),
        ("* open 5 10", 10, Level.ALARM),
        ("* open - 10", 9, Level.NORMAL),
        ("* open 5 -", 500, Level.WARN),
    ],
)
def test_level_is_reached_at_its_limit(line: str, value: int, level: Level) -> None:
    assert threshold_of(line).level_of(value) is level
    assert threshold_of(line).level_of(None) is Level.NORMAL


@given(thresholds)
def test_who_is_calm_again_is_below_the_limit_that_notified(one: Threshold) -> None:
    if one.highest is not None:
        assert one.calm_again < one.highest


def test_age_of_the_oldest_ticket_is_told_in_minutes() -> None:
    metrics = make_metrics(oldest_open_at=NOON - timedelta(hours=2))

    assert value_of(Figure.OLDEST_MINUTES, metrics, NOON) == 120
    assert value_of(Figure.OLDEST_MINUTES, make_metrics(), NOON) is None


def test_only_queues_with_a_limit_that_notifies_are_heard_in_the_background() -> None:
    found = Thresholds([f"{PRINTERS} open 5 10", f"{LAPTOPS} open 5 - notify"])

    assert found.notifying([PRINTERS, LAPTOPS]) == (LAPTOPS,)
    assert Thresholds(["* open - - notify"]).notifying([PRINTERS]) == ()
