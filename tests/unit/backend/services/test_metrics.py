import pytest

from backend.domain.errors import NotFoundError
from common import rest
from common.ids import QueueId
from common.vocabulary import Status
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, LAPTOPS, PRINTERS, Desk, actor


async def test_figures_follow_the_tickets(desk: Desk) -> None:
    await desk.ticket()
    ticket_id = await desk.ticket(assignee=ANA)
    await desk.ticket(assignee=ANA)
    resolved = rest.TicketPatch(status=Status.RESOLVED)
    await desk.services.tickets.update(actor(ANA), ticket_id, resolved)

    found = await desk.services.metrics.snapshot(actor(ANA), PRINTERS.id)

    assert (found.total, found.open, found.resolved) == (3, 2, 1)
    assert (found.assigned, found.unassigned) == (1, 1)
    assert found.as_of == desk.clock()
    assert found.oldest_open_at is not None


async def test_moved_ticket_counts_where_it_is(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    before = await desk.services.metrics.current(PRINTERS.id)

    moved = rest.TicketPatch(queue_id=LAPTOPS.id)
    await desk.services.tickets.update(actor(BEN), ticket_id, moved)

    after = await desk.services.metrics.current(PRINTERS.id)
    assert (before.total, after.total) == (1, 0)
    assert after.version > before.version
    assert (await desk.services.metrics.current(LAPTOPS.id)).total == 1


async def test_only_for_those_who_see_the_queue(desk: Desk) -> None:
    for person in (CLEO, DAN):
        with pytest.raises(NotFoundError):
            await desk.services.metrics.snapshot(actor(person), PRINTERS.id)
    with pytest.raises(NotFoundError):
        await desk.services.metrics.snapshot(actor(EVE), QueueId("nowhere"))
