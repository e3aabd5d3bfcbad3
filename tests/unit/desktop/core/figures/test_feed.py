"""What is joined, asked and left: nothing while nobody watches."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from common.errors import ErrorCode
from common.ids import Epoch, QueueId, UserId
from common.live import Heartbeat, PresenceChanged
from common.rooms import Room, queue_room, user_room
from common.session import Failure, RoomReply
from desktop.core.errors import ClientCode, ConnectionLostError
from desktop.core.figures.feed import POLL_S, REST_S, TURN_S, Feed
from desktop.core.figures.thresholds import Thresholds
from desktop.core.figures.values import FigureRange, Figures
from tests.fakes.fake_api import USER, FakeApi
from tests.fakes.rooms_line import RoomsLine
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.figures import LAPTOPS, PRINTERS, make_metrics, make_profile

ME = user_room(USER.id)


class Bench:
    """A feed, a server that answers, and a line."""

    def __init__(self) -> None:
        self.time, self.api = VirtualTime(), FakeApi()
        self.api.metrics = {
            PRINTERS: make_metrics(PRINTERS, open=3),
            LAPTOPS: make_metrics(LAPTOPS, open=5),
        }
        self.line = RoomsLine(self.api.metrics)
        self.followed: set[Room] = {ME}
        self.limits: tuple[str, ...] = ()
        self.feed = self.make_feed()
        self.feed.know(make_profile())

    def make_feed(self) -> Feed:
        return Feed(
            api=self.api,
            token=self.token,
            names=self.names,
            followed=lambda: self.followed,
            clock=self.time,
            sleep=self.time.sleep,
            limits=lambda: Thresholds(self.limits),
            changed=lambda: None,
        )

    async def token(self) -> str:
        return "token"

    async def names(self, user_ids: object) -> dict[UserId, str]:
        return {UserId("ben"): "Ben"} if user_ids else {}

    @property
    def shown(self) -> Figures:
        shown = self.feed.shown
        assert shown is not None
        return shown

    def opened(self) -> None:
        self.feed.opened(self.line)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    running = asyncio.ensure_future(bench.feed.run())
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_nothing_is_asked_or_joined_while_nobody_watches(bench: Bench) -> None:
    bench.opened()
    await bench.time.advance(600)

    assert bench.feed.shown is None
    assert bench.line.said == []
    assert bench.api.asked == []


async def test_rooms_are_joined_while_somebody_watches_and_left_after(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY)
    await bench.time.settle()
    assert bench.line.said == [f"join queue:{LAPTOPS}", f"join queue:{PRINTERS}"]
    figures = {one.queue.queue_id: one.metrics for one in bench.shown.watched}
    assert {queue: m.open for queue, m in figures.items() if m} == {PRINTERS: 3, LAPTOPS: 5}

    bench.feed.unwatch()
    await bench.time.advance(600)
    assert bench.line.said[2:] == [f"leave queue:{LAPTOPS}", f"leave queue:{PRINTERS}"]
    assert bench.feed.shown is None


async def test_room_that_is_followed_is_neither_joined_nor_left(bench: Bench) -> None:
    bench.followed.add(queue_room(PRINTERS))
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    assert bench.api.count("queue_metrics") == 1

    bench.feed.unwatch()
    await bench.time.settle()
    assert bench.line.said == []


async def test_room_that_became_followed_while_it_was_heard_is_not_left(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.followed.add(queue_room(PRINTERS))
    bench.feed.unwatch()
    await bench.time.settle()

    assert bench.line.said == [f"join queue:{PRINTERS}"]


async def test_end_of_a_room_that_is_only_heard_is_nothing_to_catch_up(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    heads = {ME: 4, queue_room(PRINTERS): 9}

    assert bench.feed.heads_to_follow(heads) == {ME: 4}
    bench.feed.unwatch()
    await bench.time.settle()
    assert bench.feed.heads_to_follow(heads) == {ME: 4}  # It may be an older heartbeat.
    bench.followed.add(queue_room(PRINTERS))
    assert bench.feed.heads_to_follow(heads) == heads


async def test_new_line_joins_again_and_brings_fresh_figures(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.feed.closed()
    bench.api.metrics[PRINTERS] = make_metrics(PRINTERS, version=2, open=8)
    bench.line = RoomsLine(bench.api.metrics)
    bench.opened()
    await bench.time.settle()

    assert bench.line.said == [f"join queue:{PRINTERS}"]
    (one,) = bench.shown.watched
    assert one.metrics is not None
    assert one.metrics.open == 8


async def test_figures_of_a_followed_room_are_asked_for_again_on_a_new_line(bench: Bench) -> None:
    bench.followed.add(queue_room(PRINTERS))
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.feed.closed()
    bench.opened()
    await bench.time.settle()

    assert bench.api.count("queue_metrics") == 2


async def test_figures_are_asked_for_now_and_then_while_polling(bench: Bench) -> None:
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    bench.feed.begin()
    await bench.time.settle()
    assert bench.api.count("queue_metrics") == 1

    await bench.time.advance(POLL_S)
    assert bench.api.count("queue_metrics") == 2
    bench.feed.closed()
    await bench.time.advance(10 * POLL_S)
    assert bench.api.count("queue_metrics") == 2


async def test_server_that_wants_joins_more_slowly_gets_them(bench: Bench) -> None:
    busy = Failure(code=ErrorCode.TOO_MANY_REQUESTS, message="slowly", retryable=True)
    bench.line.answers[queue_room(PRINTERS)] = RoomReply(ok=False, error=busy)
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.line.answers.clear()
    await bench.time.advance(REST_S)

    assert bench.line.said == [f"join queue:{PRINTERS}"] * 2


async def test_room_that_is_refused_is_not_asked_for_again_and_again(bench: Bench) -> None:
    no = Failure(code=ErrorCode.NOT_FOUND, message="no")
    bench.line.answers[queue_room(PRINTERS)] = RoomReply(ok=False, error=no)
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.advance(3 * TURN_S)
    assert bench.line.said == [f"join queue:{PRINTERS}"]

    bench.feed.know(make_profile())
    await bench.time.settle()
    assert len(bench.line.said) == 2


async def test_request_that_fails_is_made_again_after_a_rest(bench: Bench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.api.failure = None
    await bench.time.advance(REST_S)

    assert [one.buckets for one in bench.shown.watched] == [()]


async def test_heartbeat_confirms_what_is_watched(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    await bench.time.advance(25)
    heads = {queue_room(PRINTERS): 3}
    bench.feed.beat(Heartbeat(epoch=Epoch("e"), at=bench.time.now(), heads=heads))

    assert bench.shown.watched[0].confirmed_at == bench.time.now()


async def test_names_and_presence_of_who_has_tickets(bench: Bench) -> None:
    bench.api.online = (UserId("ben"),)
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    assert bench.shown.online == frozenset({UserId("ben")})

    bench.feed.heard(PresenceChanged(user_id=UserId("ben"), online=False))
    assert bench.shown.online == frozenset()


async def test_live_figures_are_shown_and_older_ones_are_not(bench: Bench) -> None:
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({LAPTOPS}))
    await bench.time.settle()
    bench.feed.heard(make_metrics(PRINTERS, version=9, open=9))
    bench.feed.heard(make_metrics(PRINTERS, version=8, open=8))
    bench.feed.heard(make_metrics(QueueId("other"), version=8, open=8))

    assert [one.metrics.open for one in bench.shown.watched if one.metrics] == [9]


async def test_queue_with_a_limit_that_notifies_is_heard_while_nobody_watches(
    bench: Bench,
) -> None:
    bench.limits = (f"{PRINTERS} open 5 10 notify",)
    bench.opened()
    bench.feed.limits_changed()
    await bench.time.advance(TURN_S)

    assert bench.line.said == [f"join queue:{PRINTERS}"]
    assert [one.queue.queue_id for one in bench.feed.guarded()] == [PRINTERS]
    assert bench.feed.shown is None
    assert bench.api.asked == []

    bench.limits = ()
    bench.feed.limits_changed()
    await bench.time.settle()
    assert bench.line.said[1:] == [f"leave queue:{PRINTERS}"]


async def test_guarded_queue_that_is_hidden_is_not_shown(bench: Bench) -> None:
    bench.limits = (f"{PRINTERS} open 5 10 notify",)
    bench.opened()
    bench.feed.watch(FigureRange.TODAY, frozenset({PRINTERS}))
    await bench.time.settle()

    assert [one.queue.queue_id for one in bench.shown.watched] == [LAPTOPS]
    assert {asked[0] for name, asked in bench.api.asked if name == "queue_history"} == {LAPTOPS}  # type: ignore[index] # what was asked for is a tuple
