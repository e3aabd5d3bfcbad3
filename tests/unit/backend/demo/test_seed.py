from collections import Counter

import pytest

from backend.demo import cast
from backend.demo.seed import seed
from backend.domain.errors import AlreadyExistsError
from common.events import EventType
from common.rooms import user_room
from common.vocabulary import FINISHED, Role
from tests.fakes.clock import NOON
from tests.fakes.desk import Desk, PlainHasher, actor, build_desk, memory_desk
from tests.fakes.readers import memory_readers
from tests.fakes.tables import MemoryGateway, Tables


async def seeded() -> tuple[Desk, Tables]:
    tables = Tables()
    gateway, readers = MemoryGateway(tables), memory_readers(tables)
    await seed(gateway=gateway, readers=readers, hasher=PlainHasher(), until=NOON)
    return build_desk(gateway, readers), tables


async def test_same_moment_gives_the_same_past() -> None:
    _, first = await seeded()
    _, second = await seeded()

    assert first == second


async def test_past_is_plausible() -> None:
    desk, tables = await seeded()

    assert len(tables.tickets) >= 300
    finished = [ticket for ticket in tables.tickets.values() if ticket.status in FINISHED]
    assert 0.5 < len(finished) / len(tables.tickets) < 0.95
    assert Counter(person.role for person in tables.people.values()) == {
        Role.CUSTOMER: 3,
        Role.EMPLOYEE: 6,
        Role.TEAM_LEAD: 2,
        Role.ADMIN: 1,
    }
    assert len(tables.notes) > 100
    types = Counter(one.event.type for one in tables.published)
    assert types[EventType.USER_MENTION] > 20
    assert types[EventType.TICKET_PRIORITY_CHANGED] > 20
    for one in tables.published:
        assert one.event.at < NOON
    assert desk.clock() == NOON


async def test_star_has_read_nearly_everything() -> None:
    desk, tables = await seeded()
    (star,) = (one for one in tables.people.values() if one.id == cast.STAR.id)

    unread = await desk.services.notifications.unread(actor(star))

    assert tables.heads[user_room(star.id)] > 50
    assert unread.count < 30


async def test_everybody_signs_in_with_the_demo_password() -> None:
    desk, _ = await seeded()

    for person in cast.EVERYBODY:
        tokens = await desk.services.sessions.login(person.email, cast.PASSWORD, None)
        assert tokens.user.name == person.name


async def test_only_an_empty_database_is_filled() -> None:
    desk, tables = await memory_desk()

    with pytest.raises(AlreadyExistsError):
        await seed(gateway=desk.gateway, readers=desk.readers, hasher=PlainHasher(), until=NOON)

    assert tables.tickets == {}
