"""What a server, or somebody who stands in its place, sends to the client's sockets."""

import asyncio
from contextlib import suppress
from typing import Any

from socketio.packet import EVENT
from wsproto.connection import Connection, ConnectionType
from wsproto.events import Request

from common.envelope import decode_event, encode
from common.errors import ContractError
from common.stream import MAX_SEQ
from desktop.adapters.engine import _opening
from desktop.adapters.frames import MALFORMED, CarefulPacket, happening_of
from desktop.adapters.web_socket import HandshakeRefusedError, NotAWebSocketError, WebSocket
from desktop.core.errors import ConnectionLostError
from tests.fuzz.target import Target, check_comes_back

_LONGEST_SILENCE_S = 2 * 86_400
_ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: x\r\n\r\n"
)


def read_packet(data: bytes) -> None:
    """Read a packet of Socket.IO as the client does, and the event in it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return  # The WebSocket refuses it.
    packet = CarefulPacket(encoded_packet=text)
    said: Any = packet.data
    if packet.packet_type != EVENT or said[0] == MALFORMED:
        return
    name, argument = said[0], said[1] if len(said) > 1 else None
    with suppress(ContractError):
        encode(happening_of(name, argument))


def read_event(data: bytes) -> None:
    """Read an event, as it stands in a page of ``sync``."""
    with suppress(ContractError):
        event = decode_event(data)
        check_comes_back(event, decode_event)
        assert all(1 <= position <= MAX_SEQ for position in event.pos.values())


def read_opening(data: bytes) -> None:
    """Read the first packet of a server."""
    with suppress(ConnectionLostError):
        opening = _opening(data.decode(errors="replace"))
        silence_s = (opening.ping_interval + opening.ping_timeout) / 1_000
        assert 0 < silence_s <= _LONGEST_SILENCE_S


class _Nowhere:
    """Takes what the client writes."""

    def __init__(self) -> None:
        self.transport = self

    def write(self, data: bytes) -> None:
        """Forget it."""

    async def drain(self) -> None:
        """Wait for nothing."""

    def close(self) -> None:
        """End nothing."""


def read_websocket(data: bytes) -> None:
    """Read the bytes of an open WebSocket until they end."""
    _drive(data, is_open=True)


def read_handshake(data: bytes) -> None:
    """Read the answer to the handshake of a WebSocket, and what follows."""
    _drive(data, is_open=False)


def _drive(data: bytes, *, is_open: bool) -> None:
    # An event loop of its own for each input would cost ten times as much as the reading.
    coroutine = _talk(data, is_open=is_open)
    with suppress(StopIteration):
        coroutine.send(None)
        message = "the client waits for more than there is"
        raise AssertionError(message)


async def _talk(data: bytes, *, is_open: bool) -> None:
    reader = asyncio.StreamReader(loop=_NO_LOOP)
    reader.feed_data(data)
    reader.feed_eof()
    line = WebSocket(reader, _Nowhere())  # type: ignore[arg-type] # what it needs of a writer
    with suppress(NotAWebSocketError, HandshakeRefusedError, OSError):
        if is_open:
            line._protocol = Connection(ConnectionType.CLIENT)  # type: ignore[assignment] # after the handshake
        else:
            await line._shake_hands(Request(host="x", target="/"))
        while await line.receive() is not None:
            pass


_NO_LOOP = asyncio.new_event_loop()
_NO_LOOP.close()

_EVENT = (
    b'{"type":"ticket:assigned","id":"e1","at":"2026-01-05T09:00:00Z","actorId":"ana",'
    b'"pos":{"queue:q":7},"ticketId":"t1","ticketVersion":2,"queueId":"q","teamId":"it",'
    b'"assigneeId":"ben","status":"open","priority":"high",'
    b'"changes":{"assigneeId":{"old":null,"new":"ben"}}}'
)

TARGETS = (
    Target(
        "client-packet",
        read_packet,
        (
            b'2["ticket:assigned",' + _EVENT + b"]",
            b'2["heartbeat",{"epoch":"e","at":"2026-01-05T09:00:00Z","heads":{"user:ana":3}}]',
            b'2["room:left",{"room":"queue:q","reason":"access_removed"}]',
            b'2["server:draining",{"retryAfterMs":1500}]',
            b'2["auth:expiring",{"expiresAt":"2026-01-05T09:00:00Z"}]',
            b'2["later:event",{"type":"later:event","id":"\\ud83d\\ude00","pos":{"user:a":1}}]',
            b'37[{"success":true,"rooms":{}}]',
            b'0{"sid":"s"}',
            b"51-[]",
        ),
    ),
    Target(
        "client-event",
        read_event,
        (
            _EVENT,
            b'{"type":"later:event","id":"e","at":"2026-01-05T09:00:00Z","pos":{"user:a":1}}',
        ),
    ),
    Target(
        "client-opening",
        read_opening,
        (b'0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1}',),
    ),
    Target(
        "client-websocket",
        read_websocket,
        (
            b"\x81\x05hello",
            b"\x01\x03hel\x80\x02lo",
            b"\x89\x00\x8a\x00\x82\x01\x00",
            b"\x88\x02\x03\xe8",
            b"\x81\x7e\x00\x80" + b"x" * 128,
        ),
    ),
    Target(
        "client-handshake",
        read_handshake,
        (
            _ACCEPTED,
            b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
        ),
    ),
)
