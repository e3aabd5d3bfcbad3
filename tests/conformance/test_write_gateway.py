"""Any write gateway commits a change whole or leaves no trace."""

import asyncio
from dataclasses import replace

import pytest

from backend.domain.errors import AlreadyExistsError, StaleTicketError
from backend.domain.flow import Flow
from backend.domain.people import Queue, Team
from backend.services.changes import (
    BeginHistory,
    Change,
    KeepHistory,
    PatchPerson,
    PutPerson,
    PutQueue,
    PutTeam,
    PutTicket,
)
from backend.services.errors import DuplicateRequestError
from common.ids import Epoch, QueueId, TeamId, UserId
from common.stream import Head
from common.vocabulary import Role
from tests.conformance.conftest import Store
from tests.fakes.changes import ROOMS, filed, make_ticket, remembered, retitled
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, BEN, FIELD, PRINTERS

QUEUE_ROOM = ROOMS[0]


async def test_committed_ticket_event_entries_and_figures_can_be_read(store: Store) -> None:
    ticket = make_ticket()

    committed = await store.gateway.commit(filed(ticket))

    (published,) = committed.published
    assert published.positions == dict.fromkeys(ROOMS, 1)
    assert await store.readers.tickets.get(ticket.id) == ticket
    assert await store.readers.streams.entries_after(QUEUE_ROOM, 0, 10) == [(1, published.encoded)]
    figures = await store.readers.metrics.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    assert figures.values == dict(filed(ticket).deltas)
    assert figures.oldest_open_at == ticket.created_at
    assert figures.minutes == figures.hours == {Flow.CREATED: 1}
    assert store.announced == [published]


async def test_numbers_are_contiguous_under_concurrent_callers(store: Store) -> None:
    tickets = [make_ticket(f"t{number}", number) for number in range(1, 101)]

    committed = await asyncio.gather(*(store.gateway.commit(filed(one)) for one in tickets))

    ns = sorted(published.n for one in committed for published in one.published)
    assert ns == list(range(1, 101))
    for room in ROOMS:
        seqs = sorted(one.published[0].positions[room] for one in committed)
        assert seqs == list(range(1, 101))
        stored = await store.readers.streams.entries_after(room, 0, 200)
        assert [seq for seq, _ in stored] == list(range(1, 101))
    assert [one.n for one in store.announced] == list(range(1, 101))


async def test_refused_command_leaves_no_trace_and_burns_no_number(store: Store) -> None:
    ticket = make_ticket()
    await store.gateway.commit(filed(ticket))
    stale = replace(retitled(replace(ticket, version=7), "never"), request=remembered("key-1"))
    stale = replace(stale, writes=(*stale.writes, PutTeam(Team(TeamId("new"), "New"))))

    with pytest.raises(StaleTicketError):
        await store.gateway.commit(stale)

    assert await store.readers.tickets.get(ticket.id) == ticket
    assert await store.readers.people.team(TeamId("new")) is None
    assert await store.readers.requests.answer(ANA.id, "key-1") is None
    assert await store.readers.streams.heads((QUEUE_ROOM,)) == {QUEUE_ROOM: Head(head=1)}
    assert len(store.announced) == 1
    committed = await store.gateway.commit(retitled(ticket, "next"))
    assert committed.published[0].positions[QUEUE_ROOM] == 2


async def test_of_two_on_one_version_exactly_one_wins(store: Store) -> None:
    ticket = make_ticket()
    await store.gateway.commit(filed(ticket))

    outcomes = await asyncio.gather(
        store.gateway.commit(retitled(ticket, "left")),
        store.gateway.commit(retitled(ticket, "right")),
        return_exceptions=True,
    )

    assert [type(outcome).__name__ for outcome in outcomes].count("StaleTicketError") == 1
    assert len(store.announced) == 2


