"""The line of events over python-socketio: one WebSocket, used once."""

import asyncio
import logging
import ssl
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar, cast

import msgspec
from socketio.async_client import AsyncClient
from socketio.exceptions import SocketIOError
from typing_extensions import override

from common.envelope import convert
from common.errors import ContractError, ErrorCode
from common.rooms import Room, RoomKind, parse_room
from common.session import Authenticate, Authenticated, Failure, RoomReply
from desktop.adapters.address import server_address
from desktop.adapters.engine import Engine
from desktop.adapters.failures import trouble_of
from desktop.adapters.frames import CarefulPacket, happening_of
from desktop.adapters.inbox import Inbox
from desktop.adapters.machine import system_proxy, user_agent
from desktop.adapters.trust import system_trust
from desktop.adapters.web_socket import HandshakeRefusedError, NotAWebSocketError, WebSocket
from desktop.core.connection import CONNECT_TIMEOUT_S
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError
from desktop.core.ports import Happening

INBOX_LIMIT = 10_000
JOIN_TIMEOUT_S = 15.0
CLOSE_TIMEOUT_S = 1
"""How long the server may take to say goodbye."""

_AUTHENTICATE = "authenticate"
_AUTHENTICATED = "authenticated"
_JOIN = {RoomKind.TEAM: "join_team", RoomKind.QUEUE: "join_queue"}
_LEAVE = {RoomKind.TEAM: "leave_team", RoomKind.QUEUE: "leave_queue"}
_BUSY = {
    HTTPStatus.TOO_MANY_REQUESTS: ErrorCode.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY: ErrorCode.UNAVAILABLE,
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorCode.UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT: ErrorCode.UNAVAILABLE,
}
_T = TypeVar("_T")

logger = logging.getLogger(__name__)


class _Client(AsyncClient):
    """python-socketio's client over our own transport."""

    @override
    def _engineio_client_class(self) -> type[Engine]:  # type: ignore[override] # as much of it as is used
        return Engine


