"""The Socket.IO server: the library shakes hands, everything else is ours (ADR-0011).

``emit`` of the library is not used at all: without a room it reaches sockets whose identity is
not checked yet, with one it makes a task for each recipient and swallows its errors.
"""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Protocol

import socketio
from aiohttp import web
from engineio.async_server import AsyncServer as EngineServer
from socketio.packet import CONNECT, DISCONNECT, EVENT

from backend.realtime.connection import Connection
from backend.realtime.context import connection_id
from backend.realtime.engine import Engine, EngineOptions, quiet_library_logger
from backend.realtime.frames import (
    Request,
    ack_packet,
    connect_packet,
    parse_connect,
    parse_request,
)
from common.errors import CloseReason, ContractError

ROOT = "/"

_NAME_BYTES = 15
"""Random part of the name of a socket; not that of its connection, which is a secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an event comes to.

    Attributes:
        body: Argument of the acknowledgement, JSON.
        ending: Why the socket ends once the acknowledgement is sent; None when it goes on.
    """

    body: bytes
    ending: CloseReason | None = None


class Conversation(Protocol):
    """What happens on sockets, seen from the transport; called in order for each socket."""

    async def connected(self, connection: Connection, payload: object) -> None:
        """Begin with a socket whose CONNECT was answered; ``payload`` came with it."""
        ...

    async def requested(self, connection: Connection, request: Request) -> Answer:
        """Answer one event."""
        ...

    def gone(self, connection: Connection) -> None:
        """Forget a socket; must not wait for anything, the library waits for it."""
        ...


class SocketServer(socketio.AsyncServer):
    """Socket.IO on aiohttp; every packet of a client passes ``frames`` first."""

    eio: Engine

    def __init__(self, conversation: Conversation, options: EngineOptions) -> None:
        self._conversation = conversation
        super().__init__(
            logger=quiet_library_logger(),
            # Events of one client are handled one after the other, in their order.
            async_handlers=False,
            namespaces=[ROOT],
            options=options,
        )

    @property
    def engine(self) -> Engine:
        """The connections below."""
        return self.eio

    def mount(self, app: web.Application) -> None:
        """Serve ``/socket.io/`` in ``app``."""
        self.attach(app, "socket.io")

    def _engineio_server_class(self) -> type[EngineServer]:
        return Engine

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        connection = self.engine.sockets.get(eio_sid)
        if connection is None:
            return
        connection_id.set(eio_sid)
        try:
            await self._handle_packet(connection, str(data))
        except ContractError:
            connection.violated()

    async def _handle_eio_disconnect(self, eio_sid: str, _reason: str) -> None:
        connection = self.engine.sockets.get(eio_sid)
        if connection is not None:
            self._conversation.gone(connection)

    async def _handle_packet(self, connection: Connection, packet: str) -> None:
        match int(packet[0]):
            case kind if kind == CONNECT:
                await self._connect(connection, packet)
            case kind if kind == DISCONNECT:
                await connection.close()
            case kind if kind == EVENT:
                await self._answer(connection, parse_request(packet))
            case _:
                # An acknowledgement: of what? This server never asks for one.
                raise ContractError(detail="unexpected kind of packet")

    async def _connect(self, connection: Connection, packet: str) -> None:
        payload = parse_connect(packet)
        if connection.is_joined:
            raise ContractError(detail="connected already")
        connection.is_joined = True
        # The library would keep five dictionaries and sets for each socket, and write this.
        connection.deliver(connect_packet(token_urlsafe(_NAME_BYTES)))
        await self._conversation.connected(connection, payload)

    async def _answer(self, connection: Connection, request: Request) -> None:
        if not connection.is_joined:
            raise ContractError(detail="not connected")
        answer = await self._conversation.requested(connection, request)
        if request.ack_id is not None:
            connection.deliver(ack_packet(request.ack_id, answer.body))
        if answer.ending is not None:
            connection.end(answer.ending)
