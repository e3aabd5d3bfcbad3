"""What the health routes need to know of the rest of the process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry

from backend.api.metrics import ApiMetrics
from backend.services.checks import Check, CheckResult
from backend.services.status import Census
from common.ids import UserId


class Health(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET /healthz``.

    Attributes:
        connected_users: People with at least one socket.
        messages_per_second: Frames queued for sockets, over the last ten seconds.
        dispatch_lag_seconds: From decision to buffers, of the newest event.
        loop_lag_seconds: How late the event loop was lately.
        uptime_seconds: Since the process was ready to serve.
        doorbell_age_seconds: Since this process heard itself through Redis; None without Redis.
        checks: Those of readiness, by name.
    """

    version: str
    connected_users: int
    sockets: int
    active_rooms: int
    messages_per_second: float
    dispatch_lag_seconds: float
    loop_lag_seconds: float
    uptime_seconds: float
    doorbell_age_seconds: float | None = None
    checks: dict[str, CheckResult] = {}


@dataclass(frozen=True, slots=True)
class HealthSources:
    """Where the answers come from; given by the composition root.

    Attributes:
        checks: What must work for the server to be sent work, by name.
        reason_to_restart: Says what only another process will mend; None when there is nothing.
        health: Reads the present figures, without checks.
        online: Returns who is online, in any process.
        census: Counts who is connected.
        metrics: What handlers count.
        registry: All figures for Prometheus.
    """

    checks: Mapping[str, Check]
    reason_to_restart: Callable[[], str | None]
    health: Callable[[], Health]
    online: Callable[[], frozenset[UserId]]
    census: Callable[[], Census]
    metrics: ApiMetrics
    registry: CollectorRegistry


SOURCES: web.AppKey[HealthSources] = web.AppKey("health_sources", HealthSources)
