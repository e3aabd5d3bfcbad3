import asyncio
from unittest.mock import Mock

import pytest

from backend.realtime.inbox import Inbox
from backend.realtime.wire import Wire


@pytest.fixture
def wire() -> Mock:
    return Mock(spec=Wire)


async def until(condition: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await condition.wait()


async def test_messages_are_handled_one_after_the_other(wire: Mock) -> None:
    handled: list[str] = []
    done = asyncio.Event()

    async def handle(text: str) -> None:
        handled.append(f"{text} begins")
        await asyncio.sleep(0)
        handled.append(f"{text} ends")
        if text == "second":
            done.set()

    inbox = Inbox(wire, handle)
    inbox.put("first")
    inbox.put("second")
    await until(done)

    assert handled == ["first begins", "first ends", "second begins", "second ends"]


@pytest.mark.expected_logs("backend.realtime.inbox:ERROR:message of a client failed")
async def test_message_that_fails_stops_no_other(wire: Mock) -> None:
    done = asyncio.Event()

    async def handle(text: str) -> None:
        if text == "bad":
            raise LookupError(text)
        done.set()

    inbox = Inbox(wire, handle)
    inbox.put("bad")
    inbox.put("good")

    await until(done)


async def test_client_that_asks_too_much_is_not_read_until_it_was_served(wire: Mock) -> None:
    served = asyncio.Event()

    async def handle(text: str) -> None:
        if text == "31":
            served.set()

    inbox = Inbox(wire, handle)
    for number in range(31):
        inbox.put(str(number))
    assert wire.pause_reading.call_count == 0
    inbox.put("31")
    assert wire.pause_reading.call_count == 1

    await until(served)
    await asyncio.sleep(0)
    assert wire.resume_reading.call_count == 1
