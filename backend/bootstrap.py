"""The composition root of the server: the only place that reads settings and joins the parts."""

import asyncio
import logging
import os
import random
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry

from backend.api.app import build_app
from backend.api.metrics import ApiMetrics
from backend.api.pulse import Pulse
from backend.api.sources import Health, HealthSources
from backend.broker.counters import RedisCounters, counting_client
from backend.broker.peers import RedisPeers
from backend.config import PostgresDatabase, Settings, WebSockets, signing_secret
from backend.realtime.dispatcher import LOOK_EVERY_S
from backend.realtime.doorbell import Doorbell
from backend.realtime.heartbeat import HEARTBEAT_S
from backend.realtime.hub import Hub, HubOptions
from backend.realtime.limits import Limits
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.presence import PresenceTimes
from backend.retention.worker import FIRST_AFTER_S, RetentionFigures, RetentionWorker
from backend.security.passwords import Argon2Hasher
from backend.services.changes import Change, KeepHistory, Published
from backend.services.checks import PASSED, CheckResult, degraded, failed
from backend.services.counters import LocalCounters
from backend.services.desk import Services, build_services
from backend.services.peers import NoPeers, ProcessId
from backend.services.ports import Counters, NewId, Now, PasswordHasher
from backend.services.tokens import TokenKeys
from backend.services.webhooks.desk import Outbound
from backend.storage.gateway import OnCommit
from backend.storage.migrate import present_revision, revisions
from backend.storage.opened import Storage
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite import storage as sqlite_storage
from backend.webhooks.transport import open_transport
from backend.webhooks.workers import LOOK_EVERY_S as WEBHOOKS_LOOK_EVERY_S
from backend.webhooks.workers import ProcessingWorker, SendingWorker, WebhookFigures

DRAIN_TIMEOUT_S = 4.0
SHUTDOWN_TIMEOUT_S = 3.0
"""Together with a second for the database, a stop takes at most ten seconds."""
MAX_LOOP_LAG_S = 1.0
"""Above it requests are slow; when it stays above for twenty beats, only a restart helps."""

_ID_BYTES = 16
_IDS_AT_ONCE = 256
_ids: deque[str] = deque()

