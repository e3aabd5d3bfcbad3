"""Figures of several queues together."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from common.ids import UserId
from common.live import AssigneeLoad, QueueMetrics
from common.vocabulary import Priority, Status
from desktop.core.figures.totals import summed_buckets, totals
from desktop.core.figures.values import QueueFigures, SeenQueue
from tests.fakes.clock import NOON
from tests.unit.desktop.figures import FIELD, HOUR, PRINTERS, make_bucket, make_metrics

SEEN = SeenQueue(PRINTERS, "Printers", FIELD, "Field service")

counts = st.integers(0, 1_000)
metrics = st.builds(
    make_metrics,
    open=counts,
    unassigned=counts,
    total=counts,
    resolved=counts,
    status_breakdown=st.dictionaries(st.sampled_from(Status), counts),
    priority_breakdown=st.dictionaries(st.sampled_from(Priority), counts),
    oldest_open_at=st.none() | st.integers(1, 10_000).map(lambda n: NOON - timedelta(minutes=n)),
    average_resolution_seconds=st.none() | st.floats(0, 1e6),
    by_assignee=st.lists(
        st.builds(
            lambda name, is_open: AssigneeLoad(user_id=UserId(name), open=is_open),
            st.sampled_from("abc"),
            counts,
        ),
        max_size=3,
    ).map(tuple),
)
queues = st.lists(
    st.builds(
        QueueFigures,
        queue=st.just(SEEN),
        metrics=st.none() | metrics,
        confirmed_at=st.just(NOON),
        today=st.none() | st.just((make_bucket(NOON, 2, 1),)),
    ),
    max_size=6,
)


def known(found: list[QueueFigures]) -> list[QueueMetrics]:
    return [one.metrics for one in found if one.metrics is not None]


@given(queues)
def test_numbers_are_added_and_the_oldest_is_the_oldest_of_all(found: list[QueueFigures]) -> None:
    together = totals(found)

    assert together.queues == len(known(found))
    assert together.open == sum(m.open for m in known(found))
    assert together.unassigned == sum(m.unassigned for m in known(found))
    assert sum(together.by_status.values()) == sum(
        sum(m.status_breakdown.values()) for m in known(found)
    )
    assert sum(together.by_assignee.values()) == sum(
        load.open for m in known(found) for load in m.by_assignee
    )
    ages = [m.oldest_open_at for m in known(found) if m.oldest_open_at is not None]
    assert together.oldest_open_at == (min(ages) if ages else None)


@given(queues)
def test_a_mean_lies_between_the_smallest_and_the_largest(found: list[QueueFigures]) -> None:
    means = [
        m.average_resolution_seconds
        for m in known(found)
        if m.average_resolution_seconds is not None
    ]
    together = totals(found).average_resolution_s

    assert (together is None) == (not means)
    if together is not None:
        assert min(means) - 1e-6 <= together <= max(means) + 1e-6 * (1 + max(means))


@given(queues, st.randoms())
def test_the_order_of_queues_does_not_matter(found: list[QueueFigures], random) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - Hypothesis
    mixed = list(found)
    random.shuffle(mixed)
    first, second = totals(found), totals(mixed)

    assert replace(first, average_resolution_s=None) == replace(second, average_resolution_s=None)


def test_a_mean_weighs_as_much_as_its_tickets() -> None:
    few = make_metrics(resolved=1, average_resolution_seconds=100.0)
    many = make_metrics(resolved=9, average_resolution_seconds=200.0)
    together = totals([QueueFigures(SEEN, few), QueueFigures(SEEN, many)])

    assert together.average_resolution_s == 190.0


def test_today_is_not_told_while_a_history_is_missing() -> None:
    one = QueueFigures(SEEN, make_metrics(), NOON, today=(make_bucket(NOON, 2, 1),))

    assert totals([one]).created_today == 2
    assert totals([one, replace(one, today=None)]).created_today is None


def test_points_that_not_all_queues_have_are_left_out() -> None:
    long = [make_bucket(NOON + HOUR * n, created=1, open=10) for n in range(4)]
    short = [make_bucket(NOON + HOUR * n, created=2, open=5) for n in range(1, 3)]

    assert summed_buckets([long, short]) == (
        (NOON + HOUR, 3, 0, 15),
        (NOON + 2 * HOUR, 3, 0, 15),
    )
    assert summed_buckets([long, []]) == ()
