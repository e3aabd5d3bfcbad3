"""Whether the server lives, whether it may be sent work, and how it is."""

import asyncio
from http import HTTPStatus

import msgspec
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from backend.api.routing import Call
from backend.api.sources import SOURCES, Check, Health
from backend.domain.errors import PermissionDeniedError
from common.envelope import encode
from common.errors import BomizzelError
from common.vocabulary import Role

CHECK_TIMEOUT_S = 2.0


class Readiness(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET /readyz``; ready when every check says so."""

    ready: bool
    checks: dict[str, bool]


async def live(_request: web.Request) -> web.Response:
    """Answer: whoever can answer is alive."""
    return web.Response(text="ok")


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when work may be sent here, 503 otherwise, and why."""
    checks = request.app[SOURCES].checks
    results = await asyncio.gather(*(_passes(check) for check in checks.values()))
    readiness = Readiness(ready=all(results), checks=dict(zip(checks, results, strict=True)))
    status = HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return web.Response(status=status, body=encode(readiness), content_type="application/json")


async def metrics(request: web.Request) -> web.Response:
    """Answer with all figures in the text format of Prometheus."""
    body = generate_latest(request.app[SOURCES].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def health(call: Call) -> Health:
    """Return how the server is; for administrators."""
    if call.actor.role is not Role.ADMIN:
        raise PermissionDeniedError
    return call.sources.health()


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await check()
    except (BomizzelError, TimeoutError):
        return False