logger = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that nobody has, 32 hexadecimal digits; any thread may ask."""
    try:
        return _ids.popleft()
    except IndexError:
        # Each question to the system lets the other threads run, and waits for its turn again.
        digits = os.urandom(_ID_BYTES * _IDS_AT_ONCE).hex()
        first, *others = (digits[at : at + 32] for at in range(0, len(digits), 32))
        _ids.extend(others)
        return first


def new_secret() -> str:
    """Return 32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What production leaves alone and tests choose.

    Attributes:
        webhooks_look_every_s: How often the workers look for what other processes left behind.
        recount_every_s: Instead of ``METRICS_UPDATE_INTERVAL``, which is in minutes.
        remove_after_s: From the start until what is old is removed for the first time.
        spread: Returns a factor by which intervals are shortened, so that clients spread.
        local_webhooks: Whether webhooks may be sent to this machine, and without https.
    """

    limits: Limits = field(default_factory=Limits)
    heartbeat_s: float = HEARTBEAT_S
    look_every_s: float = LOOK_EVERY_S
    webhooks_look_every_s: float = WEBHOOKS_LOOK_EVERY_S
    presence: PresenceTimes = field(default_factory=PresenceTimes)
    recount_every_s: float | None = None
    remove_after_s: float = FIRST_AFTER_S
    now: Now = utc_now
    new_id: NewId = new_id
    monotonic: Callable[[], float] = time.monotonic
    spread: Callable[[], float] = lambda: random.uniform(0.8, 1.0)  # noqa: S311 - no secret
    local_webhooks: bool = False


@dataclass(frozen=True, slots=True)
class Backend:
    """A server that is ready to be served, and its parts."""

    app: web.Application
    services: Services
    storage: Storage
    hub: Hub
    doorbell: Doorbell


@dataclass(frozen=True, slots=True)
class Core:
    """The services on their database, without any edge.

    Attributes:
        registry: All figures for Prometheus.
        redis: The way to the other processes, which must run; None for one process alone.
    """

    services: Services
    storage: Storage
    hasher: PasswordHasher
    registry: CollectorRegistry
    redis: RedisPeers | None


@asynccontextmanager
async def open_core(settings: Settings, doorbell: Doorbell, tuning: Tuning) -> AsyncIterator[Core]:
    """Open the database and build the services on it; on leaving, everything is written."""
    keys = _token_keys(settings)
    hasher = Argon2Hasher()

    def ring(published: Sequence[Published]) -> None:
        at = tuning.now()
        doorbell.ring([replace(one, committed_at=at) for one in published])

    try:
        async with AsyncExitStack() as stack:
            storage = await stack.enter_async_context(_open_storage(settings, ring, tuning.new_id))
            registry = CollectorRegistry()
            redis: RedisPeers | None = None
            counters: Counters = LocalCounters(tuning.now)
            if settings.redis_url is not None:
                url = settings.redis_url.reveal()
                # Two installations that share a Redis must not hear each other.
                name = f"bomizzel:{await storage.readers.streams.epoch()}"
                redis = RedisPeers(
                    url,
                    process=ProcessId(tuning.new_id()),
                    channel=f"{name}:news",
                    registry=registry,
                    monotonic=tuning.monotonic,
                )
                client = await stack.enter_async_context(counting_client(url))
                counters = RedisCounters(client, counters, prefix=name, peers=redis)
            transport = await stack.enter_async_context(
                open_transport(loopback=tuning.local_webhooks)
            )
            services = build_services(
                gateway=storage.gateway,
                readers=storage.readers,
                hasher=hasher,
                arrivals=doorbell,
                keys=keys,
                now=tuning.now,
                new_id=tuning.new_id,
                new_secret=new_secret,
                counters=counters,
                outbound=Outbound(transport, tuning.spread, insecure_urls=tuning.local_webhooks),
                ticket_url=_ticket_url(settings),
                keep_for=timedelta(days=settings.retention_days),
            )
            yield Core(services, storage, hasher, registry, redis)
    finally:
        hasher.close()


def _open_storage(
    settings: Settings, on_commit: OnCommit, new_id: NewId
) -> AbstractAsyncContextManager[Storage]:
    database = settings.database
    if isinstance(database, PostgresDatabase):
        return postgres_storage.open_storage(
            database.url.reveal(), on_commit=on_commit, new_id=new_id
        )
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return sqlite_storage.open_storage(database, on_commit=on_commit, new_id=new_id)


@asynccontextmanager
async def open_backend(settings: Settings, tuning: Tuning | None = None) -> AsyncIterator[Backend]:
    """Build the server; what runs by itself begins and ends with the returned application."""
    tuning = tuning or Tuning()
    doorbell = Doorbell()
    async with open_core(settings, doorbell, tuning) as core:
        services, storage, redis = core.services, core.storage, core.redis
        registry = core.registry
        hub = Hub(
            services=services,
            readers=storage.readers,
            doorbell=doorbell,
            peers=redis or NoPeers(),
            metrics=RealtimeMetrics(registry),
            options=HubOptions(
                limits=tuning.limits,
                origins=settings.origins,
                trusted_proxies=settings.trusted_proxies,
                now=tuning.now,
                monotonic=tuning.monotonic,
                spread=tuning.spread,
                direct_websockets=settings.websockets is WebSockets.DIRECT,
                recount_every_s=tuning.recount_every_s or settings.metrics_interval_s,
                heartbeat_s=tuning.heartbeat_s,
                look_every_s=tuning.look_every_s,
                presence=tuning.presence,
            ),
        )
        pulse = Pulse(registry)
        background = _Background()
        retention = RetentionWorker(
            retention=services.retention,
            figures=RetentionFigures(registry),
            monotonic=tuning.monotonic,
            spread=tuning.spread,
            first_after_s=tuning.remove_after_s,
        )
        began = tuning.monotonic()
        known = await asyncio.to_thread(revisions)
        sources = HealthSources(
            checks={
                "database": lambda: _check_write(storage),
                "migrations": lambda: _check_migrations(storage, known),
                "dispatch": hub.check_dispatch,
                "doorbell": lambda: _check_doorbell(redis),
                "loop": lambda: _check_loop(pulse),
                "tasks": background.check,
                "retention": retention.check,
            },
            reason_to_restart=lambda: _reason_to_restart(background, pulse),
            online=hub.presence.online,
            health=lambda: _health(hub, pulse, redis, tuning.monotonic() - began),
            census=hub.census.take,
            metrics=ApiMetrics(registry),
            registry=registry,
        )
        app = build_app(
            services,
            sources,
            origins=settings.origins,
            trusted_proxies=settings.trusted_proxies,
            new_id=tuning.new_id,
        )
        hub.mount(app)
        processing, sending = _webhook_workers(services, doorbell, registry, tuning)

        async def run(_app: web.Application) -> AsyncIterator[None]:
            parts = [pulse.run(), processing.run(), sending.run(), retention.run()]
            parts += await hub.start()
            if redis is not None:
                parts.append(redis.run())
            async with background.running(*parts):
                yield

        async def drain(_app: web.Application) -> None:
            doorbell.close()
            await hub.drain(DRAIN_TIMEOUT_S)

        app.cleanup_ctx.append(run)
        app.on_shutdown.append(drain)
        yield Backend(app, services, storage, hub, doorbell)


def _webhook_workers(
    services: Services, doorbell: Doorbell, registry: CollectorRegistry, tuning: Tuning
) -> tuple[ProcessingWorker, SendingWorker]:
    webhooks, figures = services.webhooks, WebhookFigures(registry)
    processing = ProcessingWorker(
        inbox=webhooks.inbox,
        processing=webhooks.processing,
        figures=figures,
        monotonic=tuning.monotonic,
        look_every_s=tuning.webhooks_look_every_s,
    )
    sending = SendingWorker(
        sending=webhooks.sending,
        arrivals=doorbell,
        figures=figures,
        look_every_s=tuning.webhooks_look_every_s,
    )
    webhooks.endpoints.changed = sending.wake
    return processing, sending


class _Background:
    """What runs beside the requests; if one part ends by itself, the server is not ready."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self, *parts: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        """Run ``parts`` until the block ends."""
        self._tasks = [asyncio.create_task(part) for part in parts]
        for task in self._tasks:
            task.add_done_callback(_report)
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def has_ended(self) -> bool:
        """Whether a part ended by itself."""
        return any(task.done() for task in self._tasks)

    async def check(self) -> CheckResult:
        """Return whether every part still runs."""
        if not self._tasks:
            return failed("not started")
        return failed("a background task ended") if self.has_ended else PASSED


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("background task ended", exc_info=task.exception())


async def _check_write(storage: Storage) -> CheckResult:
    await storage.gateway.commit(Change(writes=(KeepHistory(),)))
    return PASSED


async def _check_migrations(storage: Storage, known: Sequence[str]) -> CheckResult:
    present = await storage.pool.run(present_revision)
    if present == known[0]:
        return PASSED
    if present in known:
        return failed(f"the schema is {present}, this version needs {known[0]}")
    return degraded(f"the schema {present} is newer than this version, which knows {known[0]}")


async def _check_loop(pulse: Pulse) -> CheckResult:
    if pulse.lag_s < MAX_LOOP_LAG_S:
        return PASSED
    return degraded(f"something held the event loop for {pulse.lag_s:.1f} s")


def _reason_to_restart(background: _Background, pulse: Pulse) -> str | None:
    if background.has_ended:
        return "a background task ended"
    if pulse.steady_lag_s >= MAX_LOOP_LAG_S:
        return f"the event loop is late by {pulse.steady_lag_s:.1f} s and does not catch up"
    return None


async def _check_doorbell(redis: RedisPeers | None) -> CheckResult:
    if redis is None or redis.is_reached:
        return PASSED
    return degraded(f"not heard for {redis.doorbell_age_s:.1f} s: events come by looking")


def _health(hub: Hub, pulse: Pulse, redis: RedisPeers | None, uptime_s: float) -> Health:
    return Health(
        version=version("bomizzel"),
        connected_users=hub.sessions.people,
        sockets=hub.sessions.authenticated,
        active_rooms=hub.sessions.rooms,
        messages_per_second=hub.throughput.per_second,
        dispatch_lag_seconds=hub.dispatcher.lag_s,
        loop_lag_seconds=pulse.lag_s,
        uptime_seconds=uptime_s,
        doorbell_age_seconds=None if redis is None else redis.doorbell_age_s,
    )


def _token_keys(settings: Settings) -> TokenKeys:
    previous = settings.jwt_previous_secret
    return TokenKeys(
        current=signing_secret(settings).reveal().encode(),
        previous=None if previous is None else previous.reveal().encode(),
    )


def _ticket_url(settings: Settings) -> str:
    return f"{settings.origins[0]}/tickets/{{id}}" if settings.origins else ""
