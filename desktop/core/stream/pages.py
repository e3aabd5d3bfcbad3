"""Answers of ``sync`` with their entries decoded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from common.envelope import decode_event
from common.errors import ContractError
from common.events import AnyEvent, UnknownEvent
from common.ids import Epoch
from common.rest import RoomPage, SyncPage
from common.rooms import Room
from common.stream import ResetReason

Event: TypeAlias = AnyEvent | UnknownEvent


@dataclass(frozen=True, slots=True)
class Part:
    """What a page says of one room.

    Attributes:
        entries: Events by ascending number; one that cannot be read is left out, and the hole
            it leaves is noticed by the reader.
        head: Number of the newest entry when the page was read.
        more: Whether the room holds entries after the last one here.
        reset: Why the cursor is of no use; None when it is.
    """

    entries: tuple[tuple[int, Event], ...]
    head: int
    more: bool = False
    reset: ResetReason | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What came after the cursors; rooms that may not be read are absent."""

    epoch: Epoch
    rooms: Mapping[Room, Part]


def read_page(page: SyncPage) -> Page:
    """Return ``page`` with its entries as events."""
    return Page(
        epoch=page.epoch, rooms={room: _part(room, part) for room, part in page.rooms.items()}
    )


def _part(room: Room, part: RoomPage) -> Part:
    entries: list[tuple[int, Event]] = []
    for raw in part.entries:
        try:
            event = decode_event(bytes(raw))
        except ContractError:
            continue  # A damaged entry: the machine sees the hole and takes a snapshot.
        if room in event.pos:
            entries.append((event.pos[room], event))
    return Part(
        entries=tuple(entries),
        head=part.head,
        more=part.more,
        reset=part.reset.reason if part.reset is not None else None,
    )
