"""Whatever the agent was doing when it was killed: nothing is lost, nothing is shown twice."""

import signal

import pytest

from tests.faults.crash_points import CrashPoint
from tests.faults.desktop_points import WHILE_CATCHING_UP, WHILE_LIVE
from tests.faults.device import Device

TICKETS = 3
COSTS_A_TOAST = {"decision stored, not shown", "digest decided, not shown"}
"""What was decided is not shown again: twice would be worse than in the center alone."""


@pytest.mark.parametrize("point", WHILE_LIVE, ids=str)
async def test_while_events_come(device: Device, point: CrashPoint) -> None:
    await device.sign_in()
    await device.start(point)
    await device.program.until_line("link live")
    device.program.signal(signal.SIGUSR1)
    for _ in range(TICKETS):
        await device.assign()
    await device.killed()

    await device.start()
    await device.level()

    check(await device.fenced(), point)


@pytest.mark.parametrize("point", WHILE_CATCHING_UP, ids=str)
async def test_while_it_catches_up(device: Device, point: CrashPoint) -> None:
    await device.sign_in()
    await device.start()
    await device.program.until_line("link live")
    assert await device.program.terminate() == 0
    for _ in range(TICKETS):
        await device.assign()
    await device.start(point)
    await device.killed()

    await device.start()
    await device.level()

    check(await device.fenced(), point)


def check(shown: int, point: CrashPoint) -> None:
    if point.name in COSTS_A_TOAST:
        assert shown < TICKETS
    else:
        assert shown == TICKETS
