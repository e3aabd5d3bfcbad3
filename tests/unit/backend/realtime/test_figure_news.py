import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from backend.domain.metrics import Measure, MetricKey, figures
from backend.realtime.fanout import Fanout
from backend.realtime.figure_news import FigureNews
from backend.realtime.figures import Throughput
from backend.realtime.sessions import SessionRegistry
from backend.services.errors import InfrastructureError
from common.ids import QueueId, TeamId
from common.live import QueueMetrics
from common.rooms import Room, queue_room, team_room
from tests.unit.backend.realtime.builders import (
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)

PRINTERS, LAPTOPS = QueueId("printers"), QueueId("laptops")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVERY_S = 0.05


class CountedFigures:
    """Remembers who asked when, fails as often as it is told to, and may wait.

    Attributes:
        version: Of the figures, which are empty; grows with each question unless it is fixed.
    """

    def __init__(self) -> None:
        self.version: int | None = None
        self.asked: list[QueueId] = []
        self.asked_at: list[float] = []
        self.failures = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._changed = asyncio.Condition()

    async def current(self, queue_id: QueueId) -> QueueMetrics:
        async with self._changed:
            self.asked.append(queue_id)
            self.asked_at.append(asyncio.get_running_loop().time())
            self._changed.notify_all()
        if self.failures:
            self.failures -= 1
            raise InfrastructureError
        await self.may_answer.wait()
        version = len(self.asked) if self.version is None else self.version
        values = {MetricKey(queue_id, Measure.VERSION): version}
        return figures(queue_id, values, oldest_open_at=None, last_hour={}, today={}, as_of=NOON)

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: len(self.asked) >= count)


@asynccontextmanager
async def running_news(
    *rooms: Room,
) -> AsyncIterator[tuple[FigureNews, CountedFigures, ListOutlet]]:
    """News for one socket that hears the rooms."""
    metrics = make_metrics()
    sessions = SessionRegistry(metrics)
    session, outlet = make_session()
    sessions.add(session)
    sessions.identify(session, make_identity())
    for room in rooms:
        sessions.enter(session, room)
    counted, clock = CountedFigures(), asyncio.get_running_loop().time
    fanout = Fanout(sessions, metrics, Throughput(clock))
    news = FigureNews(
        figures=counted, sessions=sessions, fanout=fanout, monotonic=clock, every_s=EVERY_S
    )
    task = asyncio.create_task(news.run())
    try:
        yield news, counted, outlet
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_crowd_of_changes_is_told_at_once_and_once_more_at_the_end() -> None:
    room = queue_room(PRINTERS)
    async with running_news(room) as (news, counted, outlet):
        news.mark(room)
        await counted.until_asked(1)
        for _ in range(100):
            news.mark(room)
        await counted.until_asked(2)
        news.mark(room)
        await counted.until_asked(3)

    assert [name for name, _ in outlet.told][:2] == ["queue:metrics_updated"] * 2
    assert all(later - sooner >= EVERY_S * 0.9 for sooner, later in pairwise(counted.asked_at))


async def test_what_changes_while_figures_are_read_is_told_once_more() -> None:
    room = queue_room(PRINTERS)
    async with running_news(room) as (news, counted, _):
        counted.may_answer.clear()
        news.mark(room)
        await counted.until_asked(1)
        news.mark(room)
        counted.may_answer.set()
        await counted.until_asked(2)


async def test_where_no_figure_moved_nobody_is_told_until_all_queues_are_marked() -> None:
    room = queue_room(PRINTERS)
    async with running_news(room) as (news, counted, outlet):
        counted.version = 7
        for asked in range(1, 4):
            news.mark(room)
            await counted.until_asked(asked)
        told_before = len(outlet.told)

        news.mark_all()  # Their ages grew.
        await counted.until_asked(4)

    assert (told_before, len(outlet.told)) == (1, 2)


async def test_only_queues_that_somebody_hears_are_read() -> None:
    async with running_news(queue_room(PRINTERS), team_room(TeamId("it"))) as (news, counted, _):
        news.mark(queue_room(LAPTOPS))
        news.mark_all()
        await counted.until_asked(1)

    assert counted.asked == [PRINTERS]


async def test_another_queue_does_not_wait_for_the_first() -> None:
    rooms = queue_room(PRINTERS), queue_room(LAPTOPS)
    async with running_news(*rooms) as (news, counted, _):
        news.mark(rooms[0])
        await counted.until_asked(1)
        news.mark(rooms[0])
        news.mark(rooms[1])
        await counted.until_asked(3)

    assert counted.asked == [PRINTERS, LAPTOPS, PRINTERS]


@pytest.mark.expected_logs("backend.realtime.figure_news:WARNING:figures not read")
async def test_figures_that_could_not_be_read_are_told_later() -> None:
    room = queue_room(PRINTERS)
    async with running_news(room) as (news, counted, outlet):
        counted.failures = 1
        news.mark(room)
        await counted.until_asked(2)
        news.mark(room)
        await counted.until_asked(3)

    assert outlet.told
