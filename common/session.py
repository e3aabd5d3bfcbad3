"""The messages that open a socket and change its rooms."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from common.errors import ErrorCode
from common.ids import AN_ID, DeviceId, Epoch, QueueId, TeamId, TicketId, UserId
from common.live import QueueMetrics
from common.rooms import Room, RoomName
from common.stream import Cursor, Head
from common.vocabulary import Role

PROTOCOL = 1
MAX_TOKEN_CHARS = 4096
MAX_ROOMS = 512
"""Rooms that one socket may be in, and that one ``sync`` may ask for."""


class ClientInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What a client says of itself, for support and statistics."""

    device_id: Annotated[DeviceId, AN_ID]
    version: Annotated[str, Meta(max_length=64)] = ""
    platform: Annotated[str, Meta(max_length=64)] = ""


class Authenticate(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """First message of a socket; sent again, it renews the session of the same person.

    Attributes:
        rooms: The reader's cursors; what lies after them is read by ``sync``.
    """

    user_id: Annotated[UserId, AN_ID]
    token: Annotated[str, Meta(max_length=MAX_TOKEN_CHARS)]
    epoch: Annotated[Epoch, AN_ID] | None = None
    rooms: Annotated[dict[RoomName, Cursor], Meta(max_length=MAX_ROOMS)] = {}
    client: ClientInfo | None = None


class ConnectAuth(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Payload of Socket.IO's CONNECT: ``authenticate`` without a round trip.

    Attributes:
        user_id: May be left out, since the token names its subject.
    """

    token: Annotated[str, Meta(max_length=MAX_TOKEN_CHARS)]
    user_id: Annotated[UserId, AN_ID] | None = None
    epoch: Annotated[Epoch, AN_ID] | None = None
    rooms: Annotated[dict[RoomName, Cursor], Meta(max_length=MAX_ROOMS)] = {}
    client: ClientInfo | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Why something was refused; ``message`` is a sentence for developers."""

    code: ErrorCode
    message: str
    retryable: bool = False


class Authenticated(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Answer to ``authenticate``; with ``success`` false only ``error`` is there.

    Attributes:
        rooms: The rooms that this socket hears now, with the ends of their streams.
        expires_at: When the token ends, and the socket with it.
        heartbeat_seconds: Time between two heartbeats.
    """

    success: bool
    user_id: UserId | None = None
    role: Role | None = None
    epoch: Epoch | None = None
    rooms: dict[Room, Head] = {}
    expires_at: datetime | None = None
    heartbeat_seconds: int | None = None
    protocol: int | None = None
    error: Failure | None = None


class RoomReply(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Acknowledgement of ``join_*`` and ``leave_*``."""

    ok: bool
    room: Room | None = None
    head: int | None = None
    floor: int | None = None
    metrics: QueueMetrics | None = None
    error: Failure | None = None


class TeamChoice(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Argument of ``join_team`` and ``leave_team`` when it is not the bare id."""

    team_id: Annotated[TeamId, AN_ID]


class QueueChoice(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Argument of ``join_queue`` and ``leave_queue`` when it is not the bare id."""

    queue_id: Annotated[QueueId, AN_ID]


class Typing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Argument of ``typing``, said again every few seconds while it goes on.

    Attributes:
        internal: It becomes an internal note, of which the requester must not hear.
    """

    ticket_id: Annotated[TicketId, AN_ID]
    active: bool
    internal: bool = False
