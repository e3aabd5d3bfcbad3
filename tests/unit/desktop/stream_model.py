"""A server of durable streams in memory, as the contract describes it, for the sync machine.

Pages are computed when they are read, which may be long before they arrive.
"""

from dataclasses import dataclass, field

from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Cursor, ResetReason
from desktop.core.stream.effects import Fetch, TakeSnapshot
from desktop.core.stream.pages import Event, Page, Part
from tests.unit.desktop.builders import make_event

PAGE_LIMIT = 3


@dataclass
class Stream:
    """One room: ids of events; number n is at index n - 1.

    Attributes:
        since: The head when the person was last let in; what is older is not promised to them.
    """

    events: list[EventId] = field(default_factory=list)
    floor: int = 0
    since: int = 0

    @property
    def head(self) -> int:
        return len(self.events)


@dataclass
class StreamServer:
    """Rooms, what is in them, and who may read which."""

    rooms: dict[Room, Stream]
    readable: set[Room]
    generation: int = 1
    made: int = 0

    @property
    def epoch(self) -> Epoch:
        return Epoch(f"epoch-{self.generation}")

    def commit(self, rooms: set[Room]) -> Event:
        """Record one event in ``rooms`` and return its frame."""
        self.made += 1
        event_id = EventId(f"event-{self.made}")
        for room in rooms:
            self.rooms[room].events.append(event_id)
        return make_event(event_id, {room: self.rooms[room].head for room in rooms})

    def heads(self) -> dict[Room, int]:
        return {room: self.rooms[room].head for room in sorted(self.readable)}

    def page(self, request: Fetch) -> Page:
        """Return the answer as it is at this moment."""
        readable = [room for room in request.rooms if room in self.readable]
        return Page(
            epoch=self.epoch,
            rooms={
                room: self._part(room, request.rooms[room], request.epoch) for room in readable
            },
        )

    def listed(self, request: TakeSnapshot) -> frozenset[EventId]:
        """Return every event that the person may see at this moment."""
        assert request.epoch == self.epoch
        return frozenset(self.visible())

    def visible(self) -> set[EventId]:
        streams = [self.rooms[room] for room in self.readable]
        return {event for stream in streams for event in stream.events[stream.since :]}

    def lose_after(self, room: Room, keep: int) -> None:
        """Forget what came after number ``keep`` of a room, as a restored backup does."""
        stream = self.rooms[room]
        del stream.events[keep:]
        stream.floor = min(stream.floor, keep)
        stream.since = min(stream.since, keep)

    def _part(self, room: Room, cursor: Cursor, epoch: Epoch | None) -> Part:
        stream = self.rooms[room]
        reason = self._reset(stream, cursor, epoch)
        if reason is not None:
            return Part(entries=(), head=stream.head, reset=reason)
        numbers = range(cursor.after + 1, min(stream.head, cursor.after + PAGE_LIMIT) + 1)
        entries = tuple((n, make_event(stream.events[n - 1], {room: n})) for n in numbers)
        last = entries[-1][0] if entries else cursor.after
        return Part(entries=entries, head=stream.head, more=last < stream.head)

    def _reset(self, stream: Stream, cursor: Cursor, epoch: Epoch | None) -> ResetReason | None:
        if epoch is not None and epoch != self.epoch:
            return ResetReason.EPOCH_CHANGED
        if cursor.after > stream.head:
            return ResetReason.CURSOR_AHEAD
        if cursor.after < stream.floor:
            return ResetReason.BELOW_FLOOR
        at_cursor = stream.events[cursor.after - 1] if cursor.after else None
        if cursor.event_id is not None and cursor.event_id != at_cursor:
            return ResetReason.FINGERPRINT_MISMATCH
        return None
