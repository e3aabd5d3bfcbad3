from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from typing_extensions import override

from backend.bootstrap.tuning import utc_now
from backend.broker.counters import RedisCounters, counting_client
from backend.services.counters import LocalCounters
from backend.services.peers import NoPeers
from tests.servers.redis import Redis

WINDOW = timedelta(minutes=1)


class Unreached(NoPeers):
    @property
    @override
    def is_reached(self) -> bool:
        return False


@asynccontextmanager
async def counters(redis: Redis) -> AsyncIterator[RedisCounters]:
    async with counting_client(redis.url) as client:
        yield RedisCounters(client, LocalCounters(utc_now), prefix="test", peers=NoPeers())


async def test_two_processes_count_together(redis: Redis) -> None:
    async with counters(redis) as a, counters(redis) as b:
        await a.add("login:ana@example.org", WINDOW)
        await b.add("login:ana@example.org", WINDOW)
        count = await a.read("login:ana@example.org")
        await b.clear("login:ana@example.org")
        cleared = await b.read("login:ana@example.org")

    assert count.times == 2
    assert timedelta(0) < count.ends_in <= WINDOW
    assert cleared.times == 0


async def test_every_key_ends_and_none_has_a_name(redis: Redis) -> None:
    async with counters(redis) as here:
        await here.add("login:ben@example.org", WINDOW)
        keys = await here._client.keys("*")
        left_ms = [await here._client.pttl(key) for key in keys]

    assert all(0 < left <= 60_000 for left in left_ms)
    assert not any(b"@" in key for key in keys)


@pytest.mark.parametrize("harm", [Redis.stop, Redis.freeze])
async def test_a_redis_that_is_away_leaves_the_local_count(redis: Redis, harm: object) -> None:
    async with counters(redis) as here:
        assert callable(harm)
        harm(redis)
        for _ in range(3):
            await here.add("login", WINDOW)
        count = await here.read("login")
        redis.thaw() if harm is Redis.freeze else None

    assert count.times == 3


async def test_nobody_waits_for_a_redis_that_is_known_to_be_away(redis: Redis) -> None:
    async with counting_client(redis.url) as client:
        here = RedisCounters(client, LocalCounters(utc_now), prefix="test", peers=Unreached())
        await here.add("login", WINDOW)

        assert (await here.read("login")).times == 1
        assert await client.dbsize() == 0
