"""Resets that need a history which storage cannot make by itself yet: retention."""

import pytest

from common import rest
from common.ids import EventId
from common.rooms import queue_room
from common.stream import Cursor, ResetReason
from tests.fakes.desk import ANA, PRINTERS, Desk, actor
from tests.fakes.readers import MemoryStreams

QUEUE = queue_room(PRINTERS.id)


@pytest.fixture
async def kept_from_three(desk: Desk) -> Desk:
    """Return a desk whose queue holds entries 3 and 4 only."""
    for _ in range(2):
        await desk.ticket()
    streams = desk.readers.streams
    assert isinstance(streams, MemoryStreams)
    streams.floors[QUEUE] = 2
    return desk


@pytest.mark.parametrize("after", [0, 1])
async def test_cursor_below_the_floor_is_reset(kept_from_three: Desk, after: int) -> None:
    asked = rest.Sync(rooms={QUEUE: Cursor(after=after)})

    page = await kept_from_three.services.sync.page(actor(ANA), asked)

    assert page.rooms[QUEUE].reset == rest.Reset(reason=ResetReason.BELOW_FLOOR)
    assert page.rooms[QUEUE].floor == 2


async def test_cursor_at_the_floor_goes_on_though_its_event_is_gone(
    kept_from_three: Desk,
) -> None:
    cursor = Cursor(after=2, event_id=EventId("removed by retention"))

    page = await kept_from_three.services.sync.page(actor(ANA), rest.Sync(rooms={QUEUE: cursor}))

    assert page.rooms[QUEUE].reset is None
    assert len(page.rooms[QUEUE].entries) == 2