class SioSocket:
    """One connection to the server at ``server``; a new attempt takes a new object.

    Invariants:
        * What arrives is put into the inbox in its order, by handlers that never wait.
        * Whatever ends the line ends the inbox, and every question that waits for an answer.

    Args:
        server: Its address.
        connect_timeout_s: How long opening may take, the handshakes included.
        inbox_limit: Most happenings that wait for the reader.
        trust: Gives what the connection is checked with.

    Attributes:
        skipped: Messages that could not be read; ``sync`` brings what was in them.
    """

    def __init__(
        self,
        server: str,
        *,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
        inbox_limit: int = INBOX_LIMIT,
        trust: Callable[[], ssl.SSLContext] = system_trust,
    ) -> None:
        """Connect to nothing yet."""
        self.skipped = 0
        self._server = server
        self._connect_timeout_s = connect_timeout_s
        self._inbox = Inbox(inbox_limit)
        self._trust = trust
        self._line: WebSocket | None = None
        self._sio: _Client | None = None
        self._watch: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._answers: set[asyncio.Future[object]] = set()
        self._last_word: ClientError | None = None

    async def connect(self) -> None:
        """Open the line.

        Raises:
            ConnectionLostError: No line within ``connect_timeout_s``.
            ServerRefusedError: The server wants no line now.
        """
        address = server_address(self._server)
        sio = self._sio = self._new_client()
        welcome: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        sio.on("connect", lambda: _settle(welcome))
        self._answers.add(welcome)
        is_open = False
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                # The library would not notice a line that breaks while it waits.
                await sio.connect(address, wait=False)
                self._watch = asyncio.create_task(self._until_ended(sio))
                await welcome
            is_open = True
        except HandshakeRefusedError as exc:
            raise _refusal_of_status(exc) from exc
        except OSError as exc:
            raise ConnectionLostError(trouble_of(exc)) from exc
        except (NotAWebSocketError, SocketIOError, ValueError) as exc:
            # Something was there, and it did not say what a Socket.IO server says.
            raise ConnectionLostError(ClientCode.NOT_A_SERVER) from exc
        finally:
            self._answers.discard(welcome)
            if not is_open:
                await self.close()

    async def authenticate(self, message: Authenticate, *, timeout_s: float) -> Authenticated:
        """Sign in on the line, or renew the sign-in.

        Raises:
            ConnectionLostError: No answer in time.
            ServerRefusedError: The server refused.
        """
        argument = msgspec.to_builtins(message)
        answer = await self._ask(_AUTHENTICATE, argument, Authenticated, timeout_s)
        if not answer.success:
            raise _refusal(answer.error)
        return answer

    async def join(self, room: Room) -> RoomReply:
        """Ask to hear a team's or a queue's room.

        Raises:
            ConnectionLostError: No answer in time.
            ContractError: It is no such room.
        """
        return await self._ask_room(_JOIN, room)

    async def leave(self, room: Room) -> RoomReply:
        """Ask to hear a team's or a queue's room no longer.

        Raises:
            ConnectionLostError: No answer in time.
            ContractError: It is no such room.
        """
        return await self._ask_room(_LEAVE, room)

    async def next(self) -> Happening:
        """Wait for the next happening; bounded inside, in order, ``Closed`` at the end."""
        return await self._inbox.next()

    def take(self, limit: int) -> list[Happening]:
        """Return what has come already without waiting, at most ``limit``, in order."""
        return self._inbox.take(limit)

    async def close(self) -> None:
        """End the line; never raises."""
        self._end(ConnectionLostError(ClientCode.CLOSED))
        if self._closing is not None:
            await asyncio.wait({self._closing})

    def _new_client(self) -> "_Client":
        sio = _Client(
            reconnection=False,
            handle_sigint=False,
            logger=_quiet_logger(),
            serializer=CarefulPacket,
            dial=self._dial,
        )
        sio.on("*", self._heard)
        sio.on("connect_error", self._turned_away)
        return sio

    async def _dial(self, url: str) -> WebSocket:
        """Open the WebSocket the way the machine wants it."""
        self._line = await WebSocket.open(
            url,
            headers={"User-Agent": user_agent(sys.platform)},
            proxy=system_proxy(url),
            trust=self._trust() if url.startswith("https:") else None,
        )
        return self._line

    def _heard(self, name: str, argument: object = None, *_more: object) -> None:
        """Put one event into the inbox; must neither wait nor raise."""
        try:
            if name == _AUTHENTICATED:
                self._note_last_word(convert(argument, Authenticated))
                return
            happening = happening_of(name, argument)
        except ContractError as exc:
            self.skipped += 1
            logger.info("message skipped", extra={"event_name": name[:64], "detail": exc.detail})
            return
        if happening is not None:
            self._inbox.put(happening)
            if self._inbox.is_ended:
                self._end(ConnectionLostError(ClientCode.INBOX_FULL))

    def _note_last_word(self, answer: Authenticated) -> None:
        """Remember why the server is about to end the line, if that is what it says."""
        if not answer.success:
            self._last_word = _refusal(answer.error)

    def _turned_away(self, payload: object = None) -> None:
        """End the line: the server refused the namespace."""
        if self._watch is None:
            return  # Said of every failure to connect; the exception tells more.
        if isinstance(payload, dict) and isinstance(payload.get("message"), str):
            self._end(ServerRefusedError(payload["message"][:64]))
        else:
            self._end(ConnectionLostError(ClientCode.NOT_A_SERVER))

    async def _ask_room(self, events: Mapping[RoomKind, str], room: Room) -> RoomReply:
        kind, owner = parse_room(room)
        if kind is RoomKind.USER:
            raise ContractError(ErrorCode.INVALID_ROOM)
        return await self._ask(events[kind], owner, RoomReply, JOIN_TIMEOUT_S)

    async def _ask(self, event: str, argument: object, shape: type[_T], timeout_s: float) -> _T:
        """Send ``event`` and return its acknowledgement."""
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if self._sio is None or self._inbox.is_ended:
            raise self._last_word or ConnectionLostError(ClientCode.CLOSED)
        self._answers.add(answer)
        try:
            async with asyncio.timeout(timeout_s):
                await self._sio.emit(
                    event,
                    cast("Any", argument),
                    callback=lambda value=None, *_more: _settle(answer, value),
                )
                return convert(await answer, shape)
        except TimeoutError as exc:
            raise ConnectionLostError(ClientCode.TIMED_OUT) from exc
        except ContractError as exc:
            raise ConnectionLostError(ClientCode.NOT_A_SERVER) from exc
        except SocketIOError as exc:
            raise self._last_word or ConnectionLostError(ClientCode.CLOSED) from exc
        finally:
            self._answers.discard(answer)

    async def _until_ended(self, sio: "_Client") -> None:
        # The library says "disconnect" to those only who were connected long enough.
        await sio.eio.wait()
        self._end(self._last_word or ConnectionLostError(ClientCode.CLOSED))

    def _end(self, failure: ClientError) -> None:
        self._inbox.end(failure)
        for answer in self._answers:
            if not answer.done():
                answer.set_exception(failure)
        if self._closing is None:
            self._closing = asyncio.create_task(self._give_back())

    async def _give_back(self) -> None:
        """Close everything, politely as long as that works."""
        try:
            if self._sio is not None:
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self._sio.disconnect()
        except (SocketIOError, OSError) as exc:
            logger.info("line not closed politely", extra={"reason": type(exc).__name__})
        finally:
            if self._line is not None:
                self._line.abort()
        if self._watch is not None:
            self._watch.cancel()


def _settle(answer: "asyncio.Future[object]", value: object = None) -> None:
    if not answer.done():
        answer.set_result(value)


def _refusal_of_status(error: HandshakeRefusedError) -> ClientError:
    code = _BUSY.get(HTTPStatus(error.status)) if error.status in set(HTTPStatus) else None
    if code is None:
        return ConnectionLostError(ClientCode.NOT_A_SERVER)
    value = error.retry_after
    retry_after_s = float(value) if value.isascii() and value.isdecimal() else None
    return ServerRefusedError(code, may_retry=True, retry_after_s=retry_after_s)


def _refusal(failure: Failure | None) -> ServerRefusedError:
    if failure is None:
        return ServerRefusedError(ErrorCode.INTERNAL, may_retry=True)
    return ServerRefusedError(failure.code, may_retry=failure.retryable)


def _quiet_logger() -> logging.Logger:
    """Return the logger that the library gets: it says nothing.

    What happens to the line is reported as a happening, and at INFO the library would write the
    data of every packet, the token among them.
    """
    library = logging.getLogger(f"{__name__}.library")
    library.disabled = True
    return library
