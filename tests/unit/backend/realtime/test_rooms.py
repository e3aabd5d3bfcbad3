import asyncio
from dataclasses import dataclass, field

import pytest

from backend.domain.errors import NotFoundError
from backend.realtime.dispatcher import Dispatcher
from backend.realtime.doorbell import Doorbell
from backend.realtime.fanout import Fanout
from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import SessionRegistry
from backend.services.actor import Actor
from backend.services.errors import InfrastructureError
from common.errors import CloseReason
from common.ids import UserId
from common.rooms import Room, user_room
from tests.unit.backend.realtime.builders import (
    ANA,
    NOON,
    OTHER,
    TEAM,
    make_identity,
    make_metrics,
    make_session,
)
from tests.unit.backend.realtime.streams import ListStreams

MINE = user_room(ANA)


@dataclass
class SetRights:
    """Rights in two sets; reading them can fail."""

    automatic: set[Room] = field(default_factory=lambda: {MINE})
    allowed: set[Room] = field(default_factory=set)
    is_broken: bool = False
    forgotten: int = 0

    def forget(self) -> None:
        self.forgotten += 1

    async def rooms_of(self, _user_id: UserId) -> tuple[Room, ...]:
        if self.is_broken:
            raise InfrastructureError
        return tuple(sorted(self.automatic))

    async def may_join(self, _actor: Actor, room: Room) -> bool:
        return room in self.allowed | self.automatic


class Desk:
    """Rooms with their surroundings."""

    def __init__(self) -> None:
        metrics = make_metrics()
        self.streams = ListStreams()
        self.sessions = SessionRegistry(metrics)
        self.rights = SetRights()
        self.dispatcher = Dispatcher(
            doorbell=Doorbell(),
            streams=self.streams,
            fanout=Fanout(self.sessions, metrics, Throughput(lambda: 0.0)),
            metrics=metrics,
            latencies=Latencies(lambda: 0.0),
            now=lambda: NOON,
            monotonic=lambda: 0.0,
        )
        self.rooms = Rooms(
            sessions=self.sessions,
            rights=self.rights,
            dispatcher=self.dispatcher,
            forget_people=self.rights.forget,
        )
        self.session, self.outlet = make_session()
        self.sessions.add(self.session)

    async def settle(self) -> None:
        await self.rooms.settle(self.session, make_identity())


@pytest.fixture
async def desk() -> Desk:
    return Desk()


async def test_a_socket_begins_in_the_rooms_of_its_person(desk: Desk) -> None:
    desk.rights.automatic = {MINE, TEAM}

    heads = await desk.rooms.settle(desk.session, make_identity())

    assert set(heads) == desk.session.rooms == {MINE, TEAM}
    assert desk.session.is_settled


async def test_rights_that_change_during_a_join_are_looked_at_again(desk: Desk) -> None:
    await desk.settle()
    desk.rights.allowed = {TEAM}
    desk.streams.may_answer.clear()
    joining = asyncio.create_task(desk.rooms.join(desk.session, TEAM))
    await asyncio.sleep(0)  # It was allowed, and waits for the head.
    desk.rights.allowed = set()
    reviewing = asyncio.create_task(desk.rooms.review(ANA))
    await asyncio.sleep(0)
    desk.streams.may_answer.set()

    with pytest.raises(NotFoundError):
        await joining
    await reviewing

    assert desk.session.rooms == {MINE}
    assert desk.dispatcher.heads([TEAM]) == {}


async def test_of_two_reviews_at_once_the_later_decides(desk: Desk) -> None:
    await desk.settle()
    desk.rights.automatic = {MINE, TEAM}
    desk.streams.may_answer.clear()
    early = asyncio.create_task(desk.rooms.review(ANA))
    await asyncio.sleep(0)  # It found the team allowed, and waits for the head.
    desk.rights.automatic = {MINE}
    late = asyncio.create_task(desk.rooms.review(ANA))
    await asyncio.sleep(0)
    desk.streams.may_answer.set()

    await asyncio.gather(early, late)

    assert desk.session.rooms == {MINE}
    assert desk.dispatcher.heads([TEAM]) == {}


async def test_rights_that_change_during_a_sign_in_are_looked_at_again(desk: Desk) -> None:
    desk.rights.automatic = {MINE, TEAM}
    desk.streams.may_answer.clear()
    settling = asyncio.create_task(desk.settle())
    await asyncio.sleep(0)
    desk.rights.automatic = {MINE}
    await desk.rooms.review(ANA)
    desk.streams.may_answer.set()

    await settling

    assert desk.session.rooms == {MINE}
    assert desk.dispatcher.heads([TEAM]) == {}


async def test_a_socket_that_goes_during_a_join_leaves_no_room_behind(desk: Desk) -> None:
    await desk.settle()
    desk.rights.allowed = {TEAM}
    desk.streams.may_answer.clear()
    joining = asyncio.create_task(desk.rooms.join(desk.session, TEAM))
    await asyncio.sleep(0)
    desk.rooms.drop(desk.session.sid)
    desk.streams.may_answer.set()

    await joining

    assert desk.sessions.rooms == 0
    assert desk.dispatcher.heads([MINE, TEAM]) == {}


async def test_a_review_joins_what_is_new_and_leaves_what_is_lost(desk: Desk) -> None:
    desk.rights.automatic = {MINE, TEAM}
    await desk.settle()
    desk.rights.automatic = {MINE, OTHER}

    await desk.rooms.review(ANA)

    assert desk.session.rooms == {MINE, OTHER}
    assert desk.outlet.told == [("room:left", {"room": TEAM, "reason": "access_removed"})]


async def test_a_room_that_was_left_on_purpose_stays_left(desk: Desk) -> None:
    desk.rights.automatic = {MINE, TEAM}
    await desk.settle()
    desk.sessions.leave(desk.session, TEAM)

    await desk.rooms.review(ANA)

    assert desk.session.rooms == {MINE}


@pytest.mark.expected_logs("backend.realtime.rooms:WARNING:rights unknown")
async def test_rights_that_cannot_be_read_are_no_rights(desk: Desk) -> None:
    await desk.settle()
    desk.rights.is_broken = True

    await desk.rooms.review(ANA)

    assert desk.outlet.reasons == [CloseReason.AUTHENTICATION_TIMEOUT]


async def test_nobody_joins_the_own_room_of_somebody_else(desk: Desk) -> None:
    await desk.settle()

    with pytest.raises(NotFoundError):
        await desk.rooms.join(desk.session, user_room(UserId("ben")))


async def test_a_review_forgets_first_what_was_known_before(desk: Desk) -> None:
    await desk.settle()

    await desk.rooms.review(ANA)

    assert desk.rights.forgotten == 1
