"""Whether the server lives, whether it may be sent work, and how it is."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from backend.api.metrics import ApiMetrics
from backend.api.routing import Call
from backend.api.sources import SOURCES, Health
from backend.domain.access import may_administer
from backend.domain.errors import PermissionDeniedError
from backend.services.checks import Check, CheckResult, CheckState, failed
from common.envelope import encode
from common.errors import BomizzelError

CHECK_TIMEOUT_S = 2.0


class Readiness(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET /readyz``.

    Attributes:
        ready: No check failed.
        degraded: At least one says that something is missing; the server is slower, not wrong.
    """

    ready: bool
    degraded: bool
    checks: dict[str, CheckResult]


async def live(request: web.Request) -> web.Response:
    """Answer 200, or 503 and why when nothing but a restart will mend this process.

    A database that is away is no reason: the next process would not have it either.
    """
    reason = request.app[SOURCES].reason_to_restart()
    if reason is not None:
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=reason)
    return web.Response(text="ok")


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when work may be sent here, 503 otherwise, and why."""
    sources = request.app[SOURCES]
    checks = await look(sources.checks, sources.metrics)
    states = {result.state for result in checks.values()}
    is_ready = CheckState.FAILED not in states
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    is_degraded = CheckState.DEGRADED in states
    body = encode(Readiness(ready=is_ready, degraded=is_degraded, checks=checks))
    return web.Response(status=status, body=body, content_type="application/json")


async def metrics(request: web.Request) -> web.Response:
    """Answer with all figures in the text format of Prometheus, the checks among them."""
    sources = request.app[SOURCES]
    await look(sources.checks, sources.metrics)
    body = generate_latest(sources.registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def health(call: Call) -> Health:
    """Return how the server is; for administrators."""
    if not may_administer(call.actor.role):
        raise PermissionDeniedError
    checks = await look(call.sources.checks, call.sources.metrics)
    return msgspec.structs.replace(call.sources.health(), checks=checks)


async def look(checks: Mapping[str, Check], metrics: ApiMetrics) -> dict[str, CheckResult]:
    """Run all checks at once, each for two seconds at most, and note what they found."""
    results = await asyncio.gather(*(_result(check) for check in checks.values()))
    found = dict(zip(checks, results, strict=True))
    metrics.found(found)
    return found


async def _result(check: Check) -> CheckResult:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await check()
    except BomizzelError as exc:
        return failed(exc.code.value)
    except TimeoutError:
        return failed(f"no answer within {CHECK_TIMEOUT_S:g} s")
