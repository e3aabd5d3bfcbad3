import pytest

from backend.domain.errors import (
    AlreadyExistsError,
    InvalidCommandError,
    NotFoundError,
    PermissionDeniedError,
)
from backend.services.structure import Structure
from common import rest
from common.events import UserQueueUpdated
from common.ids import QueueId, TeamId, TicketId, UserId
from common.rooms import queue_room, user_room
from tests.fakes.desk import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVE,
    FIELD,
    INVOICES,
    LAPTOPS,
    OFFICE,
    PRINTERS,
    Desk,
    actor,
)
from tests.fakes.tables import Tables

OFF = rest.QueuePatch(disabled=True)
TO_THE_OFFICE = rest.QueuePatch(team_id=OFFICE.id)


@pytest.fixture
def structure(desk: Desk) -> Structure:
    return desk.services.structure


def told(tables: Tables) -> dict[UserId, str]:
    """Return who was told what about their queues; each in their own room."""
    news: dict[UserId, str] = {}
    for one in tables.published:
        assert isinstance(one.event, UserQueueUpdated)
        assert one.positions.keys() == {user_room(one.event.user_id)}
        news[one.event.user_id] = one.event.access.value
    return news


async def test_everybody_whose_queue_is_renamed_is_told(
    structure: Structure, tables: Tables
) -> None:
    renamed = await structure.patch_queue(
        actor(EVE), PRINTERS.id, rest.QueuePatch(name="Printing")
    )

    assert (renamed.name, renamed.team_id, renamed.watched) == ("Printing", FIELD.id, False)
    assert told(tables) == {ANA.id: "changed", BEN.id: "changed"}


async def test_members_are_told_that_their_team_is_renamed(
    structure: Structure, tables: Tables
) -> None:
    renamed = await structure.patch_team(actor(EVE), OFFICE.id, rest.TeamPatch(name="Office"))

    assert renamed.name == "Office"
    assert told(tables) == {CLEO.id: "changed"}


async def test_what_stays_as_it_is_is_not_told(structure: Structure, tables: Tables) -> None:
    same = rest.QueuePatch(name=PRINTERS.name, team_id=FIELD.id, disabled=False)
    await structure.patch_queue(actor(EVE), PRINTERS.id, same)
    await structure.patch_team(actor(EVE), FIELD.id, rest.TeamPatch())

    assert tables.published == []


async def test_queue_goes_to_another_team_with_its_tickets(
    structure: Structure, desk: Desk, tables: Tables
) -> None:
    ticket_id = await desk.ticket()
    del tables.published[:]

    moved = await structure.patch_queue(actor(EVE), PRINTERS.id, TO_THE_OFFICE)

    assert moved.team_id == OFFICE.id
    assert told(tables) == {ANA.id: "removed", BEN.id: "removed", CLEO.id: "added"}
    ticket = await desk.services.tickets.claim(actor(CLEO), ticket_id)
    assert (ticket.team_id, ticket.assignee_id) == (OFFICE.id, CLEO.id)
    # Ana watched it as one of the team; that ends with it.
    assert queue_room(PRINTERS.id) not in await desk.services.membership.rooms_of(ANA.id)
    for stranger in (ANA, BEN):
        with pytest.raises(NotFoundError):
            await desk.services.tickets.get(actor(stranger), ticket_id)


async def test_who_was_invited_to_watch_watches_on_when_the_queue_moves(
    structure: Structure, desk: Desk, tables: Tables
) -> None:
    await desk.services.membership.put_watcher(actor(EVE), PRINTERS.id, EVE.id)
    del tables.published[:]

    await structure.patch_queue(actor(EVE), PRINTERS.id, TO_THE_OFFICE)

    assert told(tables)[EVE.id] == "changed"
    assert queue_room(PRINTERS.id) in await desk.services.membership.rooms_of(EVE.id)


