"""A turn of presence costs what changed, and says the same as one that looks at everybody."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.peers import Offline, Online, ProcessId
from common.ids import UserId
from tests.unit.backend.realtime.test_presence import ANA, BEN, TIMES, Desk

PROCESSES = (ProcessId("one"), ProcessId("two"))
PEOPLE = (ANA, BEN)
TURN_S = TIMES.turn_s


class Naive:
    """Who is online, found by looking at everybody in each turn."""

    def __init__(self) -> None:
        self.leases: dict[tuple[ProcessId, UserId], float] = {}
        self.seen_at: dict[UserId, float] = {}

    def turn(self, here: Counter[UserId], now: float) -> frozenset[UserId]:
        self.leases = {key: until for key, until in self.leases.items() if until > now}
        leased = {user_id for _, user_id in self.leases}
        self.seen_at |= dict.fromkeys((+here).keys() | leased, now)
        self.seen_at = {u: at for u, at in self.seen_at.items() if now - at <= TIMES.grace_s}
        return frozenset(self.seen_at)


STEPS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("go"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("online"), st.tuples(st.sampled_from(PROCESSES), st.sampled_from(PEOPLE))),
    st.tuples(st.just("offline"), st.tuples(st.sampled_from(PROCESSES), st.sampled_from(PEOPLE))),
    st.tuples(st.just("turns"), st.integers(1, 100)),
)


@given(steps=st.lists(STEPS, max_size=30))
async def test_it_says_the_same_as_one_that_looks_at_everybody(
    steps: list[tuple[str, Any]],
) -> None:
    desk, naive = Desk(), Naive()
    names = {ANA: ["ana-1"], BEN: []}
    for what, which in steps:
        match what, which:
            case "come", str(person):
                user_id = UserId(person)
                names[user_id].append(f"{user_id}-{len(names[user_id]) + 1}")
                desk.come(names[user_id][-1], user_id)
            case "go", str(person) if names[UserId(person)]:
                desk.sessions.drop(names[UserId(person)].pop())
            case "online", (process, user_id):
                desk.presence.hear(process, Online(sockets={user_id: 1}))
                naive.leases[process, user_id] = desk.now + TIMES.lease_s
            case "offline", (process, user_id):
                desk.presence.hear(process, Offline(people=(user_id,)))
                naive.leases.pop((process, user_id), None)
            case "turns", int(times):
                for _ in range(times):
                    await desk.turn(TURN_S)
                    here = Counter({user_id: len(some) for user_id, some in names.items()})
                    assert desk.presence.online() == naive.turn(here, desk.now)
            case _:
                pass
    await desk.turn()
    assert desk.heard() == [n % 2 == 0 for n in range(len(desk.heard()))]


async def test_nobody_is_looked_at_in_a_turn_in_which_nobody_came_or_went(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    desk.come("ben-1", BEN)
    await desk.turn()

    monkeypatch.setattr(desk.sessions, "sockets_of", None)
    monkeypatch.setattr(desk.presence, "_note", None)
    await desk.turn(TURN_S)

    assert desk.presence.online() == {ANA, BEN}
