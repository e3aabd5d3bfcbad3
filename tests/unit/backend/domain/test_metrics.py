from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import DomainError
from backend.domain.metrics import Measure, MetricKey, contribution, delta, drift, figures
from backend.domain.tickets import Ticket, TicketChange
from common.ids import UserId
from common.live import AssigneeLoad
from common.vocabulary import Priority, Status
from tests.fakes.changes import make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, BEN, INVOICES, LAPTOPS, PRINTERS

Act = Callable[[Ticket], TicketChange]

QUEUES = (PRINTERS, LAPTOPS, INVOICES)

_assignees = st.sampled_from([None, ANA.id, BEN.id])
_acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(lambda who: lambda t: t.assign(who, at=NOON), _assignees),
    st.builds(lambda to: lambda t: t.change_status(to, at=NOON), st.sampled_from(Status)),
    st.builds(lambda to: lambda t: t.change_priority(to, at=NOON), st.sampled_from(Priority)),
    st.builds(lambda to: lambda t: t.move(to, at=NOON), st.sampled_from(QUEUES)),
)


@given(st.lists(st.tuples(st.integers(0, 3), _acts), max_size=40))
def test_figures_kept_by_differences_equal_figures_counted_afresh(
    acts: list[tuple[int, Act]],
) -> None:
    tickets = [
        replace(make_ticket(f"t{n}", n), created_at=NOON - timedelta(hours=n)) for n in range(4)
    ]
    kept: Counter[MetricKey] = Counter()
    for ticket in tickets:
        kept.update(delta(None, ticket))

    for index, act in acts:
        before = tickets[index]
        try:
            tickets[index] = act(before).ticket
        except DomainError:
            continue
        kept.update(delta(before, tickets[index]))

    counted: Counter[MetricKey] = Counter()
    for ticket in tickets:
        counted.update(contribution(ticket))
    assert drift(kept, counted) == {}
    assert all(value >= 0 for value in kept.values())


def test_change_that_moves_no_figure_is_no_version() -> None:
    ticket = make_ticket()

    assert delta(ticket, replace(ticket, title="x", version=2)) == {}


def test_each_queue_that_a_move_touches_gets_one_version() -> None:
    ticket = make_ticket()

    moved = delta(ticket, ticket.move(LAPTOPS, at=NOON).ticket)

    assert moved[MetricKey(PRINTERS.id, Measure.VERSION)] == 1
    assert moved[MetricKey(LAPTOPS.id, Measure.VERSION)] == 1
    assert moved[MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN)] == -1


def test_figures_say_what_the_tickets_say() -> None:
    tickets = [
        make_ticket(),
        replace(make_ticket(), status=Status.PENDING, assignee_id=ANA.id),
        replace(make_ticket(), status=Status.ESCALATED, assignee_id=BEN.id),
        replace(make_ticket(), status=Status.ON_HOLD, assignee_id=BEN.id, priority=Priority.LOW),
        replace(make_ticket(), status=Status.RESOLVED, assignee_id=BEN.id),
        replace(make_ticket(), status=Status.CLOSED),
        replace(make_ticket(), queue_id=LAPTOPS.id),
    ]
    values: Counter[MetricKey] = Counter()
    for ticket in tickets:
        values.update(delta(None, ticket))

    found = figures(
        PRINTERS.id,
        values,
        oldest_open_at=NOON,
        last_hour={},
        today={},
        as_of=NOON + timedelta(seconds=90),
    )

    assert (found.total, found.open, found.resolved, found.version) == (6, 4, 2, 6)
    assert (found.unassigned, found.assigned) == (1, 3)
    assert (found.pending, found.on_hold, found.escalated) == (1, 1, 1)
    assert found.status_breakdown == Counter(
        ticket.status for ticket in tickets if ticket.queue_id == PRINTERS.id
    )
    assert found.priority_breakdown == {Priority.NORMAL: 3, Priority.LOW: 1}
    assert found.by_assignee == (
        AssigneeLoad(user_id=BEN.id, open=2),
        AssigneeLoad(user_id=ANA.id, open=1),
    )
    assert found.average_open_age_seconds == 90
    assert found.oldest_open_at == NOON


def test_empty_queue_has_no_averages() -> None:
    found = figures(PRINTERS.id, {}, oldest_open_at=None, last_hour={}, today={}, as_of=NOON)

    assert found.average_open_age_seconds is None
    assert (found.total, found.version, found.by_assignee) == (0, 0, ())


def test_equal_loads_are_ordered_by_person() -> None:
    values = {
        MetricKey(PRINTERS.id, Measure.OPEN_ASSIGNEE, name): 1 for name in ("b", "a", "", "c")
    }

    found = figures(PRINTERS.id, values, oldest_open_at=None, last_hour={}, today={}, as_of=NOON)

    assert [load.user_id for load in found.by_assignee] == [UserId(name) for name in "abc"]
