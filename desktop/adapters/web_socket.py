"""A WebSocket to one server, over asyncio's streams; the protocol itself is wsproto's.

Written for a program that stays in memory: it loads no HTTP client, starts no thread that stays,
and does nothing while nothing comes (ADR-0029).
"""

import asyncio
import re
import socket
import ssl
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Self
from urllib.parse import unquote, urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from desktop.adapters.workers import Workers

MAX_MESSAGE_CHARS = 4 * 1024 * 1024
ADDRESS_S = 5.0
"""How long one of the addresses of a name may take to answer before the next is tried."""

_CHUNK_BYTES = 64 * 1024
_LOOKUP_S = 30.0
_DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAWebSocketError(Exception):
    """What answered speaks another protocol, or breaks this one."""


class HandshakeRefusedError(Exception):
    """The server answered, and opened no WebSocket.

    Attributes:
        status: Of its answer.
        retry_after: Its header of that name; empty without one.
    """

    def __init__(self, status: int, retry_after: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class WebSocket:
    """An open WebSocket.

    Redirections are not followed, compression is not offered, and no cookie is kept.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection on which nothing was said yet; ``open`` makes them."""
        self._reader = reader
        self._writer = writer
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._events: deque[Event] = deque()
        self._parts: list[str] = []
        self._size = 0

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        headers: Mapping[str, str],
        proxy: str | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> Self:
        """Connect and shake hands; takes as long as the caller allows.

        Args:
            url: Starts with ``http`` or ``https``, as the server's address does.
            headers: Sent besides those of the protocol.
            proxy: Address of an HTTP proxy to tunnel through.
            trust: Which certificates to believe; needed for ``https``.

        Raises:
            HandshakeRefusedError: The server, or the proxy, said no.
            NotAWebSocketError: It answered with something else.
            OSError: No connection; also when TLS failed.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
        tls = trust if parts.scheme == "https" else None
        if proxy is None:
            reader, writer = await _connect(host, port, tls)
        else:
            reader, writer = await _tunnel(proxy, host, port, tls)
        opened = cls(reader, writer)
        try:
            await opened._shake_hands(
                Request(
                    host=parts.netloc.rpartition("@")[2],
                    target=f"{parts.path}?{parts.query}",
                    extra_headers=[
                        (name.encode(), value.encode()) for name, value in headers.items()
                    ],
                )
            )
        except BaseException:
            opened.abort()
            raise
        return opened

    async def receive(self) -> str | bytes | None:
        """Wait for the next message; None when there will be no more.

        Raises:
            NotAWebSocketError: The server broke the protocol, or the message is too long.
            OSError: The connection broke.
        """
        while True:
            event = await self._next_event()
            match event:
                case TextMessage() | BytesMessage():
                    if (message := self._joined(event)) is not None:
                        return message
                case Ping():
                    await self._say(event.response())
                case None | CloseConnection():
                    return None
                case _:
                    pass  # Answers to nothing that we asked.

    async def send(self, text: str) -> None:
        """Send one message.

        Raises:
            OSError: The connection broke, or was closed.
        """
        await self._say(TextMessage(data=text))

    async def close(self) -> None:
        """Say goodbye without waiting for an answer; never raises."""
        with suppress(OSError):
            await self._say(CloseConnection(code=1000))
        self._writer.close()

    def abort(self) -> None:
        """End the connection now, whatever the other side does."""
        self._writer.transport.abort()

    async def _shake_hands(self, request: Request) -> None:
        await self._say(request)
        match await self._next_event():
            case AcceptConnection():
                pass
            case RejectConnection(status_code=status, headers=answered):
                given = {bytes(name).lower(): bytes(value) for name, value in answered}
                raise HandshakeRefusedError(
                    status, given.get(b"retry-after", b"").decode("latin-1")
                )
            case None:
                raise ConnectionResetError
            case _:
                raise NotAWebSocketError

    async def _next_event(self) -> Event | None:
        """Return what came next; None at the end."""
        while not self._events:
            data = await self._reader.read(_CHUNK_BYTES)
            try:
                self._protocol.receive_data(data or None)
                self._events.extend(self._protocol.events())
            except (RemoteProtocolError, LocalProtocolError, UnicodeDecodeError) as exc:
                raise NotAWebSocketError from exc
            if not data and not self._events:
                return None
        return self._events.popleft()

    def _joined(self, event: TextMessage | BytesMessage) -> str | bytes | None:
        """Return the whole message once its last part is there; what is binary, as empty.

        Nothing of the contract is binary, so nobody would read it.
        """
        self._size += len(event.data)
        if self._size > MAX_MESSAGE_CHARS:
            raise NotAWebSocketError
        if isinstance(event, TextMessage) and event.data:  # Empty parts would add up too.
            self._parts.append(event.data)
        if not event.message_finished:
            return None
        message = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return message if isinstance(event, TextMessage) else b""

    async def _say(self, event: Event) -> None:
        try:
            data = self._protocol.send(event)
        except LocalProtocolError as exc:
            raise ConnectionResetError from exc  # It was closed already.
        self._writer.write(data)
        await self._writer.drain()


async def _connect(
    host: str, port: int, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first address of ``host`` that answers."""
    failure: OSError = OSError(f"no address: {host}")
    for address in await _addresses(host, port):
        try:
            async with asyncio.timeout(ADDRESS_S):
                return await asyncio.open_connection(
                    address, port, ssl=tls, server_hostname=host if tls is not None else None
                )
        except ssl.SSLError:
            raise  # It answered, and no other address of the name would answer otherwise.
        except OSError as exc:  # A timeout is one.
            failure = exc
    raise failure


async def _addresses(host: str, port: int) -> list[str]:
    """Look ``host`` up in a thread that no program waits for: name servers hang."""
    lookup = Workers("bomizzel-names", threads=1, idle_s=0.0)
    found = await lookup.run(
        lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout_s=_LOOKUP_S
    )
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def _tunnel(
    proxy: str, host: str, port: int, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect through an HTTP proxy, with CONNECT (RFC 9110, 9.3.6)."""
    parts = urlsplit(proxy)
    outer = tls if parts.scheme == "https" else None
    reader, writer = await _connect(
        parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme], outer
    )
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if parts.username is not None:
        user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {b64encode(user.encode()).decode()}")
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        _check_tunnel(await reader.readuntil(b"\r\n\r\n"))
        if tls is not None:
            await _check_silence(reader)
            await writer.start_tls(tls, server_hostname=host)
    except BaseException as exc:
        writer.transport.abort()
        if isinstance(exc, asyncio.IncompleteReadError | asyncio.LimitOverrunError):
            raise NotAWebSocketError from exc
        raise
    return reader, writer


async def _check_silence(reader: asyncio.StreamReader) -> None:
    """Check that nothing came before TLS began: it would be read as if it had come by it.

    Raises:
        NotAWebSocketError: Something did, and a server of TLS never speaks first.
    """
    more = asyncio.ensure_future(reader.read(1))
    await asyncio.sleep(0)
    if more.done():
        raise NotAWebSocketError
    more.cancel()


def _check_tunnel(answer: bytes) -> None:
    """Check the answer of a proxy.

    Raises:
        HandshakeRefusedError: It opens no way there.
        NotAWebSocketError: It is no proxy.
    """
    found = re.match(rb"HTTP/1\.[01] ([0-9]{3})\b", answer)
    if found is None:
        raise NotAWebSocketError
    if int(found[1]) != HTTPStatus.OK:
        raise HandshakeRefusedError(int(found[1]))
