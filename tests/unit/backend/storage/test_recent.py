import asyncio
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from backend.domain.people import Standing
from backend.services.changes import Change, PutMember
from backend.storage.recent import MAX_AGE_S, MAX_PEOPLE, RecentPeople
from common.ids import QueueId, TeamId, UserId
from tests.fakes.desk import ANA, BEN, CLEO, FIELD, POPULATION, PRINTERS
from tests.fakes.readers import MemoryPeople
from tests.fakes.tables import MemoryGateway, Tables


@dataclass
class Desk:
    """What is stored, and readers that remember it for a moment of ``time``."""

    gateway: MemoryGateway
    time: list[float] = field(default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        people = MemoryPeople(self.gateway.tables)
        self.recent = RecentPeople(people, monotonic=lambda: self.time[0])

    async def let_cleo_join(self) -> None:
        await self.gateway.commit(Change(writes=(PutMember(FIELD.id, CLEO.id),)))

    async def cleos_teams(self) -> int:
        standing = await self.recent.standing(CLEO.id)
        assert isinstance(standing, Standing)
        return len(standing.teams)


@pytest.fixture
async def desk() -> Desk:
    gateway = MemoryGateway(Tables())
    await gateway.commit(POPULATION)
    return Desk(gateway)


async def test_what_another_process_changed_counts_after_a_moment(desk: Desk) -> None:
    assert await desk.cleos_teams() == 1
    await desk.let_cleo_join()

    desk.time[0] = MAX_AGE_S - 0.01
    assert await desk.cleos_teams() == 1
    desk.time[0] = MAX_AGE_S
    assert await desk.cleos_teams() == 2


async def test_what_this_process_changed_counts_at_once(desk: Desk) -> None:
    assert await desk.cleos_teams() == 1
    await desk.let_cleo_join()

    desk.recent.forget()

    assert await desk.cleos_teams() == 2


async def test_answer_from_before_a_change_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = asyncio.Event()
    standing = MemoryPeople.standing

    async def slow(people: MemoryPeople, user_id: UserId) -> Standing | None:
        found = await standing(people, user_id)
        await read.wait()
        return found

    monkeypatch.setattr(MemoryPeople, "standing", slow)
    overtaken = asyncio.ensure_future(desk.cleos_teams())
    await asyncio.sleep(0)
    await desk.let_cleo_join()
    desk.recent.forget()
    read.set()

    assert await overtaken == 1
    assert await desk.cleos_teams() == 2


async def test_memory_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.storage.recent.MAX_KEPT", 3)

    for user_id in map(UserId, "abcdefg"):
        await desk.recent.standing(user_id)

    assert len(desk.recent._kept) <= 3


async def test_long_lists_are_not_kept(desk: Desk) -> None:
    await desk.recent.people([UserId(f"u{n}") for n in range(MAX_PEOPLE + 1)])
    await desk.recent.people()

    assert not desk.recent._kept


async def test_it_answers_as_the_database_does(desk: Desk) -> None:
    people = MemoryPeople(desk.gateway.tables)

    for one, other in pairwise((people, desk.recent, desk.recent)):
        assert await one.teams() == await other.teams()
        assert await one.queues() == await other.queues()
        assert await one.team(FIELD.id) == await other.team(FIELD.id) == FIELD
        assert await one.queue(PRINTERS.id) == await other.queue(PRINTERS.id) == PRINTERS
        assert await other.team(TeamId("nowhere")) is None
        assert await other.queue(QueueId("nowhere")) is None
        assert await one.people() == await other.people()
        assert await one.people([BEN.id, ANA.id]) == await other.people({ANA.id, BEN.id})
        assert await one.person(ANA.id) == await other.person(ANA.id)
        assert await one.person_by_email(ANA.email) == await other.person_by_email(ANA.email)
        assert await one.members(FIELD.id) == await other.members(FIELD.id)
        assert await one.preferences(ANA.id) == await other.preferences(ANA.id)
        assert await one.announcements([]) == await other.announcements([])


async def test_what_decides_for_long_is_asked_of_the_database(desk: Desk) -> None:
    assert await desk.cleos_teams() == 1
    await desk.let_cleo_join()

    present = await desk.recent.present_standing(CLEO.id)

    assert present is not None
    assert len(present.teams) == 2
