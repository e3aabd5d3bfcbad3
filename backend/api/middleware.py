"""What happens to every request: a name, a line in the log, a token check, an honest answer."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Collection
from http import HTTPStatus
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram

from backend.api.context import request_id
from backend.api.errors import AuthenticationRequiredError, problem_of, response_of
from backend.api.routing import IDENTITY, SERVICES
from backend.domain.errors import TooManyRequestsError
from backend.services.ports import NewId
from backend.services.trace import Trace, trace
from common.errors import BomizzelError, ContractError

logger = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TOKEN_PARAMETERS = frozenset({"token", "access_token", "refresh_token"})
_BEARER = re.compile(r"(?i:Bearer) ([A-Za-z0-9._~+/-]+=*)")
_CORS_METHODS = "GET, POST, PUT, PATCH, DELETE"
_CORS_HEADERS = "Authorization, Content-Type, If-Match, Idempotency-Key"
_CORS_READABLE = "Retry-After, X-Request-ID"
_CORS_MAX_AGE_S = 600


def observed(registry: CollectorRegistry, new_id: NewId, prefix: str) -> Middleware:
    """Return the middleware that names the request, times it and maps its errors.

    Only paths under ``prefix`` are timed and logged; the rest is probes and sockets.
    """
    duration_s = Histogram(
        "bomizzel_http_request_seconds",
        "Time to answer, by route.",
        ["method", "route", "status"],
        registry=registry,
    )

    limited = Counter(
        "bomizzel_http_limited", "Requests refused by a limit.", ["limit"], registry=registry
    )

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = new_id()
        request_id.set(name)
        act = Trace()
        trace.set(act)
        began = time.monotonic()
        response = await _answered(request, handler, name, limited)
        if not request.path.startswith(prefix):
            return response
        took_s = time.monotonic() - began
        resource = request.match_info.route.resource
        # What a stranger makes up must not become a label.
        method, route = "other", "unknown"
        if resource is not None:
            method, route = request.method, resource.canonical
        duration_s.labels(method, route, response.status).observe(took_s)
        identity = request.get(IDENTITY)
        logger.info(
            "request answered",
            extra={
                "method": method,
                "route": route,
                "status": response.status,
                "took_s": round(took_s, 4),
                "user_id": None if identity is None else identity.user_id,
                **({"events": act.count, "event_ids": act.event_ids} if act.count else {}),
            },
        )
        response.headers["X-Request-ID"] = name
        # Answers are one person's, and some are tokens: no cache keeps them (RFC 6749, 5.1).
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return middleware


async def _answered(
    request: web.Request, handler: Handler, name: str, limited: Counter
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as exc:
        response = response_of(problem_of(exc, name))
        response.headers["Allow"] = ", ".join(sorted(exc.allowed_methods))
        return response
    except (BomizzelError, web.HTTPException) as exc:
        if isinstance(exc, TooManyRequestsError):
            limited.labels(exc.limit.value).inc()
        return response_of(problem_of(exc, name))
    except Exception as exc:
        logger.exception("request failed")
        return response_of(problem_of(exc, name))


def cross_origin(origins: Collection[str]) -> Middleware:
    """Return the middleware that lets web pages of exactly these origins read the answers."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin", "")
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if request.path.startswith("/socket.io/"):
            return await handler(request)  # The socket server has its own check.
        if origin not in origins:
            response = await handler(request)
            response.headers["Vary"] = "Origin"
            return response
        response = web.Response(status=HTTPStatus.NO_CONTENT) if asks else await handler(request)
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _CORS_READABLE
        response.headers["Vary"] = "Origin"
        if asks:
            response.headers["Access-Control-Allow-Methods"] = _CORS_METHODS
            response.headers["Access-Control-Allow-Headers"] = _CORS_HEADERS
            response.headers["Access-Control-Max-Age"] = str(_CORS_MAX_AGE_S)
        return response

    return middleware


def without_token_in_query(handler: Handler) -> Handler:
    """Return ``handler`` for requests whose address holds no secret: addresses get logged."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if _TOKEN_PARAMETERS & request.query.keys():
            raise ContractError(detail="a token belongs into the Authorization header")
        return await handler(request)

    return checked


def authenticated(handler: Handler) -> Handler:
    """Return ``handler`` behind a check of the bearer token."""

    async def checked(request: web.Request) -> web.StreamResponse:
        match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        if match is None:
            raise AuthenticationRequiredError
        request[IDENTITY] = await request.app[SERVICES].sessions.verify(match[1])
        return await handler(request)

    return without_token_in_query(checked)
