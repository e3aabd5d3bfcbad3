"""The last bucket moves with live figures, and says what the server would say."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from common.queue_history import HistoryStep, QueueHistoryBucket
from desktop.core.figures.history import (
    STEP,
    bucket_of,
    midnight,
    range_begin,
    rolled,
    up_to_now,
    wanted,
)
from desktop.core.figures.values import FigureRange
from tests.fakes.clock import NOON
from tests.unit.desktop.figures import HOUR, MINUTE, make_bucket, make_metrics

BERLIN = timezone(HOUR)
DENVER = timezone(-7 * HOUR)

acts = st.lists(
    st.tuples(st.integers(0, 3 * 24 * 60 - 1), st.sampled_from(["created", "resolved"])),
    max_size=40,
)
"""Minutes after three days ago, and what happened in them."""


class Truth:
    """What happened in a queue, counted as the server counts it."""

    def __init__(self, found: list[tuple[int, str]]) -> None:
        self.begin = NOON - timedelta(days=3)
        self.acts = [(self.begin + MINUTE * minute, what) for minute, what in found]

    def count(self, what: str, begin: datetime, end: datetime) -> int:
        return sum(one == what and begin <= at < end for at, one in self.acts)

    def open(self, end: datetime) -> int:
        came = self.count("created", self.begin, end)
        return 100 + came - self.count("resolved", self.begin, end)

    def history(
        self, step: HistoryStep, begin: datetime, now: datetime
    ) -> tuple[QueueHistoryBucket, ...]:
        at, buckets = bucket_of(step, begin), []
        while at <= now:
            end = min(at + STEP[step], now)
            numbers = [self.count(what, at, end) for what in ("created", "resolved")]
            buckets.append(make_bucket(at, *numbers, open=self.open(end)))
            at += STEP[step]
        return tuple(buckets)

    def metrics(self, now: datetime):  # type: ignore[no-untyped-def] # noqa: ANN201 - a test's helper
        minute, day = bucket_of(HistoryStep.MINUTE, now), bucket_of(HistoryStep.DAY, now)
        return make_metrics(
            as_of=now,
            open=self.open(now),
            created_last_hour=self.count("created", minute - 59 * MINUTE, now),
            resolved_last_hour=self.count("resolved", minute - 59 * MINUTE, now),
            created_today=self.count("created", day, now),
            resolved_today=self.count("resolved", day, now),
        )


@given(
    found=acts,
    chosen=st.sampled_from(list(FigureRange)),
    zone=st.sampled_from([UTC, BERLIN, DENVER]),
    fetched=st.integers(24 * 60, 2 * 24 * 60),
    steps=st.lists(st.integers(1, 40), max_size=30),
)
def test_buckets_moved_by_live_figures_are_those_that_the_server_counts(
    found: list[tuple[int, str]],
    chosen: FigureRange,
    zone: timezone,
    fetched: int,
    steps: list[int],
) -> None:
    truth = Truth(found)
    now = truth.begin + MINUTE * fetched
    for step, begin in wanted(chosen, now, zone).items():
        first = max(begin, bucket_of(HistoryStep.DAY, truth.begin + timedelta(days=1)))
        at, held = now, truth.history(step, first, now)
        for seconds in steps:
            at += timedelta(seconds=seconds)
            held = up_to_now(held, step, truth.metrics(at))

        assert held == truth.history(step, first, at)


def test_current_hour_holds_what_the_day_counts_and_earlier_hours_do_not() -> None:
    day = bucket_of(HistoryStep.DAY, NOON)
    held = tuple(make_bucket(day + HOUR * number, created=2) for number in range(13))

    moved = up_to_now(
        held, HistoryStep.HOUR, make_metrics(as_of=NOON + MINUTE, created_today=29, open=9)
    )

    assert [bucket.created for bucket in moved[-2:]] == [2, 5]
    assert moved[-1].open == 9


def test_figures_of_a_history_that_begins_too_late_move_only_what_is_open() -> None:
    held = (make_bucket(NOON - HOUR, created=1), make_bucket(NOON, created=1))

    moved = up_to_now(held, HistoryStep.HOUR, make_metrics(created_today=50, open=7))

    assert (moved[-1].created, moved[-1].open) == (1, 7)


def test_older_figures_change_nothing() -> None:
    held = (make_bucket(NOON),)

    assert up_to_now(held, HistoryStep.HOUR, make_metrics(as_of=NOON - MINUTE)) == held


def test_hours_in_which_nothing_happened_keep_what_was_open() -> None:
    grown = rolled((make_bucket(NOON, created=3, open=5),), HistoryStep.HOUR, NOON + 3 * HOUR)

    assert [(bucket.created, bucket.open) for bucket in grown] == [(3, 5), (0, 5), (0, 5), (0, 5)]


def test_today_begins_at_midnight_here() -> None:
    assert range_begin(FigureRange.TODAY, NOON, BERLIN) == datetime(
        NOON.year, NOON.month, NOON.day, tzinfo=BERLIN
    )
    assert midnight(NOON, None) == midnight(NOON, NOON.astimezone().tzinfo)


def test_every_range_also_needs_the_hours_of_today() -> None:
    begin = range_begin(FigureRange.TODAY, NOON, DENVER)
    for chosen in FigureRange:
        assert wanted(chosen, NOON, DENVER)[HistoryStep.HOUR] <= begin
