"""A removal between two reads of one page: nothing is passed by, and nobody is sent back."""

from collections.abc import Sequence
from datetime import timedelta

from typing_extensions import override

from backend.services.hearing import KEPT_FOR
from backend.services.retention import GRACE, Retention
from backend.services.sync import Sync
from common import rest
from common.ids import EventId
from common.rooms import Room, queue_room
from common.stream import Cursor, ResetReason
from tests.fakes.desk import ANA, PRINTERS, Desk, actor
from tests.fakes.readers import MemoryStreams

QUEUE = queue_room(PRINTERS.id)
LONG = KEPT_FOR + GRACE + timedelta(seconds=1)


class OvertakenStreams(MemoryStreams):
    """Streams of which retention removes something just before an entry is read."""

    retention: Retention

    @override
    async def entries_after(self, room: Room, seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        await self.retention.remove()
        return await super().entries_after(room, seq, limit)

    @override
    async def event_at(self, room: Room, seq: int) -> EventId | None:
        await self.retention.remove()
        return await super().event_at(room, seq)


def overtaken(desk: Desk) -> Sync:
    streams = desk.readers.streams
    assert isinstance(streams, MemoryStreams)
    slow = OvertakenStreams(streams.tables)
    slow.retention = desk.services.retention
    return Sync(streams=slow, people=desk.readers.people, arrivals=desk.waits)


async def test_what_is_removed_while_a_page_is_read_is_not_passed_by(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.advance(LONG)
    await desk.ticket()

    page = await overtaken(desk).page(actor(ANA), rest.Sync(rooms={QUEUE: Cursor(after=0)}))

    assert page.rooms[QUEUE].reset == rest.Reset(reason=ResetReason.BELOW_FLOOR)
    assert page.rooms[QUEUE].floor == 2


async def test_a_cursor_at_the_floor_is_not_reset_because_its_event_went_meanwhile(
    desk: Desk,
) -> None:
    await desk.ticket()
    last = await desk.readers.streams.event_at(QUEUE, 2)
    desk.clock.advance(LONG)
    await desk.ticket()
    asked = rest.Sync(rooms={QUEUE: Cursor(after=2, event_id=last)})

    page = await overtaken(desk).page(actor(ANA), asked)

    assert page.rooms[QUEUE].reset is None
    assert len(page.rooms[QUEUE].entries) == 2
