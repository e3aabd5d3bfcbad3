from dataclasses import replace

import pytest
from msgspec import Raw

from backend.domain.errors import InvalidCommandError, NotFoundError, PermissionDeniedError
from backend.domain.people import Person
from backend.services.actor import Actor
from backend.services.changes import Change, PutPerson
from backend.services.membership import Membership
from common import rest
from common.events import QueueAccess, UserQueueUpdated
from common.ids import QueueId, TeamId, UserId
from common.rooms import Room, queue_room, team_room, user_room
from common.vocabulary import Role
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

ANAS_ROOMS = (user_room(ANA.id), team_room(FIELD.id), queue_room(PRINTERS.id))


@pytest.fixture
def membership(desk: Desk) -> Membership:
    return desk.services.membership


class TestRooms:
    async def test_person_hears_own_room_teams_and_watched_queues(
        self, membership: Membership
    ) -> None:
        assert await membership.rooms_of(ANA.id) == ANAS_ROOMS
        assert await membership.rooms_of(DAN.id) == (user_room(DAN.id),)
        assert await membership.rooms_of(UserId("nobody")) == ()

    @pytest.mark.parametrize(
        ("person", "room", "allowed"),
        [
            (ANA, user_room(ANA.id), True),
            (ANA, user_room(BEN.id), False),
            (EVE, user_room(ANA.id), False),
            (ANA, team_room(FIELD.id), True),
            (ANA, team_room(OFFICE.id), False),
            (EVE, team_room(OFFICE.id), True),
            (EVE, team_room(TeamId("nowhere")), False),
            (ANA, queue_room(LAPTOPS.id), True),
            (ANA, queue_room(INVOICES.id), False),
            (EVE, queue_room(INVOICES.id), True),
            (EVE, queue_room(QueueId("nowhere")), False),
            (DAN, user_room(DAN.id), True),
            (DAN, queue_room(PRINTERS.id), False),
            (DAN, team_room(FIELD.id), False),
        ],
    )
    async def test_who_may_join_what(
        self, membership: Membership, person: Person, room: Room, *, allowed: bool
    ) -> None:
        assert await membership.may_join(actor(person), room) is allowed

    async def test_disabled_person_joins_nothing(self, membership: Membership, desk: Desk) -> None:
        await desk.gateway.commit(Change(writes=(PutPerson(replace(ANA, disabled=True)),)))

        assert not await membership.may_join(actor(ANA), user_room(ANA.id))


class TestProfile:
    async def test_has_all_that_a_client_needs(self, membership: Membership) -> None:
        profile = await membership.profile(actor(ANA))

        assert profile.user.email == ANA.email
        assert [team.id for team in profile.teams] == [FIELD.id]
        assert [(queue.id, queue.watched) for queue in profile.queues] == [
            (LAPTOPS.id, False),
            (PRINTERS.id, True),
        ]
        assert profile.rooms == ANAS_ROOMS
        assert profile.ticket_url.endswith("{id}")
        assert bytes(profile.preferences) == b"{}"

    async def test_is_for_people_of_this_help_desk(self, membership: Membership) -> None:
        with pytest.raises(PermissionDeniedError):
            await membership.profile(Actor(UserId("nobody"), Role.ADMIN))

    async def test_preferences_come_back_as_they_were_put(self, membership: Membership) -> None:
        await membership.put_preferences(actor(ANA), Raw(b'{"mute":true}'))

        assert bytes(await membership.get_preferences(actor(ANA))) == b'{"mute":true}'

    async def test_queues_are_those_that_one_may_file_into(self, membership: Membership) -> None:
        assert len(await membership.queues(actor(DAN))) == 3
        assert [queue.id for queue in await membership.queues(actor(CLEO))] == [INVOICES.id]

    async def test_teams_are_those_that_one_may_hear(self, membership: Membership) -> None:
        assert [team.id for team in await membership.teams(actor(ANA))] == [FIELD.id]
        assert len(await membership.teams(actor(EVE))) == 2
        assert await membership.teams(actor(DAN)) == ()