async def test_losers_do_not_take_others_with_them(store: Store) -> None:
    ticket, others = make_ticket(), [make_ticket(f"t{n}", n) for n in range(2, 20)]
    await store.gateway.commit(filed(ticket))

    outcomes = await asyncio.gather(
        *(store.gateway.commit(filed(one)) for one in others[:9]),
        store.gateway.commit(retitled(replace(ticket, version=5), "stale")),
        *(store.gateway.commit(filed(one)) for one in others[9:]),
        return_exceptions=True,
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [StaleTicketError]
    assert await store.readers.streams.heads((QUEUE_ROOM,)) == {QUEUE_ROOM: Head(head=19)}


async def test_a_ticket_that_does_not_exist_is_stale(store: Store) -> None:
    with pytest.raises(StaleTicketError):
        await store.gateway.commit(retitled(make_ticket("nowhere"), "next"))


async def test_second_use_of_a_request_key_is_refused(store: Store) -> None:
    await store.gateway.commit(filed(make_ticket(), key="key-1"))

    with pytest.raises(DuplicateRequestError):
        await store.gateway.commit(filed(make_ticket("t2", 2), key="key-1"))

    assert await store.readers.requests.answer(ANA.id, "key-1") == remembered("key-1")
    assert await store.readers.requests.answer(BEN.id, "key-1") is None


async def test_concurrent_uses_of_a_request_key_collapse_to_one(store: Store) -> None:
    changes = [filed(make_ticket(f"t{n}", n), key="key-1") for n in range(1, 9)]

    outcomes = await asyncio.gather(
        *(store.gateway.commit(change) for change in changes), return_exceptions=True
    )

    assert [type(one).__name__ for one in outcomes].count("DuplicateRequestError") == 7
    assert len(store.announced) == 1


@pytest.mark.parametrize(
    "write",
    [
        PutPerson(replace(BEN, id=UserId("ben-2"))),
        PutTeam(Team(TeamId("field-2"), FIELD.name)),
        PutQueue(Queue(QueueId("printers-2"), PRINTERS.name, FIELD.id)),
    ],
    ids=["address", "team", "queue"],
)
async def test_a_name_that_is_taken_is_refused(
    store: Store, write: PutPerson | PutTeam | PutQueue
) -> None:
    with pytest.raises(AlreadyExistsError):
        await store.gateway.commit(Change(writes=(write,)))


async def test_writing_a_known_thing_again_changes_it(store: Store) -> None:
    renamed = replace(FIELD, name="Field force")

    await store.gateway.commit(Change(writes=(PutTeam(renamed),)))

    assert await store.readers.people.team(FIELD.id) == renamed


async def test_parts_of_a_person_change_one_by_one(store: Store) -> None:
    for patch in (
        PatchPerson(ANA.id, disabled=True),
        PatchPerson(ANA.id, password_hash="digest:another one"),
        PatchPerson(ANA.id, name="Anna", role=Role.TEAM_LEAD),
    ):
        await store.gateway.commit(Change(writes=(patch,)))

    expected = replace(
        ANA,
        name="Anna",
        role=Role.TEAM_LEAD,
        password_hash="digest:another one",
        disabled=True,
    )
    assert await store.readers.people.person(ANA.id) == expected
    await store.gateway.commit(Change(writes=(PatchPerson(ANA.id, disabled=False),)))
    assert await store.readers.people.person(ANA.id) == replace(expected, disabled=False)


async def test_who_is_disabled_stands_nowhere_from_then_on(store: Store) -> None:
    assert await store.readers.people.standing(ANA.id) is not None

    await store.gateway.commit(Change(writes=(PatchPerson(ANA.id, disabled=True),)))

    assert await store.readers.people.standing(ANA.id) is None


async def test_a_change_may_be_without_any_event(store: Store) -> None:
    committed = await store.gateway.commit(Change(writes=(PutTicket(make_ticket(), None),)))

    assert committed.published == ()
    assert store.announced == []


async def test_a_history_that_went_back_gets_another_name(store: Store) -> None:
    await store.gateway.commit(Change(writes=(BeginHistory(Epoch("after the restore")),)))

    assert await store.readers.streams.epoch() == "after the restore"


async def test_the_proof_that_writing_works_changes_nothing(store: Store) -> None:
    epoch = await store.readers.streams.epoch()

    await store.gateway.commit(Change(writes=(KeepHistory(),)))

    assert await store.readers.streams.epoch() == epoch
    assert store.announced == []
