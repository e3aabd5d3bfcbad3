from datetime import timedelta

import pytest

from backend.domain.errors import NotFoundError, PermissionDeniedError, TicketClosedError
from backend.services.notes import Notes
from common import rest
from common.ids import UserId
from common.vocabulary import Status
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, Desk, actor
from tests.fakes.tables import Tables

QUESTION = rest.NewNote(text="Have a look?", internal=True, mentions=(BEN.id,))


@pytest.fixture
def notes(desk: Desk) -> Notes:
    return desk.services.notes


async def test_mentioned_person_hears_it(notes: Notes, desk: Desk, tables: Tables) -> None:
    ticket_id = await desk.ticket()

    note = await notes.add(actor(ANA), ticket_id, QUESTION)

    assert (note.author_id, note.text, note.internal) == (ANA.id, "Have a look?", True)
    assert [one.event.type for one in tables.published[-2:]] == ["ticket:updated", "user:mention"]


async def test_who_may_not_read_the_note_is_not_mentioned(
    notes: Notes, desk: Desk, tables: Tables
) -> None:
    ticket_id = await desk.ticket()
    strangers = (CLEO.id, UserId("nobody"), BEN.id, BEN.id)

    await notes.add(actor(ANA), ticket_id, rest.NewNote(text="Look", mentions=strangers))
    await notes.add(
        actor(ANA), ticket_id, rest.NewNote(text="Look", internal=True, mentions=(DAN.id,))
    )
    await notes.add(actor(ANA), ticket_id, rest.NewNote(text="Look", mentions=(DAN.id,)))

    assert [note.mentions for note in tables.notes] == [(BEN.id,), (), (DAN.id,)]


async def test_requester_sees_and_writes_public_notes_only(notes: Notes, desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await notes.add(actor(ANA), ticket_id, QUESTION)
    await notes.add(actor(DAN), ticket_id, rest.NewNote(text="It still smokes"))

    with pytest.raises(PermissionDeniedError):
        await notes.add(actor(DAN), ticket_id, QUESTION)

    assert [note.text for note in await notes.list(actor(DAN), ticket_id)] == ["It still smokes"]
    assert len(await notes.list(actor(ANA), ticket_id)) == 2


async def test_strangers_find_nothing(notes: Notes, desk: Desk) -> None:
    ticket_id = await desk.ticket()

    with pytest.raises(NotFoundError):
        await notes.add(actor(CLEO), ticket_id, QUESTION)
    with pytest.raises(NotFoundError):
        await notes.list(actor(CLEO), ticket_id)


async def test_first_response_is_timed(notes: Notes, desk: Desk, tables: Tables) -> None:
    ticket_id = await desk.ticket()
    desk.clock.advance(timedelta(minutes=5))

    await notes.add(actor(ANA), ticket_id, rest.NewNote(text="On my way"))

    assert tables.tickets[ticket_id].first_response_at == desk.clock()


async def test_closed_ticket_takes_no_note_and_keeps_none(
    notes: Notes, desk: Desk, tables: Tables
) -> None:
    ticket_id = await desk.ticket()
    closed = rest.TicketPatch(status=Status.CLOSED)
    await desk.services.tickets.update(actor(EVE), ticket_id, closed)

    with pytest.raises(TicketClosedError):
        await notes.add(actor(ANA), ticket_id, QUESTION)

    assert tables.notes == []
