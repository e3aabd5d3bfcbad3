import asyncio
from datetime import datetime, timedelta

import pytest

from backend.realtime import census
from backend.realtime.census import MAX_CLIENTS, CensusTaker
from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.sessions import SessionRegistry
from backend.services.status import Presence
from common.ids import DeviceId, UserId
from common.session import ClientInfo
from tests.unit.backend.realtime.builders import (
    ANA,
    NOON,
    TEAM,
    make_identity,
    make_metrics,
    make_session,
)

NOW_S = 1_000.0


class Crowd:
    """A registry that is counted."""

    def __init__(self) -> None:
        self.sessions = SessionRegistry(make_metrics())
        self.throughput = Throughput(lambda: NOW_S)
        self.sampled = asyncio.Event()
        self.taker = CensusTaker(
            sessions=self.sessions,
            latencies=Latencies(lambda: NOW_S),
            throughput=self.throughput,
            now=self.now,
            monotonic=asyncio.get_event_loop().time,
        )

    def now(self) -> datetime:
        # The clock is read for each sample, just before it is kept.
        asyncio.get_event_loop().call_soon(self.sampled.set)
        return NOON

    def come(self, sid: str, user_id: UserId, version: str, *, ago_s: float = 0.0) -> None:
        session, _ = make_session(sid)
        session.opened_at = asyncio.get_event_loop().time() - ago_s
        session.client = ClientInfo(device_id=DeviceId(sid), version=version, platform="linux")
        self.sessions.add(session)
        self.sessions.identify(session, make_identity(user_id))
        self.sessions.enter(session, TEAM)


async def test_everybody_is_counted_once_with_the_oldest_socket() -> None:
    crowd = Crowd()
    crowd.come("s1", ANA, "1.0", ago_s=60)
    crowd.come("s2", ANA, "1.1", ago_s=20)
    stranger, _ = make_session("s3")
    crowd.sessions.add(stranger)

    taken = crowd.taker.take()

    (presence,) = taken.people.values()
    assert presence.sockets == 2
    assert timedelta(seconds=59) < NOON - presence.since < timedelta(seconds=61)
    assert isinstance(presence, Presence)
    assert taken.rooms == {TEAM: 2}
    assert taken.clients == {("1.0", "linux"): 1, ("1.1", "linux"): 1}
    assert taken.sockets == 2


async def test_versions_that_clients_make_up_do_not_fill_the_memory() -> None:
    crowd = Crowd()
    for number in range(MAX_CLIENTS + 10):
        crowd.come(f"s{number}", UserId(f"u{number}"), f"made-up-{number}")

    taken = crowd.taker.take()

    assert len(taken.clients) == MAX_CLIENTS + 1
    assert taken.clients["", ""] == 10


async def test_a_sample_is_the_mean_since_the_sample_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(census, "SAMPLE_S", 0.01)
    crowd = Crowd()
    crowd.throughput.add(1_000)  # Before the first interval.
    task = asyncio.create_task(crowd.taker.run())
    await asyncio.sleep(0)

    crowd.throughput.add(5)
    await asyncio.wait_for(crowd.sampled.wait(), 5)
    task.cancel()

    sample = crowd.taker.take().samples[0]
    assert 0 < sample.messages_per_second <= 500
