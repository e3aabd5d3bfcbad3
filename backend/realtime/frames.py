"""Text of the wire: which frames of a client are acceptable, and how the server's are written.

Pure. The libraries decode a frame with ``int(frame[0])`` outside of any guard, log a traceback
for each malformed packet, hold binary attachments by a count that the client declares, and would
run the handlers of ``connect`` and ``disconnect`` for events of these names; so nothing reaches
them that has not passed here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from aiohttp import WSMsgType
from engineio import packet as engine_packet
from typing_extensions import override

from common.errors import ContractError

_FRAME = re.compile(
    r"1|2probe|3|5"  # Engine.IO: close, probe, pong, upgrade
    r"|4[0-3].*",  # a Socket.IO packet without binary parts
    re.DOTALL,
)
_EVENT_PACKET = re.compile(r"2(?P<id>[0-9]{0,9})(?P<body>\[.*)", re.DOTALL)
_MAX_ARGUMENTS = 2
_SEPARATOR = "\x1e"
"""Between the packets in one answer to a polling client."""
_FINAL = 0x80
_TWO_MORE_BYTES, _EIGHT_MORE_BYTES = 126, 127
"""In place of a length that needs as many bytes."""


class ClientEvent(StrEnum):
    """Every event that a client may send."""

    AUTHENTICATE = "authenticate"
    JOIN_TEAM = "join_team"
    LEAVE_TEAM = "leave_team"
    JOIN_QUEUE = "join_queue"
    LEAVE_QUEUE = "leave_queue"
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class Request:
    """One event of a client.

    Attributes:
        event: Its name.
        argument: Its only argument, decoded JSON; None when there is none.
        ack_id: Names the acknowledgement that the client waits for; None when it does not.
    """

    event: ClientEvent
    argument: object
    ack_id: int | None


def is_acceptable(frame: object) -> bool:
    """Return whether the libraries may see ``frame``: text, of a known kind, never binary."""
    return isinstance(frame, str) and _FRAME.fullmatch(frame) is not None


def parse_request(packet: str) -> Request:
    """Return the event in a Socket.IO packet of the root namespace.

    Raises:
        ContractError: It is not one, is of no known event, or is nested too deeply.
    """
    match = _EVENT_PACKET.fullmatch(packet)
    if match is None:
        raise ContractError(detail="not an event of the root namespace")
    try:
        values = msgspec.json.decode(match["body"])
        event = ClientEvent(values[0])
    except (msgspec.DecodeError, RecursionError, IndexError, ValueError) as exc:
        raise ContractError(detail=type(exc).__name__) from exc
    if len(values) > _MAX_ARGUMENTS:
        raise ContractError(detail="more than one argument")
    argument = values[1] if len(values) == _MAX_ARGUMENTS else None
    return Request(event, argument, int(match["id"]) if match["id"] else None)


def parse_connect(packet: str) -> object:
    """Return the payload of a CONNECT to the root namespace; None when there is none.

    Raises:
        ContractError: It is for another namespace, or not JSON.
    """
    body = packet[1:]
    if not body:
        return None
    if not body.startswith("{"):
        raise ContractError(detail="not a CONNECT of the root namespace")
    try:
        payload: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise ContractError(detail=type(exc).__name__) from exc
    return payload


class Message(engine_packet.Packet):
    """A packet that any number of sockets can share: encoded once, framed once.

    Attributes:
        text: What a polling client gets.
        frame: What goes into a WebSocket.
    """

    def __init__(self, kind: int, data: object = None) -> None:
        """Encode ``data``, text or something that becomes JSON, in a packet of Engine.IO."""
        super().__init__(kind, data)  # type: ignore[no-untyped-call]
        self.text: str = super().encode()  # type: ignore[no-untyped-call]
        self.frame = text_frame(self.text)

    @override
    def encode(self, b64: bool = False) -> str:
        """Return the text, for the library."""
        return self.text


class Bundle(Message):
    """Several packets that go to one socket together, in their order: with one write.

    Attributes:
        parts: For who needs them one by one.
    """

    def __init__(self, parts: Sequence[Message]) -> None:
        """Join ``parts``, which are packets of Socket.IO."""
        engine_packet.Packet.__init__(self, engine_packet.MESSAGE)
        self.parts = parts
        self.text = _SEPARATOR.join(part.text for part in parts)
        self.frame = b"".join(part.frame for part in parts)


def event_packet(name: str, body: bytes | None) -> Message:
    """Return an event.

    Args:
        name: The event.
        body: Its only argument, JSON already; None for an event without argument.
    """
    argument = "" if body is None else f",{body.decode()}"
    return _message(f'2["{name}"{argument}]')


def ack_packet(ack_id: int, body: bytes) -> Message:
    """Return the acknowledgement of a client's event, with one argument that is JSON already."""
    return _message(f"3{ack_id}[{body.decode()}]")


def connect_packet(sid: str) -> Message:
    """Return the answer to a CONNECT, which gives the socket its name in the namespace."""
    return _message(f'0{{"sid":"{sid}"}}')


def disconnect_packet() -> Message:
    """Return the packet that clients take for final: they do not come back by themselves."""
    return _message("1")


def text_frame(text: str) -> bytes:
    """Return a WebSocket frame of a server with one whole message (RFC 6455, 5.2)."""
    return _frame(WSMsgType.TEXT, text.encode())


def pong_frame(payload: bytes) -> bytes:
    """Return the answer to a ping of WebSocket itself, which repeats its payload."""
    return _frame(WSMsgType.PONG, payload)


def close_frame(code: int, reason: bytes = b"") -> bytes:
    """Return the frame after which nothing comes."""
    return _frame(WSMsgType.CLOSE, code.to_bytes(2) + reason)


def _frame(kind: WSMsgType, payload: bytes) -> bytes:
    first, size = _FINAL | kind.value, len(payload)
    if size < _TWO_MORE_BYTES:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, _TWO_MORE_BYTES)) + size.to_bytes(2) + payload
    return bytes((first, _EIGHT_MORE_BYTES)) + size.to_bytes(8) + payload


def _message(text: str) -> Message:
    return Message(engine_packet.MESSAGE, text)
