"""A peer that keeps to no protocol: bytes out, bytes in, over a plain socket."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WAIT_S = 5.0
TEXT, BINARY, CLOSE, PING = 0x81, 0x82, 0x88, 0x89

_READ_BYTES = 64 * 1024
_SHORT_BYTES, _16_BITS = 126, 1 << 16
_HANDSHAKE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})")


def frame(head: int, payload: bytes, *, is_masked: bool = True) -> bytes:
    """Return one frame of a WebSocket; the mask is of zeros, so that captures can be read."""
    mask_bit = 0x80 if is_masked else 0
    if len(payload) < _SHORT_BYTES:
        size = bytes([mask_bit | len(payload)])
    elif len(payload) < _16_BITS:
        size = bytes([mask_bit | 126]) + len(payload).to_bytes(2, "big")
    else:
        size = bytes([mask_bit | 127]) + len(payload).to_bytes(8, "big")
    return bytes([head]) + size + (bytes(4) if is_masked else b"") + payload


@dataclass
class RawPeer:
    """One end of a connection.

    Attributes:
        heard: Everything that came so far.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: bytearray = field(default_factory=bytearray)

    async def send(self, data: bytes) -> None:
        """Send bytes; a connection that the server closed already takes none, and that is fine."""
        with suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def until(self, expected: bytes) -> None:
        """Read until something came that holds ``expected``."""
        async with asyncio.timeout(WAIT_S):
            while expected not in self.heard:
                data = await self.reader.read(_READ_BYTES)
                assert data, f"closed before {expected!r} came: {bytes(self.heard)!r}"
                self.heard += data

    async def until_closed(self) -> bytes:
        """Read until the server closes, and return all that came."""
        async with asyncio.timeout(WAIT_S):
            with suppress(ConnectionError):
                while data := await self.reader.read(_READ_BYTES):
                    self.heard += data
        return bytes(self.heard)

    def stop_sending(self) -> None:
        """Say that nothing more comes."""
        self.writer.write_eof()

    def hang_up(self) -> None:
        """Be gone without a word."""
        self.writer.transport.abort()

    async def open_websocket(self) -> None:
        """Shake hands and read the first packet of Engine.IO."""
        await self.send(_HANDSHAKE)
        await self.until(b'"maxPayload"')

    async def connect(self) -> None:
        """Connect to the namespace."""
        await self.send(frame(TEXT, b"40"))
        await self.until(b'40{"sid"')

    async def sign_in(self, token: str) -> None:
        """Connect to the namespace with a token."""
        await self.send(frame(TEXT, b'40{"token":"%b"}' % token.encode()))
        await self.until(b'"authenticated"')

    @property
    def statuses(self) -> list[int]:
        """Statuses of the HTTP answers that came."""
        return [int(status) for status in _STATUS.findall(self.heard)]


def close_code(heard: bytes) -> int | None:
    """Return the code of the frame by which a server closed; None when it sent none."""
    _, _, rest = heard.partition(b"\r\n\r\n")
    while len(rest) >= 2:
        head, size, start = rest[0], rest[1], 2
        if size == 126:
            size, start = int.from_bytes(rest[2:4], "big"), 4
        if head == CLOSE:
            return int.from_bytes(rest[start : start + 2], "big")
        rest = rest[start + size :]
    return None


@asynccontextmanager
async def raw_peer(url: str) -> AsyncIterator[RawPeer]:
    """Connect to the server at ``url``; whatever becomes of it, it is gone at the end."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield RawPeer(reader, writer)
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()
