"""The web application of the HTTP interface; Socket.IO is mounted beside it."""

from collections.abc import Collection, Sequence

from aiohttp import web
from prometheus_client import Counter

from backend.api import health
from backend.api.asyncapi import describe_sockets
from backend.api.middleware import (
    Handler,
    authenticated,
    cross_origin,
    observed,
    without_token_in_query,
)
from backend.api.openapi import describe
from backend.api.protocol_log import ProtocolLog
from backend.api.routes import PREFIX, ROUTES
from backend.api.routing import SERVICES, TRUSTED_PROXIES, Route, endpoint
from backend.api.sources import SOURCES, HealthSources
from backend.api.status.page import serve_page
from backend.services.addresses import Network
from backend.services.desk import Services
from backend.services.ports import NewId

MAX_BODY_BYTES = 1024 * 1024
IDLE_TIMEOUT_S = 75.0
"""Longer than a proxy keeps its connections: it must be the one that closes them."""


def build_app(
    services: Services,
    sources: HealthSources,
    *,
    origins: Collection[str],
    trusted_proxies: Sequence[Network],
    new_id: NewId,
) -> web.Application:
    """Return the application, without anything that runs by itself.

    Args:
        services: What is asked for.
        sources: Where figures and checks come from.
        origins: Web pages that may read the answers.
        trusted_proxies: Whose word about the client's address is taken.
        new_id: Names the requests.
    """
    app = web.Application(
        client_max_size=MAX_BODY_BYTES,
        middlewares=[cross_origin(origins), observed(sources.registry, new_id, PREFIX)],
    )
    app[SERVICES] = services
    app[SOURCES] = sources
    app[TRUSTED_PROXIES] = trusted_proxies
    app.router.add_get("/livez", health.live)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", health.metrics)
    serve_page(app)
    app.router.add_get(f"{PREFIX}/openapi.json", _openapi)
    app.router.add_get(f"{PREFIX}/asyncapi.json", _asyncapi)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, _guarded(route))
    return app


def build_runner(
    app: web.Application,
    *,
    malformed: Counter,
    shutdown_s: float,
    idle_s: float = IDLE_TIMEOUT_S,
) -> web.AppRunner:
    """Return what serves ``app``; a connection is idle as long as no whole request came.

    Without a bound on that, who sends a header a minute holds a connection for ever. Requests
    that are no HTTP are counted by ``malformed``.
    """
    # The access log of aiohttp would write addresses; ours writes one line a request.
    return web.AppRunner(
        app,
        access_log=None,
        logger=ProtocolLog(malformed),
        shutdown_timeout=shutdown_s,
        keepalive_timeout=idle_s,
        handle_signals=False,
    )


def _guarded(route: Route) -> Handler:
    handler = endpoint(route)
    return without_token_in_query(handler) if route.is_public else authenticated(handler)


async def _openapi(_request: web.Request) -> web.Response:
    return web.Response(body=describe(), content_type="application/json")


async def _asyncapi(_request: web.Request) -> web.Response:
    return web.Response(body=describe_sockets(), content_type="application/json")
