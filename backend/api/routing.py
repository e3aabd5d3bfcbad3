"""A route: an address, a handler, and everything else read off the handler's signature.

A handler takes a ``Call``, then keywords: the ids of its path, ``query`` and ``body``; what it
returns is the answer. Requests are parsed by these annotations and the description of the
interface is made from them, so neither can differ from what the handlers are.
"""

import asyncio
import hashlib
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, TypeAlias, get_args, get_type_hints

import msgspec
from aiohttp import web

from backend.api.errors import AuthenticationRequiredError
from backend.api.sources import SOURCES, HealthSources
from backend.domain.errors import NotFoundError
from backend.services.actor import Actor, RequestKey
from backend.services.addresses import Network, client_address
from backend.services.desk import Services
from backend.services.sessions import Identity
from common.envelope import decode, encode
from common.errors import ContractError
from common.ids import is_id

MAX_KEY_CHARS = 200
MAX_VERSION_DIGITS = 18
BODY_TIMEOUT_S = 20.0

Handler: TypeAlias = Callable[..., Awaitable[object]]

SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
TRUSTED_PROXIES: web.AppKey[Sequence[Network]] = web.AppKey("trusted_proxies")
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity", Identity)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as far as every handler needs it.

    Attributes:
        address: Network address of the client; empty behind a Unix socket.
        identity: Who asks; None on public routes.
        key: The Idempotency-Key of a POST; None without.
        if_match: The version that ``If-Match`` names; None without.
        headers: As they came, whatever their case.
        data: The body as it came.
    """

    services: Services
    sources: HealthSources
    address: str = ""
    identity: Identity | None = None
    key: RequestKey | None = None
    if_match: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = field(default=b"", repr=False)

    @property
    def known(self) -> Identity:
        """Who asks, with the session.

        Raises:
            AuthenticationRequiredError: Nobody in particular.
        """
        if self.identity is None:
            raise AuthenticationRequiredError
        return self.identity

    @property
    def actor(self) -> Actor:
        """The person who asks.

        Raises:
            AuthenticationRequiredError: Nobody in particular.
        """
        return Actor(self.known.user_id, self.known.role, self.key)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes and gives.

    Attributes:
        ids: Names of the ids in its path.
        query: Struct of its query; None without.
        body: Type of its body; None without.
        answer: Type of its answer; None for an answer without content.
    """

    ids: tuple[str, ...]
    query: type[msgspec.Struct] | None
    body: Any
    answer: Any

    @classmethod
    def of(cls, handler: Handler) -> "Signature":
        """Return the signature of ``handler``."""
        hints = get_type_hints(handler)
        answer = hints.pop("return")
        names = list(inspect.signature(handler).parameters)[1:]
        return cls(
            ids=tuple(name for name in names if name not in {"query", "body"}),
            query=hints.get("query"),
            body=hints.get("body"),
            answer=None if answer is type(None) else answer,
        )


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table of routes.

    Attributes:
        path: With the handler's ids in braces.
        is_public: Whether it is answered without a token.
        status: Of the answer when all goes well; 204 follows from an answer without content.
    """

    method: str
    path: str
    handler: Handler
    is_public: bool = False
    status: HTTPStatus = HTTPStatus.OK

    @property
    def summary(self) -> str:
        """First line of the handler's documentation."""
        return (inspect.getdoc(self.handler) or "").partition("\n")[0]

    @property
    def success(self) -> HTTPStatus:
        """Status of the answer when all goes well."""
        no_content = Signature.of(self.handler).answer is None
        return HTTPStatus.NO_CONTENT if no_content else self.status


def endpoint(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return ``route`` as aiohttp wants it: parse, call, encode."""
    signature = Signature.of(route.handler)
    success = route.success

    async def respond(request: web.Request) -> web.StreamResponse:
        data = await _body(request)
        arguments = _arguments(signature, request, data)
        result = await route.handler(_call(request, data), **arguments)
        if isinstance(result, web.StreamResponse):
            return result
        body = b"" if result is None else encode(result)
        return web.Response(status=success, body=body, content_type="application/json")

    return respond


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await request.read()
    except web.RequestPayloadError as exc:
        raise ContractError(detail="the body is not what its headers say") from exc
    except TimeoutError as exc:
        raise ContractError(detail=f"the body did not come within {BODY_TIMEOUT_S} s") from exc
    except ConnectionResetError as exc:
        # The client is gone in the middle of its request: nothing was done, nobody is answered.
        raise ContractError(detail="the connection ended before the body") from exc


def _arguments(signature: Signature, request: web.Request, data: bytes) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for name in signature.ids:
        value = request.match_info[name]
        if not is_id(value):
            raise NotFoundError
        arguments[name] = value
    if signature.query is not None:
        arguments["query"] = _query(request.query, signature.query)
    if signature.body is not None:
        arguments["body"] = decode(data, signature.body)
    return arguments


def _query(query: Mapping[str, str], shape: type[msgspec.Struct]) -> msgspec.Struct:
    values: dict[str, object] = dict(query)
    try:
        "".join(query.values()).encode()  # Bytes that are no text are none that a database has.
        for name in _instants(shape) & query.keys():
            values[name] = msgspec.convert(query[name], datetime)
        # Not strict: everything in a query is text, numbers too. Instants were read before, since
        # here a number would be one, in seconds since 1970.
        return msgspec.convert(values, shape, strict=False)
    except (msgspec.ValidationError, UnicodeEncodeError) as exc:
        raise ContractError(detail=str(exc)) from exc


@cache
def _instants(shape: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of the fields that hold an instant, as they are in a query."""
    return frozenset(
        one.encode_name for one in msgspec.structs.fields(shape) if datetime in _parts(one.type)
    )


def _parts(hint: object) -> set[object]:
    """Return the types that a type is made of."""
    return {hint}.union(*(_parts(part) for part in get_args(hint)))


def _call(request: web.Request, data: bytes) -> Call:
    return Call(
        services=request.app[SERVICES],
        sources=request.app[SOURCES],
        address=_address(request),
        identity=request.get(IDENTITY),
        key=_request_key(request, data),
        if_match=_if_match(request.headers.get("If-Match")),
        headers=request.headers,
        data=data,
    )


def _address(request: web.Request) -> str:
    # A proxy may add a header of its own after the one that the client made up.
    forwarded_for = ", ".join(request.headers.getall("X-Forwarded-For", ()))
    return client_address(request.remote, forwarded_for, request.app[TRUSTED_PROXIES])


def _request_key(request: web.Request, data: bytes) -> RequestKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return None
    # Bytes of a header that are no text are none that a database could store.
    if not (1 <= len(key) <= MAX_KEY_CHARS and key.isprintable()):
        detail = f"Idempotency-Key has 1 to {MAX_KEY_CHARS} characters that can be printed"
        raise ContractError(detail=detail)
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + data)
    return RequestKey(key, digest.hexdigest())


def _if_match(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    version = header.strip().removeprefix("W/").strip('"')
    if not (version.isascii() and version.isdecimal() and len(version) <= MAX_VERSION_DIGITS):
        raise ContractError(detail='If-Match must be a version in quotes, such as "7"')
    return int(version)
