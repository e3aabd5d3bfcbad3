"""The Engine.IO server: our connections, our WebSocket driver, a bounded door (ADR-0011)."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias

from aiohttp import web
from engineio import packet
from engineio.async_drivers import aiohttp as stock_driver
from engineio.async_server import AsyncServer
from typing_extensions import override

from backend.realtime.buffer import OutgoingBuffer
from backend.realtime.connection import Connection
from backend.realtime.direct import DirectWebSocket, open_websocket
from backend.realtime.driver import WebSocket
from backend.realtime.frames import Message
from backend.realtime.limits import Admission, Limits, Monotonic
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.pings import Pings
from backend.realtime.replies import failure
from backend.realtime.wire import Turn
from backend.services.addresses import Network, client_address, neighborhood
from common.envelope import encode
from common.errors import ErrorCode

PING_INTERVAL_S = 25
PING_TIMEOUT_S = 20
# Whole seconds: the library's handshake rounds the interval down to them before it converts to
# milliseconds, so half a second would be announced as none.

_CLOSE_AT_ONCE_S = 0.005
"""How long connections are closed before something else gets its turn."""

Environ: TypeAlias = dict[str, Any]

_REFUSED_PARAMETERS = frozenset({"token", "access_token", "auth", "j"})
"""Secrets in a query end up in logs of proxies; ``j`` is JSONP, which no client here speaks."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the engine needs to know of its surroundings.

    Attributes:
        limits: Bounds of each connection and of all together.
        origins: Web pages that may connect; a client without ``Origin`` is no web page.
        trusted_proxies: Whose word about the client's address is taken.
        metrics: Where refusals and closes are counted.
        monotonic: Seconds that nobody can set.
        spread: Returns a factor of about 0.8 to 1 by which intervals are shortened.
        ping_every_s: Time between two pings; clients are told ``PING_INTERVAL_S`` at least.
        direct_websockets: Whether WebSockets are taken over after their handshake. Else the
            library's own loop serves them, which is slower and relies on less of aiohttp.
    """

    limits: Limits
    origins: Sequence[str]
    trusted_proxies: Sequence[Network]
    metrics: RealtimeMetrics
    monotonic: Monotonic
    spread: Callable[[], float]
    ping_every_s: float = PING_INTERVAL_S
    direct_websockets: bool = True


def quiet_library_logger() -> logging.Logger:
    """Return the logger that the libraries get: nothing below WARNING, whatever is configured.

    At INFO they log the data of every packet, and the first one of a client holds its token.
    """
    library = logging.getLogger("backend.realtime.library")
    library.setLevel(logging.WARNING)
    if not library.filters:
        library.addFilter(lambda record: record.levelno >= logging.WARNING)
    return library


class Engine(AsyncServer):
    """Accepts connections and refuses what it must not accept.

    Attributes:
        sockets: The connections by their name.
        admission: Who is in, and who of them without an identity.
        pings: Who is pinged.
        pinged: What to do when it is a connection's turn; set by the composition root.
        is_draining: Set when nobody new is let in.
        is_empty: Set as long as there is no connection.
    """

    sockets: dict[str, Connection]

    def __init__(self, *, options: EngineOptions, async_handlers: bool) -> None:
        self.limits = options.limits
        self.metrics = options.metrics
        self.admission = Admission(options.limits)
        self.spread = options.spread
        self.pings = Pings(self)
        self.pinged: Callable[[str], None] = _nothing_to_do
        self.is_draining = False
        self.is_empty = asyncio.Event()
        self.is_empty.set()
        self.no_queue = OutgoingBuffer(options.limits, options.monotonic)
        self.no_queue.seal()
        self._departed: deque[Connection] = deque()
        self._closing: asyncio.Task[None] | None = None
        self._monotonic = options.monotonic
        self._trusted_proxies = options.trusted_proxies
        self._turn = Turn() if options.direct_websockets else None
        super().__init__(
            async_mode="aiohttp",
            transports=["websocket", "polling"],
            ping_interval=min(PING_INTERVAL_S, options.ping_every_s),
            ping_timeout=PING_TIMEOUT_S,
            max_http_buffer_size=options.limits.frame_bytes,
            http_compression=False,
            # A callable, because an empty list would switch the check off.
            cors_allowed_origins=lambda origin: origin in options.origins,
            cors_credentials=False,
            logger=quiet_library_logger(),
            monitor_clients=False,
            async_handlers=async_handlers,
        )
        self._async: dict[str, Any] = {
            **stock_driver._async,  # noqa: SLF001 - the only way to another WebSocket class
            "websocket": (
                WebSocket if self._turn is None else partial(DirectWebSocket, turn=self._turn)
            ),
            "translate_request": self._translate,
        }

    def forget(self, sid: str) -> bool:
        """Drop a connection that is closed; False when it was dropped before."""
        known = self.sockets.pop(sid, None) is not None
        if not self.sockets:
            self.is_empty.set()
        return known

    def departed(self, connection: Connection) -> None:
        """Close, soon, a connection whose transport is gone; thousands may go at once."""
        self._departed.append(connection)
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close_departed())

    async def _close_departed(self) -> None:
        while self._departed:
            until = self._monotonic() + _CLOSE_AT_ONCE_S
            while self._departed and self._monotonic() < until:
                await self._departed.popleft().close()
            await asyncio.sleep(0)
        self._closing = None

    async def message(self, sid: str, data: object) -> None:
        """Hand one Socket.IO packet to the server above."""
        await self._trigger_event("message", sid, data, run_async=False)

    @override
    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request of the path, which may become a WebSocket."""
        if _REFUSED_PARAMETERS & request.query.keys():
            return web.Response(status=400, text="Tokens do not belong in an address.")
        if self._turn is not None and self._is_new_websocket(request):
            return await self._open_websocket(request, self._turn)
        response: web.StreamResponse = await super().handle_request(request)
        return response

    def _is_new_websocket(self, request: web.Request) -> bool:
        """Return whether a request asks for a new WebSocket, and the library would allow it."""
        query, headers = request.query, request.headers
        return (
            request.method == "GET"
            and "sid" not in query
            and query.get("transport") == "websocket"
            and query.getall("EIO", ()) == ["4"]
            and headers.get("Upgrade", "").lower() == "websocket"
            and all(self.cors_allowed_origins(origin) for origin in headers.getall("Origin", ()))
        )

    async def _open_websocket(self, request: web.Request, turn: Turn) -> web.StreamResponse:
        connection = self._let_in(self._address(request), "websocket")
        if connection is None:
            refusal = _unavailable()
            return web.Response(
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                headers=refusal["headers"],
                body=refusal["response"],
            )
        try:
            return open_websocket(request, connection, turn)
        except (web.HTTPException, ConnectionError):
            await connection.close()
            raise

    @override
    def create_queue(self, *_args: object, **_kwargs: object) -> OutgoingBuffer:
        """Return the bounded buffer of a new connection."""
        return OutgoingBuffer(self.limits, self._monotonic)

    @override
    async def _handle_connect(
        self, environ: Environ, transport: str, jsonp_index: int | None = None
    ) -> object:
        if transport == "websocket" and self._turn is not None:
            return await self._open_websocket(environ["aiohttp.request"], self._turn)
        if transport == "websocket" and "upgrade" not in _connection_tokens(environ):
            return self._bad_request()
        connection = self._let_in(environ["REMOTE_ADDR"], transport)
        if connection is None:
            return _unavailable()
        if transport == "websocket":
            return await connection.handle_get_request(environ)
        connection.connected = True
        return self._ok(await connection.poll())

    def _let_in(self, client: str, transport: str) -> Connection | None:
        """Return a new connection from the address of a client; None when there are too many."""
        address = neighborhood(client)
        refusal = "draining" if self.is_draining else self.admission.enter(address)
        if refusal is not None:
            self.metrics.refused.labels(str(refusal)).inc()
            return None
        connection = Connection(self, self.generate_id(), address)
        self.sockets[connection.sid] = connection
        self.is_empty.clear()
        connection.deliver(self._open_packet(connection.sid, transport))
        connection.schedule_ping()
        return connection

    def _open_packet(self, sid: str, transport: str) -> Message:
        return Message(
            packet.OPEN,
            {
                "sid": sid,
                "upgrades": self._upgrades(sid, transport),
                "pingTimeout": PING_TIMEOUT_S * 1000,
                "pingInterval": PING_INTERVAL_S * 1000,
                "maxPayload": self.limits.frame_bytes,
            },
        )

    def _translate(self, request: web.Request) -> Environ:
        # The library's translation says 127.0.0.1 for everybody.
        environ: Environ = stock_driver.translate_request(request)
        environ["REMOTE_ADDR"] = self._address(request)
        return environ

    def _address(self, request: web.Request) -> str:
        # A proxy may add a header of its own after the one that the client made up.
        forwarded_for = ", ".join(request.headers.getall("X-Forwarded-For", ()))
        return client_address(request.remote, forwarded_for, self._trusted_proxies)

    @override
    def _log_error_once(self, message: str, message_key: str) -> None:
        # A stranger's bad request is a number, not an error that somebody must look at.
        self.metrics.refused.labels(message_key).inc()
        logger.debug("handshake refused", extra={"reason": message_key})


def _connection_tokens(environ: Environ) -> set[str]:
    return {token.strip() for token in environ.get("HTTP_CONNECTION", "").lower().split(",")}


def _nothing_to_do(_sid: str) -> None:
    return None


def _unavailable() -> dict[str, Any]:
    return {
        "status": "503 SERVICE UNAVAILABLE",
        "headers": [("Content-Type", "application/json"), ("Retry-After", "5")],
        "response": encode(failure(ErrorCode.UNAVAILABLE, retryable=True)),
    }
