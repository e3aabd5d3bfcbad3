import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry

from backend.broker.peers import Patience, RedisPeers
from backend.services.peers import News, ProcessId, WhoIsOnline
from tests.servers.redis import Redis

QUICK = Patience(canary_every_s=0.05, deaf_after_s=0.3, answer_s=0.5, longest_pause_s=0.2)


@asynccontextmanager
async def process(redis: Redis, name: str) -> AsyncIterator[RedisPeers]:
    peers = RedisPeers(
        redis.url,
        process=ProcessId(name),
        channel="test:news",
        registry=CollectorRegistry(),
        monotonic=time.monotonic,
        patience=QUICK,
    )
    running = asyncio.create_task(peers.run())
    try:
        await until(lambda: peers.is_reached)
        yield peers
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


@pytest.mark.expected_logs("backend.broker.peers:WARNING:other processes not reached")
async def test_a_connection_that_looks_well_and_is_deaf_is_made_anew(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[None] = []
    async with process(redis, "a") as a:
        a.listen(lambda _process, _news: None, lambda: reached.append(None))
        with monkeypatch.context() as deafness:
            deafness.setattr(a, "_receive", lambda _data: None)
            await until(lambda: not a.is_reached)
            sessions = a._metrics.sessions._value.get()
            await until(lambda: a._metrics.sessions._value.get() > sessions)
        await until(lambda: a.is_reached)

    assert reached


async def test_news_come_in_their_order_and_never_back_to_their_sender(redis: Redis) -> None:
    heard: list[tuple[ProcessId, News]] = []
    own: list[News] = []
    async with process(redis, "a") as a, process(redis, "b") as b:
        a.listen(lambda _process, news: own.append(news), lambda: None)
        b.listen(lambda name, news: heard.append((name, news)), lambda: None)
        a.tell([WhoIsOnline()] * 3)
        await until(lambda: len(heard) == 3)

    assert heard == [(ProcessId("a"), WhoIsOnline())] * 3
    assert own == []


async def test_what_is_no_message_is_counted_and_harms_nobody(redis: Redis) -> None:
    async with process(redis, "a") as a:
        redis.ask("PUBLISH", "test:news", "nonsense")
        await until(lambda: a._metrics.malformed._value.get() == 1)

        assert a.is_reached
