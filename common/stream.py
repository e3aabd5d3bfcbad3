"""A room is a durable stream: positions, cursors, heads, resets.

Source:
    ADR-0003. The pair of offset and epoch is the idea of Centrifuge's StreamPosition.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from common.ids import EventId

MAX_SEQ = 2**53 - 1
"""The largest number that every JSON reader keeps exact."""


class Cursor(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """How far a reader of one room has come.

    Attributes:
        after: Number of the last entry applied. 0 means "nothing yet".
        event_id: The event at that number, which unmasks a restored database whose numbers
            were used a second time; absent for a cursor that never applied an entry.
    """

    after: Annotated[int, Meta(ge=0, le=MAX_SEQ)]
    event_id: EventId | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The ends of one room's stream.

    Attributes:
        head: Number of the newest entry; 0 in an empty room.
        floor: Number of the newest entry that retention has removed; 0 when none was.
    """

    head: Annotated[int, Meta(ge=0, le=MAX_SEQ)]
    floor: Annotated[int, Meta(ge=0, le=MAX_SEQ)] = 0


class ResetReason(StrEnum):
    """Why a cursor is of no use any more."""

    EPOCH_CHANGED = "epoch_changed"
    BELOW_FLOOR = "below_floor"
    CURSOR_AHEAD = "cursor_ahead"
    FINGERPRINT_MISMATCH = "fingerprint_mismatch"