class TestSwitchedOffQueue:
    @pytest.fixture(autouse=True)
    async def _off(self, structure: Structure, desk: Desk) -> None:
        self.ticket_id: TicketId = await desk.ticket()
        await structure.patch_queue(actor(EVE), PRINTERS.id, OFF)

    async def test_takes_no_ticket(self, desk: Desk) -> None:
        other = await desk.ticket(queue=LAPTOPS)

        with pytest.raises(InvalidCommandError):
            await desk.ticket()
        with pytest.raises(InvalidCommandError):
            await desk.services.tickets.update(
                actor(ANA), other, rest.TicketPatch(queue_id=PRINTERS.id)
            )

    async def test_is_offered_to_nobody_and_can_be_read(self, desk: Desk) -> None:
        membership = desk.services.membership
        for person in (ANA, DAN, EVE):
            assert PRINTERS.id not in {q.id for q in await membership.queues(actor(person))}
        listed = await membership.queues(actor(ANA), disabled=True)
        assert {q.id: q.disabled for q in listed} == {PRINTERS.id: True, LAPTOPS.id: False}
        assert (await membership.queue(actor(ANA), PRINTERS.id)).disabled
        assert PRINTERS.id in {q.id for q in (await membership.profile(actor(ANA))).queues}

    async def test_is_worked_on_as_before(self, desk: Desk) -> None:
        same_place = rest.TicketPatch(title="It burns", queue_id=PRINTERS.id)

        ticket = await desk.services.tickets.update(actor(ANA), self.ticket_id, same_place)

        assert ticket.title == "It burns"

    async def test_comes_back(self, desk: Desk, structure: Structure) -> None:
        on = rest.QueuePatch(disabled=False)

        assert not (await structure.patch_queue(actor(EVE), PRINTERS.id, on)).disabled

        await desk.ticket()


class TestSwitchedOffTeam:
    @pytest.fixture(autouse=True)
    async def _off(self, structure: Structure, desk: Desk, tables: Tables) -> None:
        await desk.services.membership.put_watcher(actor(EVE), LAPTOPS.id, EVE.id)
        del tables.published[:]
        await structure.patch_team(actor(EVE), FIELD.id, rest.TeamPatch(disabled=True))

    async def test_members_and_watchers_are_told(self, tables: Tables) -> None:
        assert told(tables) == {ANA.id: "changed", BEN.id: "changed", EVE.id: "changed"}

    async def test_gets_nothing_new(self, desk: Desk, structure: Structure) -> None:
        services, eve = desk.services, actor(EVE)
        new_queue = rest.NewQueue(name="Alarms", team_id=FIELD.id)

        for refused in (
            desk.ticket(),
            services.membership.put_member(eve, FIELD.id, CLEO.id),
            services.announcements.post(eve, FIELD.id, "Hello"),
            services.administration.create_queue(eve, new_queue),
            structure.patch_queue(eve, INVOICES.id, rest.QueuePatch(team_id=FIELD.id)),
        ):
            with pytest.raises(InvalidCommandError):
                await refused

    async def test_is_offered_to_nobody_and_can_be_read(self, desk: Desk) -> None:
        membership = desk.services.membership
        assert await membership.teams(actor(ANA)) == ()
        assert await membership.queues(actor(ANA)) == ()
        assert [team.disabled for team in await membership.teams(actor(ANA), disabled=True)] == [
            True
        ]
        assert (await membership.team(actor(ANA), FIELD.id)).disabled


async def test_unknown_and_forbidden_look_alike(structure: Structure, desk: Desk) -> None:
    membership = desk.services.membership
    eve = actor(EVE)
    for refused in (
        membership.team(actor(CLEO), FIELD.id),
        membership.team(actor(CLEO), TeamId("nowhere")),
        membership.queue(actor(CLEO), PRINTERS.id),
        membership.queue(actor(CLEO), QueueId("nowhere")),
        structure.patch_team(eve, TeamId("nowhere"), rest.TeamPatch(name="x")),
        structure.patch_queue(eve, QueueId("nowhere"), rest.QueuePatch(name="x")),
        structure.patch_queue(eve, PRINTERS.id, rest.QueuePatch(team_id=TeamId("nowhere"))),
    ):
        with pytest.raises(NotFoundError):
            await refused


async def test_names_are_taken_once(structure: Structure) -> None:
    with pytest.raises(AlreadyExistsError):
        await structure.patch_team(actor(EVE), FIELD.id, rest.TeamPatch(name=OFFICE.name))
    with pytest.raises(AlreadyExistsError):
        await structure.patch_queue(actor(EVE), PRINTERS.id, rest.QueuePatch(name=LAPTOPS.name))


async def test_only_administrators_change_it(structure: Structure) -> None:
    for refused in (
        structure.patch_team(actor(BEN), FIELD.id, rest.TeamPatch(disabled=True)),
        structure.patch_queue(actor(BEN), PRINTERS.id, OFF),
    ):
        with pytest.raises(PermissionDeniedError):
            await refused
