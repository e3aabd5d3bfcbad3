from dataclasses import replace
from typing import Any

import msgspec
import pytest

from backend.domain.errors import (
    AlreadyClaimedError,
    InvalidCommandError,
    NotFoundError,
    PermissionDeniedError,
    StaleTicketError,
    TicketClosedError,
)
from backend.domain.people import Person
from backend.services.actor import RequestKey
from backend.services.changes import Change, PutPerson
from backend.services.tickets import Tickets
from common import rest
from common.envelope import decode_event
from common.events import TicketUpdated
from common.ids import QueueId, TicketId, UserId
from common.rooms import queue_room, team_room, user_room
from common.vocabulary import Priority, Status, TicketText
from tests.fakes.desk import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVE,
    FIELD,
    INVOICES,
    LAPTOPS,
    PRINTERS,
    Desk,
    actor,
)
from tests.fakes.tables import Tables

NOWHERE = TicketId("nowhere")


@pytest.fixture
def tickets(desk: Desk) -> Tickets:
    return desk.services.tickets


class TestCreate:
    async def test_customer_files_into_any_queue(self, tickets: Tickets, tables: Tables) -> None:
        wanted = rest.NewTicket(title="It smokes", queue_id=PRINTERS.id, priority=Priority.HIGH)

        ticket = await tickets.create(actor(DAN), wanted)

        assert (ticket.number, ticket.queue_name, ticket.requester_name) == (1, "Printers", "Dan")
        assert (ticket.assignee_id, ticket.assignee_name) == (None, None)
        assert [one.event.type for one in tables.published] == [
            "ticket:created",
            "queue:ticket_added",
        ]

    @pytest.mark.parametrize("queue_id", [INVOICES.id, QueueId("nowhere")])
    async def test_employee_files_only_where_they_may_look(
        self, tickets: Tickets, queue_id: QueueId
    ) -> None:
        with pytest.raises(NotFoundError):
            await tickets.create(actor(ANA), rest.NewTicket(title="x", queue_id=queue_id))

    async def test_who_is_disabled_files_nothing(self, tickets: Tickets, desk: Desk) -> None:
        await desk.gateway.commit(Change(writes=(PutPerson(replace(DAN, disabled=True)),)))

        with pytest.raises(PermissionDeniedError):
            await tickets.create(actor(DAN), rest.NewTicket(title="x", queue_id=PRINTERS.id))

    async def test_repeated_request_files_one_ticket(
        self, tickets: Tickets, tables: Tables
    ) -> None:
        dan = replace(actor(DAN), request=RequestKey("key", "digest"))
        wanted = rest.NewTicket(title="It smokes", queue_id=PRINTERS.id)

        first = await tickets.create(dan, wanted)
        second = await tickets.create(dan, wanted)

        assert first == second
        assert len(tables.tickets) == 1


