"""Counts that several processes share, in Redis; counted locally while Redis does not answer.

Names are hashed: some contain e-mail addresses, and Redis is no place for those.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from typing_extensions import override

from backend.services.peers import Peers
from backend.services.ports import Count, Counters

ANSWER_S = 0.3
"""How long Redis may take before the local count has to do."""

_AWAY = (RedisError, OSError, TimeoutError)

logger = logging.getLogger(__name__)


class RedisCounters(Counters):
    """Counts here and in Redis; what is read is the larger of the two."""

    def __init__(self, client: Redis, local: Counters, *, prefix: str, peers: Peers) -> None:
        """Share counts with whoever uses the same ``prefix``.

        Args:
            client: Its timeouts are those of one question.
            local: Counts what happens in this process.
            prefix: Of all keys.
            peers: Know whether Redis answers, so that nobody waits for one that does not.
        """
        self._client = client
        self._local = local
        self._prefix = prefix
        self._peers = peers

    @override
    async def read(self, name: str) -> Count:
        local = await self._local.read(name)
        if not self._peers.is_reached:
            return local
        key = self._key(name)
        try:
            async with asyncio.timeout(ANSWER_S), self._client.pipeline() as pipe:
                pipe.execute_command("GET", key)
                pipe.execute_command("PTTL", key)
                times, left_ms = await pipe.execute()
        except _AWAY:
            return local
        return _larger(local, times, left_ms)

    @override
    async def add(self, name: str, window: timedelta) -> Count:
        local = await self._local.add(name, window)
        if not self._peers.is_reached:
            return local
        key = self._key(name)
        window_ms = max(1, round(window.total_seconds() * 1000))
        try:
            async with asyncio.timeout(ANSWER_S), self._client.pipeline() as pipe:
                # One transaction, or a key without end could be left behind.
                pipe.execute_command("SET", key, 0, "PX", window_ms, "NX")
                pipe.execute_command("INCR", key)
                pipe.execute_command("PTTL", key)
                _, times, left_ms = await pipe.execute()
        except _AWAY:
            return local
        return _larger(local, times, left_ms)

    @override
    async def clear(self, name: str) -> None:
        await self._local.clear(name)
        if not self._peers.is_reached:
            return
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._client.delete(self._key(name))
        except _AWAY:
            # It ends by itself with its window.
            logger.debug("shared count not cleared")

    def _key(self, name: str) -> str:
        return f"{self._prefix}:count:{hashlib.sha256(name.encode()).hexdigest()}"


@asynccontextmanager
async def counting_client(url: str) -> AsyncIterator[Redis]:
    """Return a client for ``RedisCounters`` that connects when it is first asked."""
    client = Redis.from_url(
        url,
        socket_connect_timeout=ANSWER_S,
        socket_timeout=ANSWER_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield client
    finally:
        async with asyncio.timeout(1.0):
            await client.aclose()


def _larger(local: Count, times: bytes | int | None, left_ms: int) -> Count:
    shared = Count(int(times), timedelta(milliseconds=left_ms)) if times and left_ms > 0 else local
    return max(local, shared, key=lambda count: count.times)
