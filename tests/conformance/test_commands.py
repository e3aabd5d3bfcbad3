"""Commands from many callers at once, on any storage."""

import asyncio
from collections import Counter
from dataclasses import replace

from backend.domain.metrics import contribution, drift
from backend.services.actor import RequestKey
from backend.services.ports import TicketFilter
from common import rest
from common.vocabulary import Priority, Status
from tests.conformance.conftest import Store
from tests.fakes.desk import ANA, BEN, DAN, EVE, INVOICES, LAPTOPS, PRINTERS, Desk, actor

QUEUES = (PRINTERS, LAPTOPS, INVOICES)


async def test_concurrent_repetitions_of_one_request_file_one_ticket(
    desk: Desk, store: Store
) -> None:
    dan = replace(actor(DAN), request=RequestKey("key", "digest"))
    wanted = rest.NewTicket(title="It smokes", queue_id=PRINTERS.id)

    answers = await asyncio.gather(*(desk.services.tickets.create(dan, wanted) for _ in range(8)))

    assert len({answer.id for answer in answers}) == 1
    assert len(await store.readers.tickets.page(TicketFilter(), below=None, limit=9)) == 1
    assert len(store.announced) == 2


async def test_everybody_claims_and_one_has_it(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    people = (ANA, BEN, EVE)

    outcomes = await asyncio.gather(
        *(desk.services.tickets.claim(actor(person), ticket_id) for person in people),
        return_exceptions=True,
    )

    names = Counter(type(outcome).__name__ for outcome in outcomes)
    assert names == {"Ticket": 1, "AlreadyClaimedError": 2}


async def test_many_notes_at_once_are_all_written(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    notes = [rest.NewNote(text=f"Note {n}") for n in range(20)]

    await asyncio.gather(*(desk.services.notes.add(actor(ANA), ticket_id, note) for note in notes))

    written = await desk.services.notes.list(actor(ANA), ticket_id)
    assert {note.text for note in written} == {note.text for note in notes}
    assert (await desk.services.tickets.get(actor(ANA), ticket_id)).version == 21


async def test_of_many_who_name_one_version_one_is_served(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    patches = [rest.TicketPatch(title=f"Title {n}") for n in range(8)]

    outcomes = await asyncio.gather(
        *(desk.services.tickets.update(actor(ANA), ticket_id, patch, 1) for patch in patches),
        return_exceptions=True,
    )

    names = Counter(type(outcome).__name__ for outcome in outcomes)
    assert names == {"Ticket": 1, "StaleTicketError": 7}


async def test_figures_are_right_after_any_crowd_of_commands(desk: Desk) -> None:
    tickets, eve = desk.services.tickets, actor(EVE)
    ids = [await desk.ticket(queue=QUEUES[n % 3]) for n in range(9)]

    async def change(n: int) -> None:
        patch = rest.TicketPatch(
            status=list(Status)[n % 7],
            priority=list(Priority)[n % 4],
            queue_id=QUEUES[n % 3].id,
        )
        await tickets.update(eve, ids[n % 9], patch)

    outcomes = await asyncio.gather(*(change(n) for n in range(36)), return_exceptions=True)

    refusals = {type(outcome).__name__ for outcome in outcomes if outcome is not None}
    assert refusals <= {"TicketClosedError", "InvalidTransitionError"}
    stored = await desk.readers.tickets.page(TicketFilter(), below=None, limit=20)
    counted = sum(map(contribution, stored), Counter())
    for queue in QUEUES:
        kept, recounted = await desk.readers.metrics.counted(queue.id)
        assert drift(kept, recounted) == {}
        assert drift(recounted, {k: n for k, n in counted.items() if k.queue_id == queue.id}) == {}
