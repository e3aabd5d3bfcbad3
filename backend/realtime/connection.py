"""One Engine.IO connection whose buffer, waits and end are bounded (ADR-0011).

What the library leaves open and this class closes:

- its buffer has no bound: see ``buffer.py``;
- it measures the answer to a ping with the wall clock, so that a step of the clock disconnects
  everybody: see ``pings.py``, which also saves a task and a timer per connection;
- ``close(wait=True)`` joins the queue, for ever on a client that does not read: never waited for;
- after a missed ping it forgets the connection and leaves its TCP socket open: aborted here;
- it logs the data of every packet at INFO, the one with the token too: nothing is logged here.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from typing import Protocol

from aiohttp import WSCloseCode
from engineio import exceptions, packet
from engineio.async_socket import AsyncSocket
from typing_extensions import override

from backend.realtime.buffer import OutgoingBuffer
from backend.realtime.frames import Bundle, Message, disconnect_packet, is_acceptable
from backend.realtime.inbox import Inbox
from backend.realtime.limits import Admission, Allowance, Limits
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.pings import Pings
from backend.realtime.replies import refusal_packet
from backend.realtime.wire import Wire
from common.errors import CloseReason

FRAME_TOO_LARGE = "frame_bytes"
"""Name under which frames above the limit are counted."""

CLOSE = Message(packet.CLOSE)
NOOP = Message(packet.NOOP)
_PING = Message(packet.PING)
_PONG = "3"
_MAX_POST_PACKETS = 16
_PER_MINUTE = 1 / 60


def close_code(reason: CloseReason | None) -> WSCloseCode:
    """Return the code that a WebSocket closes with, for those who read captures."""
    if reason is None:
        return WSCloseCode.OK
    return WSCloseCode.GOING_AWAY if reason.retryable else WSCloseCode.POLICY_VIOLATION


class Host(Protocol):
    """What a connection needs of the engine that holds it.

    Attributes:
        admission: Who is in, and who of them without an identity.
        pings: Who is pinged, from the start of a connection to its end.
        pinged: What to do when it is a connection's turn: what is sent now goes with the ping.
        no_queue: The buffer of those that have none of their own; it takes nothing.
    """

    no_queue: OutgoingBuffer
    limits: Limits
    metrics: RealtimeMetrics
    admission: Admission
    pings: Pings
    pinged: Callable[[str], None]

    async def message(self, sid: str, data: object) -> None:
        """Hand one Socket.IO packet to the server above."""
        ...

    def forget(self, sid: str) -> bool:
        """Drop a connection that is closed; False when it was dropped before."""
        ...

    def departed(self, connection: "Connection") -> None:
        """Close, soon, a connection whose transport is gone."""
        ...


class Connection(AsyncSocket):
    """One client's connection, over WebSocket or polling.

    Attributes:
        sid: Its name, known to the two ends only.
        address: Where it comes from.
        ending: Why the server ends it; None as long as it does not.
        is_joined: Whether its CONNECT was answered.
        ping_group: See ``pings.py``.
    """

    server: Host
    queue: OutgoingBuffer
    sid: str
    closed: bool

    def __init__(self, server: Host, sid: str, address: str) -> None:
        super().__init__(server, sid)
        self.address = address
        self.ending: CloseReason | None = None
        self.is_joined = False
        self.ping_group = 0
        self._loop = asyncio.get_running_loop()
        self._limits = server.limits
        self._transport: asyncio.Transport | None = None
        self._wire: Wire | None = None
        self._inbox: Inbox | None = None
        self._pong_due = inf  # No answer is awaited.
        self._is_heard = False  # Since the last ping.
        self._is_known = False
        self._owes_close = False
        self._patience: Allowance | None = None  # Until it is needed, which is hardly ever.
        self.queue.on_overflow = self.overflowed
        self._sign_in_timer: asyncio.TimerHandle | None = self._loop.call_later(
            self._limits.sign_in_s, self.end, CloseReason.AUTHENTICATION_TIMEOUT
        )

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be sent."""
        return self.queue.waiting_bytes if self._wire is None else self._wire.waiting_bytes

    def deliver(self, message: Message) -> bool:
        """Queue one packet without waiting.

        Returns:
            False when the connection is gone or ends; that is normal and no error: clients
            disappear between the decision to tell them and the telling.
        """
        if self.closed or self.ending is not None:
            return False
        if self._wire is None:
            self.queue.put_nowait(message)
        else:
            self._wire.send(message.frame)
        return True

    def recognized(self) -> None:
        """Stop the sign-in deadline: this connection has an identity."""
        self._stop_sign_in_timer()
        if not self._is_known:
            self._is_known = True
            self.server.admission.recognize(self.address)

    def violated(self) -> None:
        """Count a malformed or unknown message; too many of them end the connection."""
        self.server.metrics.violations.inc()
        if self._patience is None:
            self._patience = Allowance(
                burst=self._limits.bad_requests, per_s=_PER_MINUTE, monotonic=self._loop.time
            )
        if not self._patience.take():
            self.deliver(refusal_packet(CloseReason.BAD_REQUEST_FLOOD))
            self.end(CloseReason.BAD_REQUEST_FLOOD)

    def end(self, reason: CloseReason) -> None:
        """Send what waits, then close the transport, soon and in any case.

        A Socket.IO DISCONNECT tells clients not to come back, so it is sent for final reasons
        only; for the others the transport just closes.
        """
        if self.closed or self.ending is not None:
            return
        if not reason.retryable:
            self.deliver(disconnect_packet())
        if not self.upgraded:
            self.deliver(CLOSE)
        self.ending = reason
        if self._wire is None:
            self.queue.seal()
        else:
            self._wire.close(close_code(reason), reason.value.encode())
        self._loop.call_later(self._limits.close_s, self._abort)

    def adopt(self, wire: Wire) -> None:
        """Talk through ``wire`` from now on; what waits goes first."""
        self.connected = self.upgraded = True
        self.upgrading = False
        waiting, self.queue = self.queue, self.server.no_queue
        self._wire = wire
        while not waiting.empty():
            item = waiting.get_nowait()
            if isinstance(item, Message):  # None says that the connection ends.
                wire.send(item.frame)
        if self.ending is not None or self.closed:
            wire.close(close_code(self.ending))

    def opened(self, transport: asyncio.Transport | None) -> None:
        """Remember the transport of the WebSocket, so that it can be aborted."""
        self._transport = transport

    # What the wire calls.

    def heard(self, message: object) -> None:
        """Take one message; those that need an answer are handled one after the other."""
        self._is_heard = True
        if self.closed or self.ending is not None:
            return
        if message == _PONG and self._pong_due < inf:
            self._pong_due = inf
        elif not is_acceptable(message):
            self.violated()
        else:
            assert self._wire is not None  # noqa: S101 - which is who calls
            if self._inbox is None:
                self._inbox = Inbox(self._wire, self._handle)
            self._inbox.put(str(message))

    def too_large(self) -> None:
        """Count a message above the limit; the wire closes."""
        self.server.metrics.limited.labels(FRAME_TOO_LARGE).inc()

    def overflowed(self) -> None:
        """Drop a client that takes too little of what waits for it."""
        self.server.metrics.slow_consumers.inc()
        self.ending = self.ending or CloseReason.SLOW_CONSUMER
        self._abort()

    def hung_up(self) -> None:
        """Let go what is gone."""
        self.server.departed(self)

    async def _handle(self, text: str) -> None:
        with suppress(exceptions.SocketIsClosedError):
            await self.receive(packet.Packet(encoded_packet=text))

    # What the library calls.

    @override
    async def receive(self, pkt: packet.Packet) -> None:
        """Handle one packet of the client; violations are counted, never raised."""
        self._is_heard = True
        if self.closed or self.ending is not None:
            raise exceptions.SocketIsClosedError
        match pkt.packet_type:
            case packet.PONG if self._pong_due < inf:
                self._pong_due = inf
            case packet.MESSAGE:
                await self.server.message(self.sid, pkt.data)
            case packet.CLOSE:
                await self.close()
            case _:
                self.violated()

    @override
    async def send(self, pkt: packet.Packet) -> None:
        """Do the same as ``deliver``, for the library, which awaits."""
        self.deliver(pkt if isinstance(pkt, Message) else Message(pkt.packet_type, pkt.data))

    @override
    async def poll(self) -> list[packet.Packet]:
        """Return what waits for a polling client; that the connection ends always comes alone.

        The JavaScript client closes as soon as it reads it, before it has handed on what came in
        the same body: an acknowledgement, or why it was refused (engine.io-client, ``polling``).
        """
        if self._owes_close:
            self._owes_close = False
            return [CLOSE]
        waiting: list[packet.Packet] = await super().poll()
        packets = [part for one in waiting for part in _parts(one)]
        if len(packets) > 1 and packets[-1].packet_type == packet.CLOSE:
            self._owes_close = True
            packets.pop()
        return packets

    @override
    async def check_ping_timeout(self) -> bool:
        """Return True: the pongs are watched by ``pings.py``."""
        return True

    @override
    async def handle_post_request(self, environ: dict[str, str]) -> None:
        """Handle the packets of one polling POST."""
        length = int(environ.get("CONTENT_LENGTH", "0"))
        if length > self._limits.frame_bytes:
            self.server.metrics.limited.labels(FRAME_TOO_LARGE).inc()
            raise exceptions.ContentTooLongError
        try:
            async with asyncio.timeout(self._limits.body_s):
                # It may come in several pieces, and what read() returns is only the first.
                body: bytes = await environ["wsgi.input"].readexactly(length)  # type: ignore[attr-defined] # WSGI
        except (TimeoutError, asyncio.IncompleteReadError):
            self.violated()
            return
        for frame in body.decode(errors="replace").split("\x1e", _MAX_POST_PACKETS):
            if self.closed or self.ending is not None:
                return  # Raising now would meet an error of the library.
            if is_acceptable(frame):
                await self.receive(packet.Packet(encoded_packet=frame))
            else:
                self.violated()

    @override
    async def close(
        self, wait: bool = True, abort: bool = False, reason: str | None = None
    ) -> None:
        """Close and forget the connection; never waits for the client."""
        self._stop_sign_in_timer()
        self.server.pings.remove(self)
        await super().close(wait=False, abort=True, reason=reason)
        if self._wire is None:
            self.queue.seal()
        else:
            self._wire.close(close_code(self.ending))
        if self.server.forget(self.sid):
            if not self._is_known:
                self.server.admission.recognize(self.address)
            self.server.admission.leave(self.address)
        if self._transport is not None:
            self._loop.call_later(self._limits.close_s, self._transport.abort)

    @override
    def schedule_ping(self) -> None:
        """Ping again and again from now on."""
        if not self.closed:
            self.server.pings.add(self)

    def ping(self, pong_due: float) -> None:
        """Ask the client whether it is there, unless it still owes the last answer."""
        if self._pong_due == inf:
            self._pong_due = pong_due
            self._is_heard = False
            self.deliver(_PING)
        self.server.pinged(self.sid)

    def miss_pong(self, now: float) -> None:
        """End the connection if its pong is due, and nothing else was heard meanwhile."""
        if self._pong_due > now:
            return
        is_read = self._inbox is None or not self._inbox.is_full
        if self._is_heard or not is_read:
            # Its pong may have come, behind so much else that nobody has read it yet.
            self._is_heard = False
            return
        self.ending = self.ending or CloseReason.HEARTBEAT_TIMEOUT
        self._abort()

    def _stop_sign_in_timer(self) -> None:
        if self._sign_in_timer is not None:
            self._sign_in_timer.cancel()
            self._sign_in_timer = None

    def _abort(self) -> None:
        """Drop the connection now; a reader or writer that hangs on it wakes up with an error."""
        if self._wire is not None:
            self._wire.abort()
        elif self._transport is not None:
            self._transport.abort()
        elif not self.closed:
            self.server.departed(self)


def _parts(waiting: packet.Packet) -> Sequence[packet.Packet]:
    return waiting.parts if isinstance(waiting, Bundle) else (waiting,)
