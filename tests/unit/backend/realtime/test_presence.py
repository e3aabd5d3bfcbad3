from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from typing_extensions import override

from backend.domain.people import Standing
from backend.realtime.fanout import Fanout
from backend.realtime.figures import Throughput
from backend.realtime.presence import Presence, PresenceTimes
from backend.realtime.sessions import SessionRegistry
from backend.services.peers import News, NoPeers, Offline, Online, ProcessId, WhoIsOnline
from common.ids import TeamId, UserId
from common.rooms import Room, user_room
from common.vocabulary import Role
from tests.unit.backend.realtime.builders import make_identity, make_metrics, make_session

ANA, BEN = UserId("ana"), UserId("ben")
TEAM = Room("team:t1")
OTHER = ProcessId("other")
TIMES = PresenceTimes(turn_s=0.5, grace_s=5.0, lease_s=45.0)


@dataclass
class ListPeers(NoPeers):
    """Keeps what it is told."""

    told: list[News] = field(default_factory=list)
    is_near: bool = True

    @property
    @override
    def is_reached(self) -> bool:
        return self.is_near

    @override
    def tell(self, news: Sequence[News]) -> None:
        self.told.extend(news)


class Desk:
    """Presence with a clock of its own; Ana hears the team, Ben belongs to it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.questions = 0
        self.roles = {ANA: Role.EMPLOYEE, BEN: Role.EMPLOYEE}
        metrics = make_metrics()
        self.sessions = SessionRegistry(metrics)
        self.peers = ListPeers()
        self.presence = Presence(
            sessions=self.sessions,
            people=self,
            fanout=Fanout(self.sessions, metrics, Throughput(lambda: 0.0)),
            peers=self.peers,
            monotonic=lambda: self.now,
            times=TIMES,
        )
        self.ana = self.come("ana-1", ANA, TEAM)

    def come(self, sid: str, user_id: UserId, *rooms: Room) -> Any:
        session, outlet = make_session(sid)
        self.sessions.add(session)
        self.sessions.identify(session, make_identity(user_id))
        for room in (user_room(user_id), *rooms):
            self.sessions.enter(session, room)
        return outlet

    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        self.questions += 1
        return {
            user_id: Standing(user_id, self.roles[user_id], {TeamId("t1"): 0}, {})
            for user_id in user_ids
        }

    async def turn(self, after_s: float = 0.0) -> None:
        self.now += after_s
        await self.presence._turn()

    def heard(self) -> list[bool]:
        """Return what Ana was told of Ben: whether he is online, in order."""
        told = [argument for name, argument in self.ana.told if name == "presence:changed"]
        return [news["online"] for news in told if news["userId"] == BEN]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_nobody_is_told_of_themselves(desk: Desk) -> None:
    await desk.turn()

    assert desk.presence.online() == {ANA}
    assert desk.ana.told == []


async def test_a_reconnection_does_not_flicker(desk: Desk) -> None:
    desk.come("ben-1", BEN)
    await desk.turn()
    desk.sessions.drop("ben-1")
    await desk.turn(4.0)
    desk.come("ben-2", BEN)
    await desk.turn(2.0)

    assert desk.heard() == [True]


async def test_offline_is_who_has_no_socket_for_a_while(desk: Desk) -> None:
    desk.come("ben-1", BEN)
    desk.come("ben-2", BEN)
    await desk.turn()
    desk.sessions.drop("ben-1")
    await desk.turn(6.0)
    assert desk.heard() == [True]
    desk.sessions.drop("ben-2")
    await desk.turn(1.0)
    await desk.turn(6.0)

    assert desk.heard() == [True, False]


async def test_a_lease_that_is_not_renewed_ends(desk: Desk) -> None:
    desk.presence.hear(OTHER, Online(sockets={BEN: 1}))
    await desk.turn(44.0)
    assert BEN in desk.presence.online()
    await desk.turn(2.0)
    await desk.turn(6.0)

    assert desk.heard() == [True, False]
    assert desk.presence.sockets_elsewhere(BEN) == 0


async def test_while_the_others_are_not_reached_their_leases_stand(desk: Desk) -> None:
    desk.presence.hear(OTHER, Online(sockets={BEN: 3}))
    desk.peers.is_near = False
    await desk.turn(3600.0)
    desk.peers.is_near = True
    desk.presence.reached()
    await desk.turn(44.0)

    assert desk.heard() == [True]
    assert desk.presence.sockets_elsewhere(BEN) == 3
    assert WhoIsOnline() in desk.peers.told


async def test_who_is_here_is_said_when_it_changes_and_three_times_in_a_lease(desk: Desk) -> None:
    await desk.turn()
    await desk.turn(1.0)
    assert desk.peers.told == [Online(sockets={ANA: 1})]
    await desk.turn(15.0)
    assert desk.peers.told == [Online(sockets={ANA: 1})] * 2
    desk.sessions.drop("ana-1")
    await desk.turn(1.0)

    assert desk.peers.told[-1] == Offline(people=(ANA,))


async def test_who_asks_is_answered_in_the_next_turn(desk: Desk) -> None:
    await desk.turn()
    desk.presence.hear(OTHER, WhoIsOnline())
    await desk.turn(0.5)

    assert desk.peers.told == [Online(sockets={ANA: 1})] * 2


async def test_a_process_that_stops_says_so(desk: Desk) -> None:
    await desk.turn()
    desk.presence.leave()

    assert desk.peers.told[-1] == Offline(people=(ANA,))


async def test_of_customers_nobody_is_told(desk: Desk) -> None:
    desk.roles[BEN] = Role.CUSTOMER
    desk.come("ben-1", BEN)
    await desk.turn()

    assert desk.heard() == []
    assert BEN in desk.presence.online()


async def test_sockets_elsewhere_do_not_count_while_nobody_can_say_that_they_are_gone() -> None:
    desk = Desk()
    desk.presence.hear(OTHER, Online(sockets={BEN: 8}))
    assert desk.presence.sockets_elsewhere(BEN) == 8

    desk.peers.is_near = False

    assert desk.presence.sockets_elsewhere(BEN) == 0


async def test_who_leaves_does_not_answer_any_more() -> None:
    desk = Desk()
    await desk.turn()
    desk.presence.leave()
    told = list(desk.peers.told)

    desk.presence.hear(OTHER, WhoIsOnline())
    await desk.turn()

    assert told[-1] == Offline(people=(ANA,))
    assert desk.peers.told == told


async def test_all_who_changed_are_asked_for_with_one_question(desk: Desk) -> None:
    for n in range(20):
        user_id = UserId(f"person-{n}")
        desk.roles[user_id] = Role.EMPLOYEE
        desk.come(f"socket-{n}", user_id)

    await desk.turn()
    await desk.turn()

    assert desk.questions == 1


async def test_who_hears_of_many_is_told_with_one_write(desk: Desk) -> None:
    await desk.turn()
    people = [UserId(f"person-{n}") for n in range(20)]
    desk.roles |= dict.fromkeys(people, Role.EMPLOYEE)
    newcomers = [desk.come(f"socket of {user_id}", user_id, TEAM) for user_id in people]

    await desk.turn()

    assert [news["userId"] for _, news in desk.ana.told] == sorted(people)
    assert desk.ana.writes == 1
    for user_id, outlet in zip(people, newcomers, strict=True):
        heard = [news["userId"] for _, news in outlet.told]
        assert heard == sorted({*people} - {user_id})
        assert outlet.writes == 1


async def test_one_who_comes_alone_is_told_nothing_and_costs_no_write(desk: Desk) -> None:
    ben = desk.come("ben-1", BEN, TEAM)
    await desk.turn()
    cat = UserId("cat")
    desk.roles[cat] = Role.EMPLOYEE
    alone = desk.come("cat-1", cat, TEAM)
    before = ben.writes

    await desk.turn()

    assert alone.writes == 0
    assert ben.writes == before + 1
