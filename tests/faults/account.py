"""What somebody got, compared with what their rooms hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.ids import EventId
from common.rooms import Room


@dataclass(frozen=True)
class Account:
    """Where the two differ, in events.

    Attributes:
        lost: They are in a room and never came.
        strange: They came and are in no room.
        repeated: They came again.
        misplaced: They came before earlier ones of each of their rooms. An event of several rooms
            comes through whichever is first, so it may come before earlier ones of the others.
    """

    lost: frozenset[EventId]
    strange: frozenset[EventId]
    repeated: Sequence[EventId]
    misplaced: frozenset[EventId]

    @property
    def is_right(self) -> bool:
        """Whether everything came once and in order."""
        return not (self.lost or self.strange or self.repeated or self.misplaced)


def account(applied: Sequence[EventId], rooms: Mapping[Room, Sequence[EventId]]) -> Account:
    """Compare what was ``applied``, in this order, with the entries of ``rooms``, in theirs."""
    places: dict[EventId, int] = {}
    repeated = []
    for place, event in enumerate(applied):
        if places.setdefault(event, place) != place:
            repeated.append(event)
    due = {event for events in rooms.values() for event in events}
    in_order: set[EventId] = set()
    for events in rooms.values():
        last = -1
        for event in events:
            place = places.get(event, len(applied))
            if place > last:
                in_order.add(event)
            last = max(last, place)
    return Account(
        lost=frozenset(due - places.keys()),
        strange=frozenset(places.keys() - due),
        repeated=repeated,
        misplaced=frozenset((due & places.keys()) - in_order),
    )
