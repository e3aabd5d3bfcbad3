from dataclasses import replace

import pytest

from backend.domain.errors import InvalidCommandError
from backend.services.actor import RequestKey
from backend.services.bulk import Bulk
from common import rest
from common.errors import ErrorCode
from common.events import TicketEvent
from common.ids import TicketId
from common.vocabulary import Priority, Status
from tests.fakes.desk import ANA, BEN, CLEO, DAN, INVOICES, LAPTOPS, Desk, actor
from tests.fakes.tables import Tables

URGENT = rest.BulkPatch(priority=Priority.URGENT)


@pytest.fixture
def bulk(desk: Desk) -> Bulk:
    return desk.services.bulk


def codes(results: rest.BulkResults) -> list[str | None]:
    return [None if item.error is None else item.error.code for item in results.items]


async def test_each_ticket_changes_in_a_commit_of_its_own(
    bulk: Bulk, desk: Desk, tables: Tables
) -> None:
    ids = (await desk.ticket(), await desk.ticket(queue=LAPTOPS))
    before = len(tables.published)
    change = rest.BulkPatch(
        status=Status.PENDING, priority=Priority.HIGH, assignee_id=BEN.id, queue_id=LAPTOPS.id
    )

    results = await bulk.change(actor(ANA), rest.Bulk(ids=ids, change=change))

    assert [(item.id, item.ok, item.version) for item in results.items] == [
        (ids[0], True, 2),
        (ids[1], True, 2),
    ]
    for ticket_id in ids:
        ticket = tables.tickets[ticket_id]
        facts = (ticket.status, ticket.priority, ticket.assignee_id, ticket.queue_id)
        assert facts == (Status.PENDING, Priority.HIGH, BEN.id, LAPTOPS.id)
    events = [one.event for one in tables.published[before:]]
    assert {event.ticket_id for event in events if isinstance(event, TicketEvent)} == {*ids}


async def test_one_that_cannot_be_changed_does_not_stop_the_others(
    bulk: Bulk, desk: Desk, tables: Tables
) -> None:
    mine, closed, foreign = (
        await desk.ticket(),
        await desk.ticket(),
        await desk.ticket(queue=INVOICES),
    )
    closing = rest.TicketPatch(status=Status.CLOSED)
    await desk.services.tickets.update(actor(ANA), closed, closing)
    ids = (foreign, TicketId("nowhere"), closed, mine)

    results = await bulk.change(actor(ANA), rest.Bulk(ids=ids, change=URGENT))

    assert [item.id for item in results.items] == list(ids)
    assert codes(results) == [
        ErrorCode.NOT_FOUND,
        ErrorCode.NOT_FOUND,
        ErrorCode.TICKET_CLOSED,
        None,
    ]
    assert tables.tickets[mine].priority is Priority.URGENT
    assert tables.tickets[foreign].priority is Priority.NORMAL


async def test_requester_may_read_the_ticket_no_more(bulk: Bulk, desk: Desk) -> None:
    ticket_id = await desk.ticket()

    results = await bulk.change(actor(DAN), rest.Bulk(ids=(ticket_id,), change=URGENT))

    assert codes(results) == [ErrorCode.PERMISSION_DENIED]


async def test_assignee_is_judged_by_the_queue_that_the_ticket_comes_to(
    bulk: Bulk, desk: Desk, tables: Tables
) -> None:
    ids = (await desk.ticket(),)
    there = rest.BulkPatch(queue_id=LAPTOPS.id, assignee_id=CLEO.id)

    results = await bulk.change(actor(BEN), rest.Bulk(ids=ids, change=there))

    assert codes(results) == [ErrorCode.INVALID_REQUEST]
    assert tables.tickets[ids[0]].version == 1


async def test_closed_ticket_is_opened_before_anything_else(
    bulk: Bulk, desk: Desk, tables: Tables
) -> None:
    ticket_id = await desk.ticket()
    closing = rest.TicketPatch(status=Status.CLOSED)
    await desk.services.tickets.update(actor(ANA), ticket_id, closing)
    opening = rest.BulkPatch(status=Status.OPEN, assignee_id=BEN.id)

    results = await bulk.change(actor(ANA), rest.Bulk(ids=(ticket_id,), change=opening))

    assert codes(results) == [None]
    assert tables.tickets[ticket_id].assignee_id == BEN.id


async def test_key_holds_for_each_ticket_by_itself(bulk: Bulk, desk: Desk, tables: Tables) -> None:
    first, second = await desk.ticket(), await desk.ticket()
    ana = replace(actor(ANA), request=RequestKey("key-1", "digest of the body"))
    wanted = rest.Bulk(ids=(first,), change=URGENT)
    await bulk.change(ana, wanted)
    calm = rest.TicketPatch(priority=Priority.LOW)
    await desk.services.tickets.update(actor(ANA), first, calm)

    results = await bulk.change(ana, rest.Bulk(ids=(first, second), change=URGENT))

    # The first answer again, and nothing done again.
    assert [item.version for item in results.items] == [2, 2]
    assert tables.tickets[first].priority is Priority.LOW
    assert tables.tickets[second].priority is Priority.URGENT
    other = rest.Bulk(ids=(first,), change=URGENT, silent=True)
    assert codes(await bulk.change(ana, other)) == [ErrorCode.IDEMPOTENCY_MISMATCH]


async def test_silent_change_is_recorded_and_moves_the_figures_and_notifies_nobody(
    bulk: Bulk, desk: Desk, tables: Tables
) -> None:
    ticket_id = await desk.ticket()
    before, unread = len(tables.published), await desk.services.notifications.unread(actor(ANA))
    change = rest.BulkPatch(status=Status.ESCALATED, assignee_id=ANA.id, priority=Priority.URGENT)

    await bulk.change(actor(BEN), rest.Bulk(ids=(ticket_id,), change=change, silent=True))

    events = [one.event for one in tables.published[before:]]
    assert len(events) == 4
    assert all(isinstance(event, TicketEvent) and event.silent for event in events)
    figures = await desk.services.metrics.snapshot(actor(ANA), tables.tickets[ticket_id].queue_id)
    assert (figures.escalated, figures.assigned) == (1, 1)
    assert await desk.services.notifications.unread(actor(ANA)) == unread


async def test_nothing_to_change_is_refused(bulk: Bulk, desk: Desk) -> None:
    ids = (await desk.ticket(),)

    with pytest.raises(InvalidCommandError):
        await bulk.change(actor(ANA), rest.Bulk(ids=ids, change=rest.BulkPatch()))
