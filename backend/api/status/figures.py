"""The figures of the status page."""

from backend.api.health import look
from backend.api.routing import Call
from backend.services.status import Status


async def status(call: Call) -> Status:
    """Return who is connected and how the server does; for administrators and team leads."""
    await call.services.status.require(call.actor)
    checks = await look(call.sources.checks, call.sources.metrics)
    health = call.sources.health()
    return await call.services.status.show(
        call.actor,
        call.sources.census(),
        checks=checks,
        online=len(call.sources.online()),
        version=health.version,
        uptime_s=health.uptime_seconds,
    )
