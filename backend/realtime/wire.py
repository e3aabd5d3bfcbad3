"""The sending and receiving half of a WebSocket, without a task and without a copy (ADR-0035).

A frame is written at the end of the turn of the loop in which it was sent, together with all
others of that turn: one system call for each socket that hears something, however many events
there are. What a client does not take waits as references to frames that all sockets share, and
is bounded.
"""

import asyncio
from typing import Protocol

from aiohttp import WebSocketError, WSCloseCode, WSMessage, WSMsgType
from typing_extensions import override

from backend.realtime.backlog import Backlog
from backend.realtime.frames import close_frame, pong_frame
from backend.realtime.limits import Limits
from backend.realtime.takeover import FrameParser

JOIN_BYTES = 16 * 1024
"""More than this is not joined before it is written: joining copies what was joined before."""

_HELD_BYTES = 64 * 1024
"""What the transport may hold before the rest waits behind it."""


class Listener(Protocol):
    """Whose WebSocket it is."""

    def heard(self, message: object) -> None:
        """Take one message: text, or bytes, which no client here may send."""
        ...

    def too_large(self) -> None:
        """Count a message above the limit; the wire closes."""
        ...

    def overflowed(self) -> None:
        """Hear that the client takes too little of what waits for it."""
        ...

    def hung_up(self) -> None:
        """Hear that the client is gone; the last call, after which the wire must be closed."""
        ...


class Turn:
    """The wires that have something to write at the end of this turn of the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.monotonic = self._loop.time
        self.call_later = self._loop.call_later
        self._wires: list[Wire] = []

    def add(self, wire: "Wire") -> None:
        """Let ``wire`` write when everything that the loop does now is done."""
        if not self._wires:
            self._loop.call_soon(self._write)
        self._wires.append(wire)

    def _write(self) -> None:
        wires, self._wires = self._wires, []
        for wire in wires:
            wire.write()


class Wire(asyncio.Protocol):
    """One WebSocket after its handshake.

    Attributes:
        listener: Whose it is; set before anything can come.
    """

    __slots__ = (
        "_backlog",
        "_is_closing",
        "_is_gone",
        "_is_paused",
        "_limits",
        "_parser",
        "_pending",
        "_transport",
        "_turn",
        "listener",
    )
    listener: Listener
    _transport: asyncio.Transport

    def __init__(self, limits: Limits, turn: Turn) -> None:
        """Begin without a transport, which ``connection_made`` brings."""
        self._limits = limits
        self._turn = turn
        self._parser = FrameParser(self, limits.frame_bytes)
        self._pending: bytes | None = None
        self._backlog: Backlog | None = None
        self._is_paused = False
        self._is_closing = False
        self._is_gone = False

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be sent."""
        waiting = len(self._pending or b"") + self._transport.get_write_buffer_size()
        return waiting + (0 if self._backlog is None else self._backlog.bytes)

    def send(self, frame: bytes) -> None:
        """Write a frame soon, after all that were sent before; never waits."""
        if self._is_closing:
            return
        if self._backlog is not None:
            if not self._backlog.add(frame, self._transport.get_write_buffer_size()):
                self.listener.overflowed()
        elif self._pending is None:
            self._pending = frame
            self._turn.add(self)
        else:
            self._pending += frame
            if len(self._pending) > JOIN_BYTES:
                self.write()

    def write(self) -> None:
        """Write what was sent in this turn."""
        frames, self._pending = self._pending, None
        if frames is not None and not self._transport.is_closing():
            self._transport.write(frames)

    def close(self, code: WSCloseCode, reason: bytes = b"") -> None:
        """Send what waits, say why, and close; after ``close_s`` in any case.

        Where nobody is at the other end it closes at once.
        """
        if self._is_gone:
            self._transport.abort()
        elif not self._is_closing:
            self.send(close_frame(code, reason))
            self._is_closing = True
            self._turn.call_later(self._limits.close_s, self._transport.abort)

    def abort(self) -> None:
        """Drop the connection now."""
        self._is_closing = True
        self._transport.abort()

    def pause_reading(self) -> None:
        """Leave in the network what the client sends."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._transport.resume_reading()

    # What asyncio calls.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a server of streams
        self._transport = transport
        # What is in the transport is this socket's own copy; what is behind it is shared.
        transport.set_write_buffer_limits(min(_HELD_BYTES, self._limits.buffer_bytes // 2))

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed(data)

    @override
    def pause_writing(self) -> None:
        self._is_paused = True
        if self._backlog is None:
            self._backlog = Backlog(self._limits, self._turn.monotonic)

    @override
    def resume_writing(self) -> None:
        self._is_paused = False
        while self._backlog is not None and not self._is_paused:
            frames = self._backlog.pop(JOIN_BYTES)
            if frames:
                self._transport.write(frames)  # Which may pause again.
            else:
                self._backlog = None

    @override
    def eof_received(self) -> bool:
        # To close a socket costs more than to see that it is gone, and thousands may go at once:
        # the listener closes when it is its turn.
        self._hang_up()
        return True

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        if not self._is_gone:
            self._is_gone = self._is_closing = True
            self._pending = self._backlog = None
            self.listener.hung_up()

    # What the parser calls.

    def take(self, message: WSMessage) -> None:
        """Take one message or control frame of the client."""
        match message.type:
            case WSMsgType.CLOSE:
                self._answer_close(WSCloseCode.OK)
            case _ if self._is_closing:
                pass
            case WSMsgType.TEXT | WSMsgType.BINARY:
                self.listener.heard(message.data)
            case WSMsgType.PING:
                self.send(pong_frame(message.data))
            case _:
                pass  # A pong that nobody asked for.

    def break_off(self, error: WebSocketError) -> None:
        """Close because the client broke the protocol."""
        if error.code == WSCloseCode.MESSAGE_TOO_BIG:
            self.listener.too_large()
        self._answer_close(WSCloseCode(error.code))

    def _answer_close(self, code: WSCloseCode) -> None:
        self.close(code)
        self.write()
        self._transport.close()
