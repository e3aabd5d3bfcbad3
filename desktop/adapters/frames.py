"""What the server's messages mean, decoded; and packets that are none, made harmless.

Pure: no socket here.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import msgspec
from socketio.packet import ACK, CONNECT, CONNECT_ERROR, DISCONNECT, EVENT, Packet
from typing_extensions import override

from common.envelope import convert, convert_event
from common.errors import ContractError
from common.live import (
    AuthExpiring,
    Heartbeat,
    LiveEventType,
    PresenceChanged,
    QueueMetrics,
    RoomLeft,
    ServerDraining,
)
from desktop.core.ports import AuthExpired, Happening

MALFORMED = "malformed"
"""Name of the event that stands for a packet which could not be read."""

_MAX_PARTS = 2  # The name of an event and its only argument.
_IGNORED = frozenset({LiveEventType.TICKET_TYPING})

_LIVE: Mapping[str, Callable[[object], Happening]] = {
    LiveEventType.HEARTBEAT: lambda argument: convert(argument, Heartbeat),
    LiveEventType.AUTH_EXPIRING: lambda argument: convert(argument, AuthExpiring),
    LiveEventType.AUTH_EXPIRED: lambda _argument: AuthExpired(),
    LiveEventType.SERVER_DRAINING: lambda argument: convert(argument, ServerDraining),
    LiveEventType.QUEUE_METRICS_UPDATED: lambda argument: convert(argument, QueueMetrics),
    LiveEventType.PRESENCE_CHANGED: lambda argument: convert(argument, PresenceChanged),
    LiveEventType.ROOM_LEFT: lambda argument: convert(argument, RoomLeft),
}


def happening_of(name: str, argument: object) -> Happening | None:
    """Return what the event ``name`` reports; None for one that nobody here listens to.

    An event of a later version becomes an ``UnknownEvent``: its positions count.

    Raises:
        ContractError: It is not of the contract.
    """
    if name in _IGNORED:
        return None
    read_live = _LIVE.get(name)
    if read_live is not None:
        return read_live(argument)
    event = convert_event(argument)
    if event.type != name:
        raise ContractError(detail="the event is not what it is called")
    return event


class _Json:
    """JSON as the rest of the program reads it.

    The standard library's reader lets half characters through, which no database takes.
    """

    @staticmethod
    def loads(text: str) -> object:
        """Return the value of ``text``."""
        return msgspec.json.decode(text)

    @staticmethod
    def dumps(value: object, **_form: object) -> str:
        """Return ``value`` as compact JSON, whatever form is asked for."""
        return msgspec.json.encode(value).decode()


class CarefulPacket(Packet):
    """A packet of Socket.IO whose reader never fails.

    The library reads each packet in a task of its own, where an error has nobody to go to. A
    packet that it could not handle becomes an event of the name ``MALFORMED``.
    """

    json = cast("Any", _Json)  # The library names a module; these two are all that it calls.

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base has it
        super().__init__(*args, **kwargs)
        if not kwargs.get("encoded_packet", True):
            self._make_harmless()  # An empty packet, which the library does not even decode.

    @override
    def decode(self, encoded_packet: Any) -> int:
        """Read a packet; return 0, since none has binary parts."""
        try:
            super().decode(encoded_packet)
            is_sound = isinstance(encoded_packet, str) and self._is_sound()
        except (ValueError, TypeError, IndexError, AttributeError, RecursionError):
            is_sound = False
        if not is_sound:
            self._make_harmless()
        return 0

    def _make_harmless(self) -> None:
        self.packet_type = EVENT
        self.namespace = None
        self.id = None
        self.data = [MALFORMED]

    def _is_sound(self) -> bool:
        data: object = self.data
        if self.namespace is not None:
            return False
        if self.packet_type == EVENT:
            # An acknowledgement is nothing that this server asks for.
            return (
                isinstance(data, list)
                and 1 <= len(data) <= _MAX_PARTS
                and isinstance(data[0], str)
                and self.id is None
            )
        if self.packet_type == ACK:
            return isinstance(data, list) and self.id is not None
        if self.packet_type == CONNECT:
            return data is None or isinstance(data, dict)
        return self.packet_type in {DISCONNECT, CONNECT_ERROR}
