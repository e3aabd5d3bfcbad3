"""One timer for all pings, on a loop whose time only the test moves."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from backend.realtime.pings import GROUPS, Pings

INTERVAL_S, TIMEOUT_S = 25.0, 20.0
TICK_S = INTERVAL_S / GROUPS


@dataclass
class Pace:
    """As in production; ``factors`` are what the spread returns, one after the other."""

    factors: Iterator[float]
    ping_interval: float = INTERVAL_S
    ping_timeout: float = TIMEOUT_S

    def spread(self) -> float:
        return next(self.factors, 1.0)


@dataclass
class Clock:
    """What is used of a loop: time that stands still, and at most one timer."""

    now: float = 1_000.0
    timers: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)
    wakes: int = 0

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[..., None], *args: Any) -> object:
        self.timers.append((when, callback, args))
        return object()

    def pass_by(self, seconds: float, late_s: float = 0.0) -> None:
        """Let time pass; each timer fires ``late_s`` too late."""
        until = self.now + seconds
        while self.timers and self.timers[0][0] + late_s <= until:
            ((when, callback, args),) = self.timers
            self.timers.clear()
            self.now = max(self.now, when + late_s)
            self.wakes += 1
            callback(*args)
        self.now = until


@dataclass(eq=False)
class Member:
    """A connection that notes when it is pinged and asked for its pong."""

    clock: Clock
    ping_group: int = 0
    pinged: list[tuple[float, float]] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    def ping(self, pong_due: float) -> None:
        self.pinged.append((self.clock.now, pong_due))

    def miss_pong(self, now: float) -> None:
        self.asked.append(now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    return clock


def crowd(pings: Pings, clock: Clock, count: int) -> list[Member]:
    members = [Member(clock) for _ in range(count)]
    for member in members:
        pings.add(member)
    return members


def test_each_connection_is_pinged_once_in_an_interval_and_first_after_about_one(
    clock: Clock,
) -> None:
    members = crowd(Pings(Pace(iter((0.8, 0.9)))), clock, 3)

    clock.pass_by(4 * INTERVAL_S)

    for member in members:
        times = [at for at, _ in member.pinged]
        assert 0.75 * INTERVAL_S <= times[0] - 1_000 <= INTERVAL_S + TICK_S
        assert [b - a for a, b in pairwise(times)] == [INTERVAL_S] * 3


def test_pong_is_asked_for_when_it_is_due(clock: Clock) -> None:
    (member,) = crowd(Pings(Pace(iter(()))), clock, 1)

    clock.pass_by(2.5 * INTERVAL_S)

    due = [pong_due for _, pong_due in member.pinged]
    assert due == [at + TIMEOUT_S for at, _ in member.pinged]
    assert member.asked[:1] == due[:1]


def test_thousands_need_no_more_timers_and_wakes_than_one(clock: Clock) -> None:
    pings = Pings(Pace(n % 21 / 100 + 0.8 for n in range(5_000)))
    crowd(pings, clock, 5_000)

    clock.pass_by(INTERVAL_S)

    assert len(clock.timers) == 1
    assert clock.wakes <= GROUPS


def test_nothing_wakes_up_for_nobody(clock: Clock) -> None:
    pings = Pings(Pace(iter(())))
    (member,) = crowd(pings, clock, 1)
    clock.pass_by(1.5 * INTERVAL_S)

    pings.remove(member)
    pings.remove(member)
    clock.pass_by(TICK_S)

    assert clock.timers == []
    assert len(member.pinged) == 1
    (other,) = crowd(pings, clock, 1)
    clock.pass_by(INTERVAL_S + TICK_S)
    assert len(other.pinged) == 1


def test_turns_that_come_late_do_not_make_the_interval_longer(clock: Clock) -> None:
    (member,) = crowd(Pings(Pace(iter(()))), clock, 1)

    clock.pass_by(3 * INTERVAL_S, late_s=0.9 * TICK_S)

    times = [at for at, _ in member.pinged]
    assert times[1] - times[0] <= INTERVAL_S + TICK_S


def test_process_that_stood_still_does_not_ping_everybody_at_once(clock: Clock) -> None:
    members = crowd(Pings(Pace(n / 100 for n in range(80, 101))), clock, 21)
    clock.pass_by(TICK_S)

    clock.now += 4 * INTERVAL_S
    clock.pass_by(TICK_S)

    assert sum(len(member.pinged) for member in members) <= 1
