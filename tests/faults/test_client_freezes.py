"""An agent that stands still for a while, as in a storm of swapping or a suspended session."""

import asyncio
import signal
import time

import pytest

from tests.faults.device import Device

AGAIN_S = 10.0
TICKETS = 2


@pytest.mark.parametrize("frozen_s", [3.0, pytest.param(30.0, marks=pytest.mark.soak)])
async def test_agent_that_stood_still_shows_what_came_meanwhile_once(
    device: Device, frozen_s: float
) -> None:
    await device.sign_in()
    await device.start()
    await device.level()

    device.program.signal(signal.SIGSTOP)
    for _ in range(TICKETS):
        await device.assign()
    await asyncio.sleep(frozen_s)
    device.program.signal(signal.SIGCONT)
    thawed = time.monotonic()

    await device.program.until_line(f"unread {await device.unread()}")
    await device.program.until(lambda line: line.startswith(("toast ", "digest ")))
    again_s = time.monotonic() - thawed
    print(f"shown after {again_s:.1f} s")  # noqa: T201 - a figure, for -s
    assert again_s < AGAIN_S
    assert await device.fenced() == TICKETS
