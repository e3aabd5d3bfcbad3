"""Text of the wire: which frames of a client are acceptable, and how the server's are written.

Pure. The libraries decode a frame with ``int(frame[0])`` outside of any guard, log a traceback
for each malformed packet, hold binary attachments by a count that the client declares, and would
run the handlers of ``connect`` and ``disconnect`` for events of these names; so nothing reaches
them that has not passed here.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from engineio import packet as engine_packet

from common.errors import ContractError

_FRAME = re.compile(
    r"1|2probe|3|5"  # Engine.IO: close, probe, pong, upgrade
    r"|4[0-3].*",  # a Socket.IO packet without binary parts
    re.DOTALL,
)
_EVENT_PACKET = re.compile(r"2(?P<id>[0-9]{0,9})(?P<body>\[.*)", re.DOTALL)
_MAX_ARGUMENTS = 2


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


def event_packet(name: str, body: bytes | None) -> engine_packet.Packet:
    """Return an event as one packet that any number of sockets can share.

    It is encoded here, once; the library keeps the text with the packet.

    Args:
        name: The event.
        body: Its only argument, JSON already; None for an event without argument.
    """
    argument = "" if body is None else f",{body.decode()}"
    return _message(f'2["{name}"{argument}]')


def ack_packet(ack_id: int, body: bytes) -> engine_packet.Packet:
    """Return the acknowledgement of a client's event, with one argument that is JSON already."""
    return _message(f"3{ack_id}[{body.decode()}]")


def disconnect_packet() -> engine_packet.Packet:
    """Return the packet that clients take for final: they do not come back by themselves."""
    return _message("1")


def _message(text: str) -> engine_packet.Packet:
    packet = engine_packet.Packet(engine_packet.MESSAGE, text)
    packet.encode()
    return packet
