"""The bytes of a stranger's WebSocket after its handshake, as the server's wire takes them."""

import asyncio
from collections.abc import Callable
from typing import cast

from typing_extensions import override

from backend.realtime.limits import Limits
from backend.realtime.wire import Turn, Wire
from tests.fuzz.target import Target, choose

_LIMITS = Limits(frame_bytes=2_000)
_STEPS = (1, 7, 125, 4_096)
_MAX_ANSWER = 131
"""A pong or a close: a head of at most six bytes and 125 of what the client said."""
_MASK = b"\x00\x00\x00\x00"


class _Transport(asyncio.Transport):
    """Takes what is written, and can be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_closed = False

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    @override
    def close(self) -> None:
        self.is_closed = True

    @override
    def is_closing(self) -> bool:
        return self.is_closed

    @override
    def abort(self) -> None:
        self.is_closed = True

    @override
    def get_write_buffer_size(self) -> int:
        return 0

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Keep none."""


class _Turn:
    """Writes at once, and lets no time pass."""

    def add(self, wire: Wire) -> None:
        wire.write()

    def monotonic(self) -> float:
        return 0.0

    def call_later(self, _delay_s: float, _callback: Callable[[], None]) -> None:
        """Wait for ever."""


class _Listener:
    def __init__(self) -> None:
        self.heard_bytes = 0

    def heard(self, message: object) -> None:
        assert isinstance(message, str | bytes)
        size = len(message.encode() if isinstance(message, str) else message)
        assert size <= _LIMITS.frame_bytes
        self.heard_bytes += size

    def too_large(self) -> None:
        """Count it."""

    def overflowed(self) -> None:
        """Too little is written for that."""
        raise AssertionError

    def hung_up(self) -> None:
        """The end."""


def read_wire(data: bytes) -> None:
    """Feed the bytes in steps as long as the first byte says."""
    step, stream = choose(data, _STEPS)
    transport, listener = _Transport(), _Listener()
    wire = Wire(_LIMITS, cast("Turn", _Turn()))
    wire.listener = listener
    wire.connection_made(transport)
    for start in range(0, len(stream), step):
        if transport.is_closed:
            break  # Nobody reads any more.
        wire.data_received(stream[start : start + step])
    wire.connection_lost(None)
    assert listener.heard_bytes <= len(stream)
    assert all(len(answer) <= _MAX_ANSWER for answer in transport.written)


def _masked(head: int, payload: bytes) -> bytes:
    return bytes([head, 0x80 | len(payload)]) + _MASK + payload


TARGETS = (
    Target(
        "server-websocket",
        read_wire,
        (
            b"\x03" + _masked(0x81, b"40") + _masked(0x81, b'42["x"]'),
            b"\x00" + _masked(0x01, b"4") + _masked(0x89, b"ping") + _masked(0x80, b"0"),
            b"\x01" + _masked(0x88, b"\x03\xe8bye") + _masked(0x82, b"\x00"),
            b"\x02\x81\xfe\x07\xd1" + _MASK + b"x" * 2_001,
            b"\x02\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff" + _MASK,
            b"\x02\x81\x05hello\xc1\x80" + _MASK,
        ),
    ),
)
