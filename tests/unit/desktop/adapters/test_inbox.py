import asyncio

from common.ids import Epoch
from common.live import Heartbeat
from desktop.adapters.inbox import Inbox
from desktop.core.errors import ClientCode, ConnectionLostError
from desktop.core.ports import Closed
from tests.unit.desktop.builders import NOON

CLOSED = ConnectionLostError(ClientCode.CLOSED)


def beat(number: int) -> Heartbeat:
    return Heartbeat(epoch=Epoch(f"epoch-{number}"), at=NOON, heads={})


async def test_what_came_is_handed_out_in_its_order() -> None:
    inbox = Inbox(limit=10)
    for number in range(4):
        inbox.put(beat(number))

    assert await inbox.next() == beat(0)
    assert inbox.take(2) == [beat(1), beat(2)]
    assert inbox.take(9) == [beat(3)]
    assert inbox.take(9) == []


async def test_reader_waits_for_the_next() -> None:
    inbox = Inbox(limit=10)
    reader = asyncio.create_task(inbox.next())
    await asyncio.sleep(0)

    inbox.put(beat(1))

    assert await reader == beat(1)


async def test_cancelled_reader_loses_nothing() -> None:
    inbox = Inbox(limit=10)
    reader = asyncio.create_task(inbox.next())
    await asyncio.sleep(0)
    inbox.put(beat(1))
    reader.cancel()
    await asyncio.wait({reader})

    assert await inbox.next() == beat(1)


async def test_end_is_told_again_and_again_after_what_came_before() -> None:
    inbox = Inbox(limit=10)
    inbox.put(beat(1))
    inbox.end(CLOSED)
    inbox.end(ConnectionLostError(ClientCode.SILENT))
    inbox.put(beat(2))

    assert [await inbox.next() for _ in range(3)] == [beat(1), Closed(CLOSED), Closed(CLOSED)]
    assert inbox.take(9) == []


async def test_end_wakes_the_reader() -> None:
    inbox = Inbox(limit=10)
    reader = asyncio.create_task(inbox.next())
    await asyncio.sleep(0)

    inbox.end(CLOSED)

    assert await reader == Closed(CLOSED)


async def test_overflow_ends_the_inbox_without_a_gap() -> None:
    inbox = Inbox(limit=2)
    for number in range(4):
        inbox.put(beat(number))

    assert inbox.take(9) == [beat(0), beat(1)]
    closed = await inbox.next()
    assert isinstance(closed, Closed)
    assert isinstance(closed.failure, ConnectionLostError)
    assert closed.failure.cause is ClientCode.INBOX_FULL
