"""Sends webhooks by HTTP: bounded in time and size, and only where it may.

The address that a name leads to is checked when it is resolved, and that very address is connected
to: a name that leads elsewhere a moment later gains nothing. Redirects are not followed, proxies
of the environment are not used, cookies are not kept, and the answer's body is not read.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from backend.services.webhook_ports import NotTaken, Outcome, Taken, WebhookTransport
from backend.webhooks.addresses import AddressRefusedError, may_reach
from backend.webhooks.lookups import ThreadLookups
from common.webhooks import EndpointProblem

TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 5.0
MAX_CONNECTIONS = 16
MAX_PER_HOST = 4
_MAX_RETRY_AFTER_DIGITS = 9
_USER_AGENT = "Bomizzel-Webhooks/1"


class HttpTransport(WebhookTransport):
    """Posts over a pool of connections."""

    def __init__(self, session: aiohttp.ClientSession, *, loopback: bool) -> None:
        """Send through ``session``; this machine is reached only with ``loopback``."""
        self._session = session
        self._loopback = loopback

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        sent = {"Content-Type": "application/json", "User-Agent": _USER_AGENT, **headers}
        try:
            # A host that is an address already never comes to the resolver.
            host = URL(url).host or ""
            if _is_address(host) and not may_reach(host, loopback=self._loopback):
                return NotTaken(EndpointProblem.ADDRESS_REFUSED)
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._session.post(
                    url, headers=sent, data=body, allow_redirects=False
                ) as response,
            ):
                return _outcome(response)
        except TimeoutError:
            return NotTaken(EndpointProblem.TIMEOUT)
        except aiohttp.ClientConnectorError as exc:
            refused = isinstance(exc.os_error, AddressRefusedError)
            return NotTaken(
                EndpointProblem.ADDRESS_REFUSED if refused else EndpointProblem.CONNECTION_FAILED
            )
        except (aiohttp.ClientError, OSError, ValueError):
            # ValueError: an address that no request can be made of, an impossible port say.
            return NotTaken(EndpointProblem.CONNECTION_FAILED)


class CheckedResolver(AbstractResolver):
    """Resolves names, and refuses those that lead where no webhook may go."""

    def __init__(self, resolver: AbstractResolver, *, loopback: bool) -> None:
        """Ask ``resolver``."""
        self._resolver = resolver
        self._loopback = loopback

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        # One bad address among good ones is no accident.
        if not all(may_reach(one["host"], loopback=self._loopback) for one in found):
            raise AddressRefusedError
        return found

    @override
    async def close(self) -> None:
        await self._resolver.close()


@asynccontextmanager
async def open_transport(*, loopback: bool = False) -> AsyncIterator[HttpTransport]:
    """Open a transport; this machine itself is reached only with ``loopback``."""
    resolver = CheckedResolver(ThreadLookups(), loopback=loopback)
    connector = aiohttp.TCPConnector(
        limit=MAX_CONNECTIONS,
        limit_per_host=MAX_PER_HOST,
        resolver=resolver,
        use_dns_cache=False,
    )
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        ) as session:
            yield HttpTransport(session, loopback=loopback)
    finally:
        await resolver.close()


def _outcome(response: aiohttp.ClientResponse) -> Outcome:
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Taken(status)
    if status == HTTPStatus.GONE:
        return NotTaken(EndpointProblem.GONE, status)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return NotTaken(EndpointProblem.REDIRECTED, status)
    asked = response.headers.get("Retry-After", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= _MAX_RETRY_AFTER_DIGITS
    return NotTaken(EndpointProblem.BAD_STATUS, status, float(asked) if is_number else None)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