class TestPeople:
    async def test_names_of_those_who_exist(self, membership: Membership) -> None:
        found = await membership.people(actor(ANA), (DAN.id, UserId("nobody")))

        assert found == (rest.Person(id=DAN.id, name="Dan"),)

    async def test_customers_look_up_nobody(self, membership: Membership) -> None:
        with pytest.raises(PermissionDeniedError):
            await membership.people(actor(DAN), (ANA.id,))

    async def test_batch_is_bounded(self, membership: Membership) -> None:
        with pytest.raises(InvalidCommandError):
            await membership.people(actor(ANA), [UserId(f"u{n}") for n in range(201)])


class TestMembers:
    async def test_new_member_hears_it(self, membership: Membership, tables: Tables) -> None:
        await membership.put_member(actor(BEN), FIELD.id, CLEO.id)

        assert (CLEO.id, FIELD.id) in tables.members
        event = tables.published[-1].event
        assert isinstance(event, UserQueueUpdated)
        assert (event.access, event.team_id, event.queue_id) == (
            QueueAccess.ADDED,
            FIELD.id,
            None,
        )
        assert set(tables.published[-1].positions) == {user_room(CLEO.id)}

    async def test_twice_is_once(self, membership: Membership, tables: Tables) -> None:
        await membership.put_member(actor(BEN), FIELD.id, CLEO.id)
        await membership.put_member(actor(BEN), FIELD.id, CLEO.id)
        await membership.remove_member(actor(BEN), FIELD.id, CLEO.id)
        await membership.remove_member(actor(BEN), FIELD.id, CLEO.id)

        assert len(tables.published) == 2

    async def test_who_leaves_a_team_no_longer_watches_its_queues(
        self, membership: Membership
    ) -> None:
        await membership.remove_member(actor(BEN), FIELD.id, ANA.id)

        assert await membership.rooms_of(ANA.id) == (user_room(ANA.id),)
        assert not await membership.may_join(actor(ANA), queue_room(PRINTERS.id))

    async def test_only_who_manages_the_team(self, membership: Membership) -> None:
        with pytest.raises(PermissionDeniedError):
            await membership.put_member(actor(ANA), FIELD.id, CLEO.id)
        with pytest.raises(NotFoundError):
            await membership.put_member(actor(BEN), OFFICE.id, ANA.id)
        with pytest.raises(NotFoundError):
            await membership.remove_member(actor(EVE), TeamId("nowhere"), ANA.id)

    async def test_customers_and_strangers_belong_to_no_team(self, membership: Membership) -> None:
        with pytest.raises(InvalidCommandError):
            await membership.put_member(actor(BEN), FIELD.id, DAN.id)
        with pytest.raises(NotFoundError):
            await membership.put_member(actor(BEN), FIELD.id, UserId("nobody"))


class TestWatchers:
    async def test_watching_for_oneself_and_no_more(
        self, membership: Membership, tables: Tables
    ) -> None:
        await membership.put_watcher(actor(ANA), LAPTOPS.id, ANA.id)
        await membership.put_watcher(actor(ANA), LAPTOPS.id, ANA.id)
        assert queue_room(LAPTOPS.id) in await membership.rooms_of(ANA.id)

        await membership.remove_watcher(actor(ANA), LAPTOPS.id, ANA.id)
        await membership.remove_watcher(actor(ANA), LAPTOPS.id, ANA.id)

        assert await membership.rooms_of(ANA.id) == ANAS_ROOMS
        events = [one.event for one in tables.published]
        accesses = [event.access for event in events if isinstance(event, UserQueueUpdated)]
        assert accesses == [QueueAccess.ADDED, QueueAccess.REMOVED]

    async def test_lead_lets_somebody_of_another_team_watch(self, membership: Membership) -> None:
        await membership.put_watcher(actor(BEN), PRINTERS.id, CLEO.id)

        assert await membership.may_join(actor(CLEO), queue_room(PRINTERS.id))
        assert not await membership.may_join(actor(CLEO), team_room(FIELD.id))

    async def test_for_others_only_who_manages_the_team(self, membership: Membership) -> None:
        with pytest.raises(PermissionDeniedError):
            await membership.put_watcher(actor(ANA), LAPTOPS.id, BEN.id)
        with pytest.raises(NotFoundError):
            await membership.put_watcher(actor(ANA), INVOICES.id, ANA.id)
        with pytest.raises(NotFoundError):
            await membership.remove_watcher(actor(EVE), QueueId("nowhere"), ANA.id)
