import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pytest

from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.realtime.watch import ALL_EVERY_S, Watch
from backend.services.errors import InfrastructureError
from backend.services.ports import SessionState
from common.errors import CloseReason
from common.ids import UserId
from common.vocabulary import Role
from tests.unit.backend.realtime.builders import (
    ANA,
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)

GOOD = SessionState(ANA, Role.EMPLOYEE, is_disabled=False, is_ended=False)


@dataclass
class SetStates:
    """States by session; remembers what it was asked."""

    states_by_id: dict[str, SessionState] = field(default_factory=dict)
    asked: list[set[str]] = field(default_factory=list)
    is_broken: bool = False

    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        self.asked.append(set(session_ids))
        if self.is_broken:
            raise InfrastructureError
        return {i: self.states_by_id[i] for i in session_ids if i in self.states_by_id}


class Desk:
    """A watch with its surroundings; ``reviewed`` says whose rooms were looked at again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        metrics = make_metrics()
        self.sessions = SessionRegistry(metrics)
        self.changes = 0
        self.now = 1_000.0
        self.reader = SetStates()
        self.reviewed: list[UserId] = []
        rooms = Rooms.__new__(Rooms)
        monkeypatch.setattr(rooms, "review", self._review)
        self.watch = Watch(
            sessions=self.sessions,
            reader=self.reader,
            rooms=rooms,
            metrics=metrics,
            monotonic=lambda: self.now,
        )

    async def _review(self, user_id: UserId) -> None:
        self.reviewed.append(user_id)

    def connect(self, name: str) -> tuple[Session, ListOutlet]:
        """Add a socket of Ana's with a session of its own."""
        session, outlet = make_session(name)
        self.sessions.add(session)
        self.sessions.identify(session, replace(make_identity(), session_id=name))
        self.reader.states_by_id[name] = GOOD
        return session, outlet

    async def look(self, *, has_changed: bool = True) -> None:
        """Let the watch look once, when the database has counted a change, or has not."""
        self.changes += has_changed
        running = asyncio.create_task(self.watch.run())
        self.watch.look_for(self.changes)
        for _ in range(10):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


async def test_one_question_is_asked_for_all_sockets(desk: Desk) -> None:
    outlets = [desk.connect(f"s{number}")[1] for number in range(300)]
    stranger, _ = make_session("stranger")
    desk.sessions.add(stranger)

    await desk.look()

    assert desk.reader.asked == [{f"s{number}" for number in range(300)}]
    assert all(outlet.reasons == [] for outlet in outlets)
    assert desk.reviewed == []


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (replace(GOOD, is_ended=True), CloseReason.TOKEN_REVOKED),
        (replace(GOOD, is_disabled=True), CloseReason.USER_DISABLED),
        (replace(GOOD, is_ended=True, is_disabled=True), CloseReason.USER_DISABLED),
        (None, CloseReason.TOKEN_REVOKED),
    ],
)
async def test_what_has_ended_is_closed_with_the_reason(
    desk: Desk, state: SessionState | None, reason: CloseReason
) -> None:
    _, ended = desk.connect("ended")
    _, other = desk.connect("other")
    del desk.reader.states_by_id["ended"]
    if state is not None:
        desk.reader.states_by_id["ended"] = state

    await desk.look()

    assert ended.reasons[0] is reason
    ((name, answer),) = ended.told[:1]
    assert (name, answer["success"]) == ("authenticated", False)
    assert other.reasons == []


async def test_another_role_is_noted_and_the_rooms_are_looked_at_once(desk: Desk) -> None:
    first, _ = desk.connect("first")
    second, _ = desk.connect("second")
    for name in ("first", "second"):
        desk.reader.states_by_id[name] = replace(GOOD, role=Role.CUSTOMER)

    await desk.look()
    await desk.look()

    assert desk.reviewed == [ANA]
    roles = [session.identity.role for session in (first, second) if session.identity]
    assert roles == [Role.CUSTOMER, Role.CUSTOMER]


async def test_nothing_is_asked_while_nothing_changed(desk: Desk) -> None:
    desk.connect("s1")
    await desk.look()

    await desk.look(has_changed=False)
    await desk.look(has_changed=False)

    assert len(desk.reader.asked) == 1


async def test_only_who_came_since_is_asked_for_while_nothing_changed(desk: Desk) -> None:
    """Its token may have been good a moment before the change that was looked at already."""
    desk.connect("s1")
    await desk.look()
    _, late = desk.connect("late")
    desk.reader.states_by_id["late"] = replace(GOOD, is_ended=True)

    await desk.look(has_changed=False)

    assert desk.reader.asked[1:] == [{"late"}]
    assert late.reasons == [CloseReason.TOKEN_REVOKED]


async def test_who_renews_while_the_question_is_under_way_is_at_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, outlet = desk.connect("s1")
    asked_before = desk.reader.states

    async def states(session_ids: Collection[str]) -> dict[str, SessionState]:
        found = await asked_before(session_ids)
        desk.sessions.identify(session, replace(make_identity(), session_id="renewed"))
        return found

    monkeypatch.setattr(desk.reader, "states", states)
    await desk.look()
    monkeypatch.undo()

    await desk.look(has_changed=False)

    assert desk.reader.asked == [{"s1"}, {"renewed"}]
    assert outlet.reasons == [CloseReason.TOKEN_REVOKED]


async def test_who_is_gone_is_not_asked_for(desk: Desk) -> None:
    desk.connect("s1")
    desk.sessions.drop("s1")

    await desk.look(has_changed=False)

    assert desk.reader.asked == []
    assert desk.sessions.unproven == set()


async def test_all_are_asked_for_after_a_minute_in_any_case(desk: Desk) -> None:
    desk.connect("s1")
    await desk.look()

    desk.now += ALL_EVERY_S
    await desk.look(has_changed=False)

    assert desk.reader.asked == [{"s1"}, {"s1"}]


async def test_another_count_is_a_change_also_when_it_is_a_smaller_one(desk: Desk) -> None:
    """A backup was restored."""
    desk.connect("s1")
    await desk.look()

    desk.changes -= 2
    await desk.look()

    assert len(desk.reader.asked) == 2


@pytest.mark.expected_logs("backend.realtime.watch:WARNING:identities not checked")
async def test_a_database_that_fails_ends_nobody_and_is_asked_again(desk: Desk) -> None:
    _, outlet = desk.connect("s1")
    desk.reader.is_broken = True
    await desk.look()
    assert outlet.reasons == []
    desk.reader.states_by_id["s1"] = replace(GOOD, is_ended=True)

    desk.reader.is_broken = False
    await desk.look(has_changed=False)

    assert outlet.reasons == [CloseReason.TOKEN_REVOKED]
