"""The chain of toast members: order, failures, rest and recovery."""

import asyncio
import logging

import pytest

from desktop.adapters.toasts.chain import MAX_TAGS, REST_S, ToastChain
from desktop.adapters.toasts.member import ServiceDownError, ToastError
from tests.fakes.toast_members import FakeMember
from tests.unit.desktop_ui.builders import make_toast

DAEMON = "org.example.Daemon"


class Times:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Chain:
    """A chain of three members, two of them on one service."""

    def __init__(self) -> None:
        self.times = Times()
        self.best = FakeMember("best", service=DAEMON)
        self.second = FakeMember("second", service=DAEMON)
        self.third = FakeMember("third")
        members = [self.best, self.second, self.third]
        self.toasts = ToastChain(members, monotonic=self.times, timeout_s=0.05)

    def shown(self) -> list[int]:
        return [len(member.shown) for member in (self.best, self.second, self.third)]


@pytest.fixture
def chain() -> Chain:
    return Chain()


async def test_first_member_that_can_shows_the_toast_and_no_other(chain: Chain) -> None:
    await chain.toasts.show(make_toast())

    assert chain.shown() == [1, 0, 0]
    assert chain.toasts.skipped == {}


async def test_member_that_fails_is_skipped_and_recorded(chain: Chain) -> None:
    chain.best.failure = ToastError("best", "refused")

    await chain.toasts.show(make_toast())

    assert chain.shown() == [0, 1, 0]
    assert chain.toasts.skipped == {"best": "refused"}


async def test_missing_service_rests_all_members_that_use_it(chain: Chain) -> None:
    chain.best.failure = ServiceDownError("best", "no_daemon")

    await chain.toasts.show(make_toast())

    assert chain.shown() == [0, 0, 1]
    assert chain.second.attempts == 0


async def test_member_that_hangs_is_left_and_so_is_its_service(chain: Chain) -> None:
    chain.best.hangs = True

    await chain.toasts.show(make_toast())
    await chain.toasts.show(make_toast())

    assert chain.shown() == [0, 0, 2]
    assert chain.best.attempts == 1
    assert chain.toasts.skipped == {"best": "timeout"}


@pytest.mark.expected_logs("toast member raised")
async def test_member_that_raises_anything_is_skipped_with_its_traceback(chain: Chain) -> None:
    chain.best.failure = ZeroDivisionError("a bug of somebody else")

    await chain.toasts.show(make_toast())

    assert chain.shown() == [0, 1, 0]
    assert chain.toasts.skipped == {"best": "ZeroDivisionError"}


async def test_failed_member_rests_and_is_asked_again_later(chain: Chain) -> None:
    chain.best.failure = ToastError("best", "refused")
    await chain.toasts.show(make_toast())
    chain.best.failure = None

    chain.times.now_s += REST_S - 1
    await chain.toasts.show(make_toast())
    chain.times.now_s += 1
    await chain.toasts.show(make_toast())

    assert chain.shown() == [1, 2, 0]
    assert chain.toasts.skipped == {}


async def test_service_that_reappears_is_used_at_once(chain: Chain) -> None:
    chain.best.failure = ServiceDownError("best", "no_daemon")
    await chain.toasts.show(make_toast())
    chain.best.failure = None

    chain.toasts.service_appeared(DAEMON)
    await chain.toasts.show(make_toast())

    assert chain.shown() == [1, 0, 1]


async def test_when_all_fail_the_center_is_left_and_nothing_is_raised(
    chain: Chain, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for member in (chain.best, chain.second, chain.third):
        member.failure = ToastError(member.name, "refused")

    for _ in range(20):
        await chain.toasts.show(make_toast())
        chain.times.now_s += REST_S

    assert chain.shown() == [0, 0, 0]
    assert chain.toasts.skipped == {"best": "refused", "second": "refused", "third": "refused"}
    assert len(caplog.records) == 3


async def test_toast_is_withdrawn_where_it_was_shown(chain: Chain) -> None:
    chain.best.failure = ToastError("best", "refused")
    await chain.toasts.show(make_toast(tag="t1"))
    chain.best.failure = None
    chain.times.now_s += REST_S
    await chain.toasts.show(make_toast(tag="t2"))

    for tag in ("t1", "t2", "t2", "never-shown"):
        await chain.toasts.withdraw(tag)

    assert chain.second.withdrawn == ["t1"]
    assert chain.best.withdrawn == ["t2"]


async def test_failing_withdrawal_is_recorded_and_not_raised(chain: Chain) -> None:
    await chain.toasts.show(make_toast())
    chain.best.failure = ServiceDownError("best", "timeout")

    await chain.toasts.withdraw("t1")

    assert chain.toasts.skipped == {"best": "timeout"}


async def test_newer_toast_waits_for_the_older(chain: Chain) -> None:
    gate = chain.best.gate = asyncio.Event()
    older = asyncio.create_task(chain.toasts.show(make_toast(title="older")))
    await asyncio.sleep(0)
    chain.best.gate = None

    newer = asyncio.create_task(chain.toasts.show(make_toast(title="newer")))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(older, newer)

    assert [toast.title for toast in chain.best.shown] == ["older", "newer"]


async def test_memory_of_tags_is_bounded(chain: Chain) -> None:
    for number in range(MAX_TAGS + 10):
        await chain.toasts.show(make_toast(tag=f"t{number}"))

    await chain.toasts.withdraw("t0")
    await chain.toasts.withdraw(f"t{MAX_TAGS + 9}")

    assert chain.best.withdrawn == [f"t{MAX_TAGS + 9}"]


async def test_cancellation_is_passed_on(chain: Chain) -> None:
    chain.best.hangs = True
    task = asyncio.create_task(chain.toasts.show(make_toast()))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert chain.shown() == [0, 0, 0]


async def test_close_closes_every_member(chain: Chain) -> None:
    await chain.toasts.close()

    assert chain.best.closed
    assert chain.second.closed
    assert chain.third.closed


async def test_who_would_show_says_whether_the_system_wants_silence(chain: Chain) -> None:
    assert not await chain.toasts.is_silenced()

    chain.second.silenced = True
    assert not await chain.toasts.is_silenced()
    chain.best.silenced = True
    assert await chain.toasts.is_silenced()


async def test_member_that_cannot_be_asked_passes_the_question_on(chain: Chain) -> None:
    chain.best.failure = ServiceDownError("best", "no_daemon")
    chain.third.silenced = True

    assert await chain.toasts.is_silenced()
    assert chain.toasts.skipped == {"best": "no_daemon"}


async def test_member_that_hangs_is_not_silent(chain: Chain) -> None:
    chain.best.hangs = True

    assert not await chain.toasts.is_silenced()
    assert chain.toasts.skipped == {"best": "timeout"}
