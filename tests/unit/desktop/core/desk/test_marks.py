import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest

from common.errors import ErrorCode
from common.ids import EventId
from desktop.core.desk.clearing import UNDO_S
from desktop.core.desk.marks import Marks
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError
from desktop.core.notifications.center import Center
from desktop.core.state import Mark
from desktop.core.stream.pages import Event
from tests.unit.desktop.notifications import (
    ANA_WATCHES_PRINTERS,
    read_elsewhere,
    unread_elsewhere,
)
from tests.unit.desktop.wording import ENGLISH
from tests.unit.desktop.workplace import Workplace

FIRST_EVENT, SECOND_EVENT = EventId("event-1"), EventId("event-2")


class Bench(Workplace):
    """Marks with a center of two items, and a server that counts."""

    def __init__(self) -> None:
        super().__init__()
        numbers = count(1)
        self.marks = Marks(self.context, lambda: f"key-{next(numbers)}")

    @property
    def undoable(self) -> int:
        return self.status.snapshot(None, ENGLISH).undoable

    @property
    def center(self) -> Center:
        return self.follower.center

    async def mark(self, *event_ids: EventId, mark: Mark = Mark.READ) -> None:
        await self.marks.make(event_ids, mark)
        await self.time.settle()

    async def try_again(self) -> None:
        self.marks.wake()
        await self.time.settle()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.store.open("ana")
    running = asyncio.ensure_future(bench.marks.run())
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_mark_is_sent_and_confirmed(bench: Bench) -> None:
    await bench.mark(FIRST_EVENT)

    assert bench.api.asked == [("mark_read", ("access-1", (FIRST_EVENT,), "key-1"))]
    assert bench.center.unconfirmed() == ()


async def test_all_kinds_of_marks_are_sent(bench: Bench) -> None:
    await bench.mark(SECOND_EVENT)
    await bench.mark(FIRST_EVENT, mark=Mark.CLEARED)
    await bench.mark(SECOND_EVENT, mark=Mark.UNREAD)

    names = [name for name, _ in bench.api.asked]
    assert names == ["mark_read", "mark_cleared", "mark_unread"]


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionLostError(ClientCode.UNREACHABLE),
        ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True),
        ServerRefusedError(ErrorCode.INTERNAL),
        ServerRefusedError(ErrorCode.TOKEN_EXPIRED),
    ],
    ids=str,
)
async def test_mark_waits_for_a_server_that_can_take_it(
    bench: Bench, failure: ClientError
) -> None:
    bench.api.failure = failure
    await bench.mark(FIRST_EVENT)
    assert len(bench.center.unconfirmed()) == 1
    bench.api.failure = None

    await bench.try_again()

    assert bench.center.unconfirmed() == ()


async def test_same_marks_are_sent_again_with_the_same_key(bench: Bench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await bench.mark(FIRST_EVENT)

    await bench.try_again()
    await bench.mark(SECOND_EVENT)

    keys = [about[2] for _, about in bench.api.asked if isinstance(about, tuple)]
    assert keys == ["key-1", "key-1", "key-2"]


@pytest.mark.expected_logs("marks refused")
async def test_mark_that_is_refused_is_taken_back(bench: Bench) -> None:
    bench.api.failure = ServerRefusedError(ErrorCode.INVALID_REQUEST)

    await bench.mark(FIRST_EVENT)

    assert len(bench.center.unread()) == 2
    assert bench.center.unconfirmed() == ()


async def test_same_mark_after_another_one_has_a_key_of_its_own(bench: Bench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    for mark in (Mark.READ, Mark.UNREAD, Mark.READ):
        await bench.mark(FIRST_EVENT, mark=mark)

    keys = [about[2] for _, about in bench.api.asked if isinstance(about, tuple)]
    assert keys == ["key-1", "key-2", "key-3"]


async def test_answer_confirms_nothing_that_was_marked_since(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, answered = asyncio.Event(), asyncio.Event()

    async def slow(token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        taken.set()
        await answered.wait()
        bench.api.asked.append(("mark_read", (token, ids, key)))

    monkeypatch.setattr(bench.api, "mark_read", slow)
    await bench.mark(FIRST_EVENT)
    await taken.wait()
    others: list[Event] = [read_elsewhere("event-1"), unread_elsewhere("event-1")]
    bench.center.received(others, ANA_WATCHES_PRINTERS, late=False)
    await bench.marks.make([FIRST_EVENT], Mark.READ)

    answered.set()
    await bench.time.settle()

    assert bench.api.count("mark_read") == 2


class TestClearing:
    async def test_clearing_is_sent_when_it_cannot_be_undone_any_more(self, bench: Bench) -> None:
        await bench.marks.clear([FIRST_EVENT, SECOND_EVENT, EventId("unknown")])
        await bench.time.settle()
        assert bench.center.listed() == ()
        assert (bench.api.asked, bench.undoable) == ([], 2)

        await bench.time.advance(UNDO_S)

        assert bench.api.asked == [
            ("mark_cleared", ("access-1", (FIRST_EVENT, SECOND_EVENT), "key-1"))
        ]
        assert (bench.center.unconfirmed(), bench.undoable) == ((), 0)

    async def test_clearing_that_is_undone_is_never_sent(self, bench: Bench) -> None:
        await bench.marks.clear([FIRST_EVENT])
        await bench.time.settle()

        await bench.marks.undo_clearing()
        await bench.time.advance(2 * UNDO_S)

        assert len(bench.center.listed()) == 2
        assert (bench.api.asked, bench.undoable) == ([], 0)
        assert {i.event_id for i in (await bench.store.open("ana")).items if i.cleared} == set()

    async def test_other_marks_do_not_wait_for_it(self, bench: Bench) -> None:
        await bench.marks.clear([FIRST_EVENT])

        await bench.mark(SECOND_EVENT)

        assert [name for name, _ in bench.api.asked] == ["mark_read"]

    async def test_what_was_cleared_before_a_crash_is_sent_at_the_next_start(
        self, bench: Bench
    ) -> None:
        await bench.follower.keep(bench.center.mark([FIRST_EVENT], Mark.CLEARED))

        await bench.try_again()

        assert [name for name, _ in bench.api.asked] == ["mark_cleared"]
