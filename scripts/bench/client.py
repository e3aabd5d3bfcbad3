"""One load client: a bare WebSocket that speaks Engine.IO and Socket.IO by hand."""

import json
import socket
import time
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

_HANDSHAKE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: bench\r\n"
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
_EVENT = b'42["ticket:updated"'
_SHORT_HEAD, _LONG_HEAD = 2, 4
_LONG = 126
"""In place of the length of a frame: the length is in the two bytes behind it (RFC 6455)."""


class Client:
    """One connection; counts events and answers pings.

    Attributes:
        arrivals: When each event came, monotonic seconds.
        is_signed_in: Whether the server said so.
    """

    __slots__ = ("_buffer", "_hello", "_is_open", "arrivals", "is_signed_in", "socket")

    def __init__(self, url: str, user_id: str, token: str) -> None:
        address = urlsplit(url)
        # From several addresses, since the product bounds the sockets of each.
        ours = f"127.{zlib.crc32(user_id.encode()) % 200 + 1}.0.1"
        self.socket = socket.create_connection(
            (address.hostname, address.port), source_address=(ours, 0)
        )
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)  # noqa: FBT003 - how the standard library takes it
        self.arrivals: list[float] = []
        self.is_signed_in = False
        self._is_open = False
        self._buffer = b""
        self._hello = json.dumps(["authenticate", {"userId": user_id, "token": token}])
        self.socket.send(_HANDSHAKE)

    def readable(self) -> int | None:
        """Handle what came and return how many events it held; None when the server closed."""
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return 0
        except ConnectionError:
            return None
        if not data:
            return None
        self._buffer += data
        if not self._is_open and not self._open():
            return 0
        now, known = time.monotonic(), len(self.arrivals)
        for payload in self._payloads():
            if payload.startswith(_EVENT):
                self.arrivals.append(now)
            else:
                self._answer(payload)
        return len(self.arrivals) - known

    def _open(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if end and b" 101 " not in head:
            raise ConnectionError(head[:100])
        if end:
            self._is_open, self._buffer = True, rest
        return self._is_open

    def _answer(self, payload: bytes) -> None:
        if payload == b"2":
            self.socket.send(_frame(b"3"))
        elif payload.startswith(b"0"):
            self.socket.send(_frame(b"40"))
        elif payload.startswith(b"40"):
            self.socket.send(_frame(b"42" + self._hello.encode()))
        elif payload.startswith(b'42["authenticated"'):
            self.is_signed_in = b'"success":true' in payload

    def _payloads(self) -> Iterator[bytes]:
        """Return the payloads of the frames that are complete; no server here masks them."""
        buffer, at = self._buffer, 0
        while len(buffer) - at >= _LONG_HEAD or buffer[at + 1 : at + 2] in {b"\0", b"\1"}:
            length, head = buffer[at + 1], _SHORT_HEAD
            if length == _LONG:
                length = int.from_bytes(buffer[at + _SHORT_HEAD : at + _LONG_HEAD], "big")
                head = _LONG_HEAD
            end = at + head + length
            if len(buffer) < end:
                break
            yield buffer[at + head : end]
            at = end
        self._buffer = buffer[at:]


def _frame(payload: bytes) -> bytes:
    """Return a client's frame; its mask is zero, which is legal and costs nothing."""
    length = len(payload)
    size = bytes([0x80 | length]) if length < _LONG else b"\xfe" + length.to_bytes(2, "big")
    return b"\x81" + size + bytes(4) + payload
