from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import DomainError
from backend.domain.flow import Flow, FlowKey, Span, bucket, flows, net, seconds_between
from backend.domain.tickets import Ticket, TicketChange
from common.ids import QueueId
from common.vocabulary import FINISHED, Status
from tests.fakes.changes import make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import INVOICES, LAPTOPS, PRINTERS

QUEUES = (PRINTERS, LAPTOPS, INVOICES)
Act = Callable[[Ticket, datetime], TicketChange]

_status: st.SearchStrategy[Act] = st.builds(
    lambda to: lambda t, at: t.change_status(to, at=at), st.sampled_from(Status)
)
_move: st.SearchStrategy[Act] = st.builds(
    lambda to: lambda t, at: t.move(to, at=at), st.sampled_from(QUEUES)
)
_both: st.SearchStrategy[Act] = st.builds(
    lambda first, second: lambda t, at: first(t, at).then(lambda u: second(u, at)),
    st.one_of(_status, _move),
    st.one_of(_status, _move),
)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 200), st.one_of(_status, _move, _both)),
        max_size=40,
    )
)
def test_open_tickets_change_by_what_flows_say_in_every_hour(
    acts: list[tuple[int, int, Act]],
) -> None:
    at = NOON
    tickets = [make_ticket(f"t{n}", n) for n in range(4)]
    happened: Counter[FlowKey] = Counter()
    open_by_hour: dict[tuple[QueueId, datetime], int] = {}
    for ticket in tickets:
        happened.update(flows(None, ticket))

    for index, minutes, act in acts:
        at += timedelta(minutes=minutes)
        try:
            after = act(tickets[index], at).ticket
        except DomainError:
            continue
        happened.update(flows(tickets[index], replace(after, updated_at=at)))
        tickets[index] = after
        for queue in QUEUES:
            is_open = [t for t in tickets if t.queue_id == queue.id and t.status not in FINISHED]
            open_by_hour[queue.id, bucket(Span.HOUR, at)] = len(is_open)

    for (queue_id, hour), is_open_then in open_by_hour.items():
        until: Counter[Flow] = Counter()
        for key, value in happened.items():
            if key.span is Span.HOUR and key.queue_id == queue_id and key.begins_at <= hour:
                until[key.flow] += value
        assert net(until) == is_open_then
    assert all(value > 0 for value in happened.values())


@given(st.lists(st.tuples(st.integers(-90, 90), st.one_of(_status, _move, _both)), max_size=20))
def test_no_hour_has_fewer_than_no_open_tickets_even_when_clocks_go_back(
    acts: list[tuple[int, Act]],
) -> None:
    at, ticket = NOON, make_ticket()
    happened = Counter(flows(None, ticket))

    for minutes, act in acts:
        at += timedelta(minutes=minutes)
        with suppress(DomainError):
            after = act(ticket, at).ticket
            happened.update(flows(ticket, after))
            ticket = after

    for queue in QUEUES:
        for hour in {key.begins_at for key in happened}:
            until = Counter[Flow]()
            for key, value in happened.items():
                if key.span is Span.HOUR and key.queue_id == queue.id and key.begins_at <= hour:
                    until[key.flow] += value
            assert net(until) in (0, 1)


def test_both_spans_count_the_same_act() -> None:
    ticket = replace(make_ticket(), updated_at=NOON + timedelta(minutes=5, seconds=7))

    assert flows(None, ticket) == {
        FlowKey(PRINTERS.id, Span.MINUTE, NOON + timedelta(minutes=5), Flow.CREATED): 1,
        FlowKey(PRINTERS.id, Span.HOUR, NOON, Flow.CREATED): 1,
    }


def test_closing_a_resolved_ticket_resolves_nothing_twice() -> None:
    resolved = make_ticket().change_status(Status.RESOLVED, at=NOON).ticket
    closed = resolved.change_status(Status.CLOSED, at=NOON).ticket

    assert flows(resolved, closed) == {}


def test_finished_ticket_that_moves_changes_nobodys_open_tickets() -> None:
    resolved = make_ticket().change_status(Status.RESOLVED, at=NOON).ticket

    assert flows(resolved, resolved.move(LAPTOPS, at=NOON).ticket) == {}


def test_clock_that_was_set_back_makes_no_negative_time() -> None:
    assert seconds_between(NOON, NOON - timedelta(seconds=1)) == 0


def test_buckets_begin_at_full_hours_of_utc() -> None:
    half_past = datetime(2026, 1, 1, 0, 15, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert bucket(Span.HOUR, half_past) == datetime(2025, 12, 31, 18, tzinfo=UTC)
