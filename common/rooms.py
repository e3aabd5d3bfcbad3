"""Rooms: the audiences of events, and the names of their streams."""

import re
from enum import StrEnum
from typing import Annotated, NewType, TypeAlias

from msgspec import Meta

from common.errors import ContractError, ErrorCode
from common.ids import QueueId, TeamId, UserId

Room = NewType("Room", str)

ROOM_PATTERN = r"^(user|team|queue):[A-Za-z0-9_-]{1,64}$(?!\n)"

RoomName: TypeAlias = Annotated[Room, Meta(pattern=ROOM_PATTERN)]
"""A room in a field of a message."""

_ROOM = re.compile(ROOM_PATTERN)


class RoomKind(StrEnum):
    """Whom a room is for."""

    USER = "user"
    TEAM = "team"
    QUEUE = "queue"


def user_room(user_id: UserId) -> Room:
    """Return the room that only this person hears."""
    return Room(f"{RoomKind.USER}:{user_id}")


def team_room(team_id: TeamId) -> Room:
    """Return the room of a team's members."""
    return Room(f"{RoomKind.TEAM}:{team_id}")


def queue_room(queue_id: QueueId) -> Room:
    """Return the room of a queue's watchers."""
    return Room(f"{RoomKind.QUEUE}:{queue_id}")


def parse_room(text: str) -> tuple[RoomKind, str]:
    """Return the kind of a room and the id that it belongs to.

    Raises:
        ContractError: ``text`` is not the name of a room.
    """
    if _ROOM.fullmatch(text) is None:
        raise ContractError(ErrorCode.INVALID_ROOM)
    kind, _, owner = text.partition(":")
    return RoomKind(kind), owner
