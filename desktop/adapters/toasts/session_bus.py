"""A connection to the session bus: calls with answers, signals, and the end told to the owner.

jeepney's own router is not used: it cannot tell its user that the bus has gone away.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from jeepney import HeaderFields, Message, MessageType, message_bus
from jeepney.auth import BEGIN, Authenticator
from jeepney.bus import get_bus
from jeepney.io.asyncio import DBusConnection

logger = logging.getLogger(__name__)

_AUTHENTICATION_BYTES = 1024
"""A line of the authentication protocol is much shorter."""
MAX_PENDING = 64
"""Calls without an answer; a healthy bus has one or two."""


class BusError(Exception):
    """The session bus is missing, refused us, or went away."""


class SessionBus:
    """One open connection; ``on_signal`` gets every signal, ``on_closed`` is called once."""

    def __init__(
        self,
        connection: DBusConnection,
        *,
        on_signal: Callable[[Message], None],
        on_closed: Callable[[], None],
    ) -> None:
        """Start to receive on ``connection``; needs a running loop."""
        self._connection = connection
        self._on_signal = on_signal
        self._on_closed = on_closed
        self._pending: dict[int, asyncio.Future[Message]] = {}
        self._receiver = asyncio.create_task(self._receive())

    @classmethod
    async def open(
        cls, address: str, *, on_signal: Callable[[Message], None], on_closed: Callable[[], None]
    ) -> "SessionBus":
        """Connect to the bus at ``address``, a D-Bus server address.

        Raises:
            BusError: Nobody listens there, or it is not a bus that lets us in.
        """
        try:
            connection = await _connect(address)
        except (OSError, EOFError, ValueError, RuntimeError) as exc:
            raise BusError(type(exc).__name__) from exc
        return cls(connection, on_signal=on_signal, on_closed=on_closed)

    async def call(self, message: Message) -> "asyncio.Future[Message]":
        """Send a method call; the future ends with the answer, which may be an error message.

        The future outlives an impatient caller, so that a late answer is still seen. It is
        canceled when the connection ends.

        Raises:
            BusError: The bus is gone, or too many calls wait for an answer.
        """
        if self._receiver.done() or len(self._pending) >= MAX_PENDING:
            raise BusError("closed" if self._receiver.done() else "busy")
        serial = next(self._connection.outgoing_serial)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pending[serial] = answer
        try:
            await self._connection.send(message, serial=serial)
        except OSError as exc:
            del self._pending[serial]
            raise BusError(type(exc).__name__) from exc
        return answer

    async def close(self) -> None:
        """End the connection; ``on_closed`` is called if it was open."""
        self._receiver.cancel()
        await asyncio.wait({self._receiver})
        with contextlib.suppress(OSError):
            await self._connection.writer.wait_closed()

    async def _receive(self) -> None:
        try:
            while True:
                message = await self._connection.receive()
                if message.header.message_type is MessageType.signal:
                    self._on_signal(message)
                else:
                    self._answered(message)
        except (OSError, EOFError) as exc:
            logger.info("session bus went away", extra={"reason": type(exc).__name__})
        finally:
            for answer in self._pending.values():
                answer.cancel()
            self._pending.clear()
            self._connection.writer.close()
            self._on_closed()

    def _answered(self, message: Message) -> None:
        serial = message.header.fields.get(HeaderFields.reply_serial)
        answer = self._pending.pop(serial, None)
        if answer is not None and not answer.done():
            answer.set_result(message)


async def _connect(address: str) -> DBusConnection:
    """Return a connection that the bus knows.

    jeepney's own ``open_dbus_connection`` leaves its socket open when the bus refuses it, hangs,
    or the caller gives up.
    """
    reader, writer = await asyncio.open_unix_connection(get_bus(address))
    try:
        authenticator = Authenticator()
        for line in authenticator:
            writer.write(line)
            await writer.drain()
            authenticator.feed(await _said(reader))
        writer.write(BEGIN)
        connection = DBusConnection(reader, writer)
        serial = next(connection.outgoing_serial)
        # A bus wants to be greeted before anything else.
        await connection.send(message_bus.Hello(), serial=serial)
        while True:
            answer = await connection.receive()
            if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                return connection
    except BaseException:
        writer.close()
        raise


async def _said(reader: asyncio.StreamReader) -> bytes:
    said = await reader.read(_AUTHENTICATION_BYTES)
    if not said:
        raise EOFError
    return said
