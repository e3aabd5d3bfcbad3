from collections.abc import Mapping
from datetime import timedelta

import pytest

from backend.domain.errors import PermissionDeniedError
from backend.domain.people import Person
from backend.services.status import (
    MAX_CLIENTS,
    MAX_PEOPLE,
    Census,
    Percentiles,
    Presence,
    Sample,
    Status,
)
from common.ids import UserId
from common.rooms import Room, queue_room, team_room, user_room
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, FIELD, OFFICE, PRINTERS, Desk, actor

QUIET = Percentiles(count=0, p50=0.0, p95=0.0, p99=0.0)


def make_census(
    desk: Desk,
    people: Mapping[UserId, int] | None = None,
    rooms: Mapping[Room, int] | None = None,
    clients: Mapping[tuple[str, str], int] | None = None,
) -> Census:
    """Return a census in which whoever has more sockets came earlier."""
    at = desk.clock()
    return Census(
        at=at,
        people={
            user_id: Presence(sockets, at - timedelta(minutes=sockets))
            for user_id, sockets in (people or {}).items()
        },
        rooms=rooms or {},
        clients=clients or {},
        sockets=sum((people or {}).values()),
        messages_per_second=1.5,
        latency=QUIET,
        samples=(Sample(at=at, messages_per_second=2.0, sockets=3),),
        sample_seconds=5,
    )


async def show(desk: Desk, who: Person, census: Census) -> Status:
    return await desk.services.status.show(
        actor(who), census, checks={}, online=7, version="1", uptime_s=60.0
    )


@pytest.mark.parametrize("who", [ANA, CLEO, DAN], ids=["employee", "other-team", "customer"])
async def test_the_page_is_for_administrators_and_team_leads(desk: Desk, who: Person) -> None:
    with pytest.raises(PermissionDeniedError):
        await show(desk, who, make_census(desk))


async def test_an_administrator_sees_everybody_newest_first(desk: Desk) -> None:
    census = make_census(desk, {ANA.id: 3, DAN.id: 1, CLEO.id: 2})

    status = await show(desk, EVE, census)

    assert [(one.name, one.sockets) for one in status.people] == [
        ("Dan", 1),
        ("Cleo", 2),
        ("Ana", 3),
    ]
    assert status.people[0].since == desk.clock() - timedelta(minutes=1)


async def test_a_team_lead_sees_the_own_teams_and_how_many_the_others_are(desk: Desk) -> None:
    census = make_census(desk, {ANA.id: 1, BEN.id: 2, CLEO.id: 1, DAN.id: 1, EVE.id: 1})

    status = await show(desk, BEN, census)

    assert [one.name for one in status.people] == ["Ana", "Ben"]
    assert (status.online_users, status.connected_users, status.sockets) == (7, 5, 6)


async def test_rooms_are_those_that_may_be_heard_busiest_first_and_nobodys_own(
    desk: Desk,
) -> None:
    heard = {
        user_room(ANA.id): 9,
        team_room(FIELD.id): 2,
        team_room(OFFICE.id): 5,
        queue_room(PRINTERS.id): 3,
    }

    of_lead = await show(desk, BEN, make_census(desk, rooms=heard))
    of_admin = await show(desk, EVE, make_census(desk, rooms=heard))

    assert [(one.name, one.sockets) for one in of_lead.rooms] == [
        ("Printers", 3),
        ("Field service", 2),
    ]
    assert [one.name for one in of_admin.rooms] == ["Back office", "Printers", "Field service"]
    assert of_lead.active_rooms == 4


async def test_lists_have_an_end(desk: Desk) -> None:
    people = {UserId(f"u{number}"): 1 for number in range(MAX_PEOPLE)} | {ANA.id: 2}
    clients = {(f"1.{number}", "linux"): number for number in range(MAX_CLIENTS + 5)}

    status = await show(desk, EVE, make_census(desk, people, clients=clients))

    assert status.people == ()  # Ana came first of all; the others are nobody of this help desk.
    assert len(status.clients) == MAX_CLIENTS
    assert status.clients[0].sockets == MAX_CLIENTS + 4
