"""What retention decided to remove, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.ids import EventId, UserId
from common.rooms import Room


@dataclass(frozen=True, slots=True)
class RemoveOld:
    """Take the oldest events out of their rooms, and what nobody refers to any more with them.

    Refused with AlreadyRemovedError when somebody removed anything since ``previous_n``.

    Attributes:
        previous_n: Up to which place of all events rooms were emptied before; 0 for never.
        through_n: Up to which place they are now.
        floors: Of each room, the number of the newest entry that goes; floors never fall.
        marked: Events whose marks go: they are nobody's notification any more.
        forgotten: Places of events that no room and no history of a ticket holds any more.
        answers: Whose answer to a request goes, and with which key.
        tokens: Digests of refresh tokens that go, and their sessions, which go with their last.
    """

    previous_n: int
    through_n: int
    floors: Mapping[Room, int]
    marked: tuple[EventId, ...]
    forgotten: tuple[int, ...]
    answers: tuple[tuple[UserId, str], ...]
    tokens: tuple[tuple[bytes, str], ...]
