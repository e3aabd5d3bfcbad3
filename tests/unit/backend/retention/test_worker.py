"""The loop that removes what is old, in virtual time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from backend.retention.worker import (
    EVERY_S,
    FIRST_AFTER_S,
    LATE_AFTER_S,
    PAUSE_S,
    RetentionFigures,
    RetentionWorker,
)
from backend.services.checks import PASSED, CheckState
from backend.services.errors import AlreadyRemovedError, InfrastructureError
from backend.services.hearing import KEPT_FOR
from backend.services.retention import Removed, Retention
from common.errors import BomizzelError
from tests.fakes.desk import Desk, memory_desk
from tests.fakes.virtual_time import VirtualTime

FAILED = "what is old was not removed"


class PlayedRetention(Retention):
    """Answers what it was told to, and nothing removed after that; notes when it was asked."""

    def __init__(self, desk: Desk, time: VirtualTime) -> None:
        super().__init__(
            gateway=desk.gateway, old=desk.readers.old, now=desk.clock, keep_for=KEPT_FOR
        )
        self.answers: list[Removed | BomizzelError] = []
        self.asked_at: list[float] = []
        self._time = time

    @override
    async def remove(self) -> Removed:
        self.asked_at.append(self._time.monotonic())
        answer = self.answers.pop(0) if self.answers else Removed()
        if isinstance(answer, BomizzelError):
            raise answer
        return answer


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
async def retention(time: VirtualTime) -> PlayedRetention:
    desk, _ = await memory_desk()
    return PlayedRetention(desk, time)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def worker(
    retention: PlayedRetention, time: VirtualTime, registry: CollectorRegistry
) -> AsyncIterator[RetentionWorker]:
    worker = RetentionWorker(
        retention=retention,
        figures=RetentionFigures(registry),
        monotonic=time.monotonic,
        spread=lambda: 1.0,
        sleep=time.sleep,
    )
    task = asyncio.create_task(worker.run())
    await time.settle()
    yield worker
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("worker")
async def test_it_looks_soon_after_the_start_and_then_once_an_hour(
    retention: PlayedRetention, time: VirtualTime
) -> None:
    await time.advance(FIRST_AFTER_S + 2 * EVERY_S)

    assert retention.asked_at == [
        FIRST_AFTER_S,
        FIRST_AFTER_S + EVERY_S,
        FIRST_AFTER_S + 2 * EVERY_S,
    ]


@pytest.mark.usefixtures("worker")
async def test_much_is_removed_with_pauses_in_which_commands_come_through(
    retention: PlayedRetention, time: VirtualTime, registry: CollectorRegistry
) -> None:
    retention.answers = [
        Removed(events=200, has_more=True),
        Removed(events=200, answers=7, has_more=True),
        Removed(events=3, tokens=2),
    ]

    await time.advance(FIRST_AFTER_S + 10)

    first, second, third = retention.asked_at
    assert second - first == pytest.approx(PAUSE_S)
    assert third - second == pytest.approx(PAUSE_S)
    removed = "bomizzel_retention_removed_total"
    assert registry.get_sample_value(removed, {"kind": "event"}) == 403
    assert registry.get_sample_value(removed, {"kind": "answer"}) == 7
    assert registry.get_sample_value(removed, {"kind": "token"}) == 2


async def test_what_another_process_removes_is_no_failure(
    retention: PlayedRetention,
    worker: RetentionWorker,
    time: VirtualTime,
    registry: CollectorRegistry,
) -> None:
    retention.answers = [AlreadyRemovedError() for _ in range(10)]

    await time.advance(LATE_AFTER_S + EVERY_S)

    assert await worker.check() == PASSED
    assert registry.get_sample_value("bomizzel_retention_failures_total") == 0


@pytest.mark.expected_logs(f"backend.retention.worker:WARNING:{FAILED}")
async def test_a_database_that_fails_for_long_is_told_until_it_is_back(
    retention: PlayedRetention,
    worker: RetentionWorker,
    time: VirtualTime,
    registry: CollectorRegistry,
) -> None:
    failures = int(LATE_AFTER_S / EVERY_S) + 1
    retention.answers = [InfrastructureError("OperationalError") for _ in range(failures)]

    await time.advance(LATE_AFTER_S - 1)
    early = await worker.check()
    await time.advance(1)
    late = await worker.check()
    await time.advance(2 * EVERY_S)

    assert early == PASSED
    assert late.state is CheckState.DEGRADED
    assert "6 h" in late.detail
    assert await worker.check() == PASSED
    assert registry.get_sample_value("bomizzel_retention_failures_total") == failures
