"""Toasts about limits: in the person's language, never a flood, never in quiet times."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from typing_extensions import override

from common.ids import QueueId, UserId
from desktop.core.figures.alarms import Alarms
from desktop.core.figures.feed import Feed
from desktop.core.figures.thresholds import Thresholds
from desktop.core.language import in_english
from desktop.core.settings.values import Settings
from desktop.core.state import Pause
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.toast import Toast, ToastOutcome
from desktop.core.toasts.toaster import Toaster
from tests.fakes.fake_api import FakeApi
from tests.fakes.rooms_line import RoomsLine
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.fakes.zone import Place
from tests.unit.desktop.figures import PRINTERS, make_metrics, make_profile


class SlowToasts(RecordedToasts):
    """Takes a while; ``meanwhile`` is what happens then."""

    meanwhile: Callable[[], object] | None = None

    @override
    async def show(self, toast: Toast) -> ToastOutcome:
        happening, self.meanwhile = self.meanwhile, None
        if happening is not None:
            happening()
        return await super().show(toast)


class Bench:
    """Alarms of somebody who listens to every queue."""

    def __init__(self, *lines: str, queues: tuple[str, ...] = (PRINTERS,)) -> None:
        self.time, self.toasts = VirtualTime(), SlowToasts()
        self.limits = Thresholds(lines)
        toaster = Toaster(self.toasts, clock=self.time, settings=Settings)
        self.attention = Attention(
            Pause(),
            settings=Settings,
            clock=self.time,
            zone=Place("Europe/Berlin"),
            is_silenced=toaster.is_silenced,
            told=lambda _: None,
        )
        self.feed = Feed(
            api=FakeApi(),
            token=self.token,
            names=self.names,
            followed=lambda: (),
            clock=self.time,
            sleep=self.time.sleep,
            limits=lambda: self.limits,
            changed=lambda: None,
        )
        self.alarms = Alarms(
            self.feed,
            limits=lambda: self.limits,
            attention=self.attention,
            toaster=toaster,
            translate=in_english,
            sleep=self.time.sleep,
        )
        self.feed.know(make_profile(*queues))
        self.feed.opened(RoomsLine({}))

    async def token(self) -> str:
        return "token"

    async def names(self, _: Sequence[UserId]) -> dict[UserId, str]:
        raise NotImplementedError

    async def see(self, is_open: int, queue: str = PRINTERS) -> None:
        """Let figures come, and look."""
        self.feed.heard(make_metrics(queue, open=is_open, as_of=self.time.now()))
        await self.alarms.look()


async def test_limit_that_is_reached_is_told_with_queue_and_figure() -> None:
    bench = Bench("* open 5 10 notify")
    await bench.see(1)
    await bench.see(10)
    await bench.see(11)

    assert bench.toasts.titles == ["Printers: 10 open tickets"]
    assert bench.toasts.shown[0][1].body == "Your limit for this figure is 10."


async def test_toast_goes_when_the_figure_has_fallen() -> None:
    bench = Bench("* open 5 10 notify")
    for is_open in (1, 10, 2):
        await bench.see(is_open)

    assert bench.toasts.on_screen == {}


async def test_nothing_is_told_in_quiet_times_and_what_is_still_so_is_told_after() -> None:
    bench = Bench("* open - 10 notify")
    await bench.see(1)
    bench.attention.set_do_not_disturb(bench.time.now() + timedelta(minutes=30))
    await bench.see(10)
    assert bench.toasts.shown == []

    await bench.time.advance(31 * 60)
    await bench.alarms.look()
    assert len(bench.toasts.shown) == 1


async def test_flood_of_limits_is_a_few_toasts_now_and_the_others_later() -> None:
    queues = tuple(f"q{number}" for number in range(8))
    bench = Bench("* open - 10 notify", queues=queues)
    for value in (1, 20):
        for queue in queues:
            await bench.see(value, QueueId(queue))
    assert len(bench.toasts.shown) == 3

    for expected in (6, 8):
        await bench.time.advance(11)
        await bench.alarms.look()
        assert len(bench.toasts.shown) == expected


async def test_figures_that_come_while_a_toast_is_shown_are_looked_at_too() -> None:
    bench = Bench("* open - 10 notify", queues=("q1", "q2"))
    running = asyncio.ensure_future(bench.alarms.run())
    for queue in ("q1", "q2"):
        bench.feed.heard(make_metrics(queue, open=1))
    await bench.time.settle()
    bench.toasts.meanwhile = lambda: bench.feed.heard(make_metrics("q2", version=2, open=10))
    bench.feed.heard(make_metrics("q1", version=2, open=10))
    await bench.time.settle()
    running.cancel()

    assert bench.toasts.titles == ["Q1: 10 open tickets", "Q2: 10 open tickets"]