class TestUpdate:
    async def test_several_changes_are_one_version(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket()
        patch = rest.TicketPatch(
            title="It burns", status=Status.IN_PROGRESS, priority=Priority.URGENT
        )

        ticket = await tickets.update(actor(ANA), ticket_id, patch)

        assert (ticket.title, ticket.status, ticket.version) == ("It burns", "in_progress", 2)
        assert ticket.description == ""

    async def test_expected_version_that_is_over_is_refused(
        self, tickets: Tickets, desk: Desk, tables: Tables
    ) -> None:
        ticket_id = await desk.ticket(assignee=ANA)
        told = len(tables.published)

        with pytest.raises(StaleTicketError):
            await tickets.update(actor(ANA), ticket_id, rest.TicketPatch(title="x"), 1)

        assert len(tables.published) == told
        await tickets.update(actor(ANA), ticket_id, rest.TicketPatch(title="x"), 2)

    async def test_empty_patch_changes_nothing(
        self, tickets: Tickets, desk: Desk, tables: Tables
    ) -> None:
        ticket_id = await desk.ticket()
        told = len(tables.published)

        ticket = await tickets.update(actor(ANA), ticket_id, rest.TicketPatch())

        assert ticket.version == 1
        assert len(tables.published) == told

    async def test_closed_ticket_changes_while_it_is_opened_or_closed(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        ticket_id = await desk.ticket()
        closing = rest.TicketPatch(description="Solved", status=Status.CLOSED)
        await tickets.update(actor(ANA), ticket_id, closing)

        with pytest.raises(TicketClosedError):
            await tickets.update(actor(ANA), ticket_id, rest.TicketPatch(title="x"))
        opening = rest.TicketPatch(title="x", status=Status.OPEN)
        ticket = await tickets.update(actor(ANA), ticket_id, opening)

        assert (ticket.title, ticket.description, ticket.status) == ("x", "Solved", "open")

    async def test_moved_out_of_sight_of_its_assignee_it_is_nobodys(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        ticket_id = await desk.ticket(assignee=ANA)

        moved = await tickets.update(actor(EVE), ticket_id, rest.TicketPatch(queue_id=INVOICES.id))

        assert (moved.queue_id, moved.team_id) == (INVOICES.id, INVOICES.team_id)
        assert moved.assignee_id is None

    async def test_moved_within_sight_it_keeps_its_assignee(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        ticket_id = await desk.ticket(assignee=ANA)

        moved = await tickets.update(actor(BEN), ticket_id, rest.TicketPatch(queue_id=LAPTOPS.id))

        assert moved.assignee_name == "Ana"

    async def test_moving_to_a_queue_that_the_actor_does_not_see(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        ticket_id = await desk.ticket()

        with pytest.raises(NotFoundError):
            await tickets.update(actor(ANA), ticket_id, rest.TicketPatch(queue_id=INVOICES.id))

    async def test_requester_reads_but_does_not_change(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket()

        with pytest.raises(PermissionDeniedError):
            await tickets.update(actor(DAN), ticket_id, rest.TicketPatch(title="x"))


class TestAssign:
    async def test_assignee_hears_it_in_their_room(self, desk: Desk, tables: Tables) -> None:
        await desk.ticket(assignee=ANA)

        assert tables.heads[user_room(ANA.id)] == 1
        assert tables.published[-1].event.type == "user:ticket_assigned"

    @pytest.mark.parametrize("assignee_id", [CLEO.id, DAN.id, UserId("nobody")])
    async def test_only_who_may_work_on_it_can_have_it(
        self, tickets: Tickets, desk: Desk, assignee_id: UserId
    ) -> None:
        ticket_id = await desk.ticket()

        with pytest.raises(InvalidCommandError):
            await tickets.assign(actor(BEN), ticket_id, assignee_id)

    async def test_assignee_who_lost_sight_of_the_queue_hears_no_more(
        self, tickets: Tickets, desk: Desk, tables: Tables
    ) -> None:
        ticket_id = await desk.ticket(assignee=ANA)
        await desk.services.membership.remove_member(actor(EVE), FIELD.id, ANA.id)
        heard = tables.heads[user_room(ANA.id)]

        await tickets.update(actor(BEN), ticket_id, rest.TicketPatch(status=Status.ESCALATED))

        assert tables.heads[user_room(ANA.id)] == heard

    async def test_claim_fails_with_who_was_first(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket()

        await tickets.claim(actor(ANA), ticket_id)
        with pytest.raises(AlreadyClaimedError) as refused:
            await tickets.claim(actor(BEN), ticket_id)

        assert refused.value.winner_id == ANA.id


class TestReading:
    async def test_unknown_and_forbidden_look_alike(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket()

        for asked in (ticket_id, NOWHERE):
            with pytest.raises(NotFoundError):
                await tickets.get(actor(CLEO), asked)
            with pytest.raises(NotFoundError):
                await tickets.claim(actor(CLEO), asked)
            with pytest.raises(NotFoundError):
                await tickets.history(actor(CLEO), asked)

    async def test_requester_reads_their_ticket(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket(assignee=ANA)

        ticket = await tickets.get(actor(DAN), ticket_id)

        assert ticket.assignee_name == "Ana"

    async def test_batch_leaves_out_what_is_not_for_the_actor(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        mine, other = await desk.ticket(), await desk.ticket(queue=INVOICES)

        page = await tickets.batch(actor(ANA), (mine, other, NOWHERE))

        assert [ticket.id for ticket in page.items] == [mine]

    async def test_batch_is_bounded(self, tickets: Tickets) -> None:
        ids = [TicketId(f"t{n}") for n in range(rest.MAX_BATCH + 1)]

        with pytest.raises(InvalidCommandError):
            await tickets.batch(actor(ANA), ids)

    async def test_history_tells_each_fact_once(self, tickets: Tickets, desk: Desk) -> None:
        ticket_id = await desk.ticket(assignee=ANA)

        history = await tickets.history(actor(DAN), ticket_id)

        types = [msgspec.json.decode(msgspec.json.encode(item))["type"] for item in history.items]
        assert types == ["ticket:created", "queue:ticket_added", "ticket:assigned"]

    async def test_history_tells_of_internal_notes_only_to_who_may_read_them(
        self, tickets: Tickets, desk: Desk
    ) -> None:
        ticket_id = await desk.ticket()
        for note in (
            rest.NewNote(text="Buy a new one", internal=True),
            rest.NewNote(text="We look into it"),
        ):
            await desk.services.notes.add(actor(ANA), ticket_id, note)

        async def notes_told(who: Person) -> list[tuple[TicketText, ...]]:
            history = await tickets.history(actor(who), ticket_id)
            events = [decode_event(msgspec.json.encode(item)) for item in history.items]
            return [event.changes.texts for event in events if isinstance(event, TicketUpdated)]

        assert await notes_told(ANA) == [(TicketText.INTERNAL_NOTE,), (TicketText.NOTE,)]
        assert await notes_told(DAN) == [(TicketText.NOTE,)]


class TestPage:
    async def test_everybody_sees_their_part(self, tickets: Tickets, desk: Desk) -> None:
        await desk.ticket()
        await desk.ticket(queue=LAPTOPS, by=EVE)
        await desk.ticket(queue=INVOICES)

        async def numbers(who: Person) -> list[int]:
            page = await tickets.page(actor(who))
            return [ticket.number for ticket in page.items]

        assert await numbers(EVE) == [3, 2, 1]
        assert await numbers(ANA) == [2, 1]
        assert await numbers(CLEO) == [3]
        assert await numbers(DAN) == [3, 1]

    async def test_cursor_goes_on_to_the_end(self, tickets: Tickets, desk: Desk) -> None:
        for _ in range(5):
            await desk.ticket()

        first = await tickets.page(actor(ANA), limit=2)
        second = await tickets.page(actor(ANA), limit=2, cursor=first.cursor)
        third = await tickets.page(actor(ANA), limit=2, cursor=second.cursor)

        pages = (first, second, third)
        assert [[ticket.number for ticket in page.items] for page in pages] == [
            [5, 4],
            [3, 2],
            [1],
        ]
        assert third.cursor is None

    async def test_filters(self, tickets: Tickets, desk: Desk) -> None:
        await desk.ticket(assignee=ANA)
        await desk.ticket(queue=LAPTOPS)

        async def count(**asked: Any) -> int:
            return len((await tickets.page(actor(ANA), **asked)).items)

        assert await count(queue_id=LAPTOPS.id) == 1
        assert await count(queue_id=INVOICES.id) == 0
        assert await count(assignee_id=ANA.id) == 1
        assert await count(status=Status.CLOSED) == 0
        dans = await tickets.page(actor(DAN), queue_id=LAPTOPS.id)
        assert len(dans.items) == 1

    @pytest.mark.parametrize("cursor", ["", "x", "-1", "\uff11", "9" * 19, "9" * 5000])
    async def test_cursor_from_nowhere(self, tickets: Tickets, cursor: str) -> None:
        with pytest.raises(InvalidCommandError):
            await tickets.page(actor(ANA), cursor=cursor)


async def test_queue_and_team_hear_of_every_change(desk: Desk, tables: Tables) -> None:
    await desk.ticket(assignee=ANA)

    assert tables.heads[queue_room(PRINTERS.id)] == tables.heads[team_room(FIELD.id)] == 3
