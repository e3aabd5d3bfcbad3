"""How the server is: what its probes, its figures and its status page ask."""

from collections.abc import Callable, Sequence
from importlib.metadata import version

from backend.api.metrics import ApiMetrics
from backend.api.pulse import Pulse
from backend.api.sources import Health, HealthSources
from backend.bootstrap.background import Background
from backend.bootstrap.core import Core
from backend.broker.peers import RedisPeers
from backend.realtime.hub import Hub
from backend.retention.worker import RetentionWorker
from backend.services.changes import Change, KeepHistory
from backend.services.checks import PASSED, CheckResult, degraded, failed
from backend.storage.migrate import present_revision
from backend.storage.opened import Storage

MAX_LOOP_LAG_S = 1.0
"""Above it requests are slow; when it stays above for twenty beats, only a restart helps."""


def health_sources(
    core: Core,
    *,
    hub: Hub,
    retention: RetentionWorker,
    pulse: Pulse,
    background: Background,
    known: Sequence[str],
    uptime_s: Callable[[], float],
) -> HealthSources:
    """Return what is asked about these parts; ``known`` are the revisions of the schema."""
    return HealthSources(
        checks={
            "database": lambda: _check_write(core.storage),
            "migrations": lambda: _check_migrations(core.storage, known),
            "dispatch": hub.check_dispatch,
            "doorbell": lambda: _check_doorbell(core.redis),
            "loop": lambda: _check_loop(pulse),
            "tasks": background.check,
            "retention": retention.check,
        },
        reason_to_restart=lambda: _reason_to_restart(background, pulse),
        online=hub.presence.online,
        health=lambda: _health(hub, pulse, core.redis, uptime_s()),
        census=hub.census.take,
        metrics=ApiMetrics(core.registry),
        registry=core.registry,
    )


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


def _reason_to_restart(background: Background, pulse: Pulse) -> str | None:
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
