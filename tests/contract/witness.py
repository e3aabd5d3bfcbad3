"""A witness at both edges of a server: whatever passes is checked against the documents."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from engineio import packet as engine_packet

from backend.realtime.connection import Connection
from backend.realtime.frames import Bundle, Message
from backend.realtime.server import SocketServer
from tests.contract.documents import ContractViolationError
from tests.contract.exchanges import Exchange, HttpContract
from tests.contract.frames import SocketContract

_HTTP = HttpContract()


@dataclass
class Witness:
    """Collects what the documents do not allow; raising would be caught by the server.

    Attributes:
        exchanges: Middleware of aiohttp, to be put before all others.
    """

    violations: list[str] = field(default_factory=list)
    _sockets: SocketContract = field(default_factory=SocketContract)

    @property
    def exchanges(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        @web.middleware
        async def middleware(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            response = await handler(request)
            if isinstance(response, web.Response) and not request.path.startswith("/socket.io/"):
                # The body of a refused request may never have come.
                body = await request.read() if response.status < 300 else b""
                self._check(_HTTP.check, _exchange(request, body, response))
            return response

        return middleware

    def sent(self, sid: str, message: engine_packet.Packet) -> None:
        if message.packet_type == engine_packet.MESSAGE:
            self._check(self._sockets.sent, sid, str(message.data))

    def received(self, sid: str, data: object) -> None:
        self._check(self._sockets.received, sid, str(data))

    def _check(self, check: Callable[..., None], *arguments: object) -> None:
        try:
            check(*arguments)
        except ContractViolationError as exc:
            self.violations.append(str(exc))


@asynccontextmanager
async def witnessed() -> AsyncIterator[Witness]:
    """Look at every socket that is opened inside the block, and fail at its end if need be."""
    witness = Witness()
    deliver, receive = Connection.deliver, SocketServer._handle_eio_message

    def delivering(self: Connection, message: Message) -> bool:
        for part in message.parts if isinstance(message, Bundle) else (message,):
            witness.sent(self.sid, part)
        return deliver(self, message)

    async def receiving(self: SocketServer, sid: str, data: Any) -> None:
        witness.received(sid, data)
        await receive(self, sid, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "deliver", delivering)
        patch.setattr(SocketServer, "_handle_eio_message", receiving)
        yield witness
    if witness.violations:
        raise ContractViolationError("\n".join(dict.fromkeys(witness.violations)))


def _exchange(request: web.Request, body: bytes, response: web.Response) -> Exchange:
    answer = response.body
    return Exchange(
        method=request.method,
        path=request.path,
        query=dict(request.query),
        body=body,
        status=response.status,
        content_type=response.content_type if answer else "",
        answer=answer if isinstance(answer, bytes) else b"",
    )
