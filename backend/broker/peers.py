"""Processes tell each other over one channel of Redis.

Being connected proves nothing: a listener can be deaf for ever on a connection that looks well.
So each process says something every second that it must hear itself, its canary. When that is
too old, both connections are thrown away and made anew.

Source:
    ADR-0015; github.com/miguelgrinberg/python-socketio issues 1569 and 1581 for what happens
    without a canary.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from typing_extensions import override

from backend.broker.metrics import BrokerMetrics
from backend.broker.wire import Message, messages, read_message, read_news
from backend.services.peers import Hear, News, Peers, ProcessId
from common.envelope import encode
from common.errors import ContractError

MAX_WAITING = 10_000
"""News that wait to be told; when there are more, the oldest are dropped."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the broker may take; the defaults are for production.

    Attributes:
        canary_every_s: Time between two canaries.
        deaf_after_s: Age of the last canary heard that ends a connection.
        answer_s: How long one command may take.
        longest_pause_s: Longest time between two attempts to connect.
    """

    canary_every_s: float = 0.5
    deaf_after_s: float = 2.0
    answer_s: float = 1.0
    longest_pause_s: float = 2.0


class _DeafError(Exception):
    """The canary was not heard in time."""


class RedisPeers(Peers):
    """The other processes that use the same channel of the same Redis."""

    def __init__(
        self,
        url: str,
        *,
        process: ProcessId,
        channel: str,
        registry: CollectorRegistry,
        monotonic: Callable[[], float],
        patience: Patience | None = None,
    ) -> None:
        """Connect nowhere yet.

        Args:
            url: Of Redis; it may hold a password and is never logged.
            process: Name of this process; no other has it.
            channel: What the processes of one installation have in common.
            registry: Where the figures go.
            monotonic: Seconds of a clock that is never set back.
            patience: How long things may take.
        """
        self._url = url
        self._process = process
        self._channel = channel
        self._monotonic = monotonic
        self._patience = patience or Patience()
        self._heard_at = monotonic()
        self._is_reached = False
        self._is_missed = False
        self._waiting: deque[News] = deque()
        self._told = asyncio.Event()
        self._hearers: list[tuple[Hear, Callable[[], None]]] = []
        self._metrics = BrokerMetrics(registry, lambda: self.doorbell_age_s)

    @property
    @override
    def is_reached(self) -> bool:
        return self._is_reached and self.doorbell_age_s < self._patience.deaf_after_s

    @property
    def doorbell_age_s(self) -> float:
        """Time since the last canary was heard, or since the beginning."""
        return self._monotonic() - self._heard_at

    @override
    def tell(self, news: Sequence[News]) -> None:
        if not self._is_reached:
            self._metrics.dropped.inc(len(news))
            return
        self._waiting.extend(news)
        while len(self._waiting) > MAX_WAITING:
            self._waiting.popleft()
            self._metrics.dropped.inc()
        self._told.set()

    @override
    def listen(self, hear: Hear, reached: Callable[[], None]) -> None:
        self._hearers.append((hear, reached))

    async def run(self) -> None:
        """Keep the connections until cancelled."""
        pause_s = self._patience.canary_every_s / 4
        while True:
            began = self._monotonic()
            try:
                await self._session()
            except (RedisError, OSError, TimeoutError, _DeafError) as exc:
                self._lost(exc)
            finally:
                self._is_reached = False
                self._waiting.clear()
            if self._monotonic() - began > self._patience.longest_pause_s * 2:
                pause_s = self._patience.canary_every_s / 4
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, self._patience.longest_pause_s)

    def _lost(self, error: Exception) -> None:
        """Say once that the others are not reached, and nothing of each vain attempt."""
        level = logging.DEBUG if self._is_missed else logging.WARNING
        logger.log(level, "other processes not reached", extra={"error": type(error).__name__})
        self._is_missed = True

    async def _session(self) -> None:
        self._metrics.sessions.inc()
        answer_s = self._patience.answer_s
        client = Redis.from_url(
            self._url,
            socket_connect_timeout=answer_s,
            socket_timeout=answer_s,
            # Attempts are made here, where they are counted and seen.
            retry=Retry(NoBackoff(), 0),
        )
        pubsub = client.pubsub(ignore_subscribe_messages=True)
        try:
            async with asyncio.timeout(answer_s * 2):
                await pubsub.subscribe(self._channel)
            await _until_one_ends(self._listen(pubsub, self._monotonic()), self._publish(client))
        finally:
            with suppress(RedisError, OSError, TimeoutError):
                async with asyncio.timeout(answer_s):
                    await pubsub.aclose()  # type: ignore[no-untyped-call] # redis types it not
                    await client.aclose()

    async def _listen(self, pubsub: PubSub, began: float) -> None:
        while True:
            received = await pubsub.get_message(timeout=self._patience.canary_every_s)
            _heed_cancellation()
            if received is not None:
                self._receive(received["data"])
            last = max(began, self._heard_at)
            if self._monotonic() - last > self._patience.deaf_after_s:
                raise _DeafError

    def _receive(self, data: bytes) -> None:
        try:
            message = read_message(data)
        except ContractError:
            self._metrics.malformed.inc()
            return
        if message.process == self._process:
            if message.canary is not None:
                self._canary_heard()
            return
        for news in read_news(message):
            if news is None:
                self._metrics.malformed.inc()
                continue
            self._metrics.heard.inc()
            for hear, _ in self._hearers:
                hear(message.process, news)

    def _canary_heard(self) -> None:
        self._heard_at = self._monotonic()
        if self._is_reached:
            return
        self._is_reached = True
        if self._is_missed:
            logger.info("other processes reached again")
            self._is_missed = False
        for _, reached in self._hearers:
            reached()

    async def _publish(self, client: Redis) -> None:
        sing_at = self._monotonic()
        for number in count():
            while (left_s := sing_at - self._monotonic()) > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left_s):
                        await self._told.wait()
                await self._publish_waiting(client)
            await self._send(client, encode(Message(process=self._process, canary=number)))
            sing_at = self._monotonic() + self._patience.canary_every_s

    async def _publish_waiting(self, client: Redis) -> None:
        """Send all that waits; what comes meanwhile goes together with the next."""
        self._told.clear()
        news = tuple(self._waiting)
        self._waiting.clear()
        sent = 0
        for body, contained in messages(self._process, news):
            await self._send(client, body)
            sent += contained
        self._metrics.sent.inc(sent)
        self._metrics.dropped.inc(len(news) - sent)

    async def _send(self, client: Redis, body: bytes) -> None:
        async with asyncio.timeout(self._patience.answer_s):
            await client.publish(self._channel, body)
        _heed_cancellation()


async def _until_one_ends(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts until one of them fails, and raise its error."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _heed_cancellation() -> None:
    """End a task that was asked to: a cancellation that meets an answer of Redis gets lost.

    Seen with redis 8.1 on Python 3.11; whoever waited for the task would wait for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
