"""What the health routes need to know of the rest of the process."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry

Check = Callable[[], Awaitable[bool]]


class Health(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET /healthz``.

    Attributes:
        connected_users: People with at least one socket.
        messages_per_second: Frames queued for sockets, over the last ten seconds.
        dispatch_lag_seconds: From decision to buffers, of the newest event.
        loop_lag_seconds: How late the event loop was lately.
    """

    version: str
    connected_users: int
    sockets: int
    active_rooms: int
    messages_per_second: float
    dispatch_lag_seconds: float
    loop_lag_seconds: float


@dataclass(frozen=True, slots=True)
class HealthSources:
    """Where the answers come from; given by the composition root.

    Attributes:
        checks: What must work for the server to be sent work, by name.
        health: Reads the present figures.
        registry: All figures for Prometheus.
    """

    checks: Mapping[str, Check]
    health: Callable[[], Health]
    registry: CollectorRegistry


SOURCES: web.AppKey[HealthSources] = web.AppKey("health_sources", HealthSources)
