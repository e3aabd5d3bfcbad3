"""What the sync machine wants done, and the requests it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from common.ids import Epoch
from common.rooms import Room
from common.stream import Cursor, ResetReason
from desktop.core.stream.pages import Event


class SnapshotCause(StrEnum):
    """Why the server's list has to replace what is held; the first four are the server's."""

    EPOCH_CHANGED = ResetReason.EPOCH_CHANGED.value
    BELOW_FLOOR = ResetReason.BELOW_FLOOR.value
    CURSOR_AHEAD = ResetReason.CURSOR_AHEAD.value
    FINGERPRINT_MISMATCH = ResetReason.FINGERPRINT_MISMATCH.value
    FIRST_CONTACT = "first_contact"
    HOLE = "hole"
    """A page skipped a number, or held an entry that cannot be read."""
    DIFFERENCE = "difference"
    """The counts of both sides differ although everything was delivered."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """Store these events with these cursors, in one transaction, then act on the events.

    Attributes:
        events: In the order of their rooms; empty when all are known through other rooms.
        cursors: The cursors that moved.
    """

    events: tuple[Event, ...]
    cursors: Mapping[Room, Cursor]


@dataclass(frozen=True, slots=True, eq=False)
class Fetch:
    """Ask ``sync`` what came after these cursors and hand the answer to ``Sync.page``.

    Attributes:
        number: Tells requests apart in a log.
        wait: Let the server wait for a first entry.
    """

    number: int
    epoch: Epoch | None
    rooms: Mapping[Room, Cursor]
    wait: bool


@dataclass(frozen=True, slots=True, eq=False)
class TakeSnapshot:
    """Read the server's list, store it with ``cursors`` in one transaction, then say so.

    Attributes:
        cursors: The positions that the list stands for; they were read before the list is.
    """

    number: int
    epoch: Epoch
    cursors: Mapping[Room, Cursor]
    causes: Mapping[Room, SnapshotCause]


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop the cursors of these rooms: they are not this person's any more."""

    rooms: tuple[Room, ...]


Request: TypeAlias = Fetch | TakeSnapshot

Effect: TypeAlias = Deliver | Fetch | TakeSnapshot | Forget
"""In the order in which they are returned."""
