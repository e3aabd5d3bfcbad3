"""A disk that takes nothing: the agent says so, works on, and loses nothing."""

import time
from collections.abc import Iterator

import pytest

from tests.faults.device import Device
from tests.faults.small_disk import SmallDisk, small_disk
from tests.integration.desktop.agent.program import Program

AGAIN_S = 10.0
"""How long it may take from a disk that can be written to an agent that is live."""
TICKETS = 2


@pytest.fixture
def disk(program: Program) -> Iterator[SmallDisk]:
    """What the device's profile is on."""
    program.profile.mkdir()
    with small_disk(program.profile) as disk:
        yield disk


async def test_what_came_while_the_disk_was_full_is_shown_once_when_there_is_space(
    device: Device, disk: SmallDisk
) -> None:
    await device.sign_in()
    await device.start()
    await device.level()
    said = len(device.program.lines)
    disk.fill()

    for _ in range(TICKETS):
        await device.assign()
    await device.program.until_line("link cannot_store", after=said)

    disk.empty()
    freed = time.monotonic()
    await device.level(after=said)
    again_s = time.monotonic() - freed
    print(f"live again after {again_s:.1f} s")  # noqa: T201 - a figure, for -s
    assert again_s < AGAIN_S
    assert await device.fenced() == TICKETS
    assert device.program.errors == b""


async def test_agent_that_starts_on_a_full_disk_waits_for_space(
    device: Device, disk: SmallDisk
) -> None:
    await device.sign_in()
    await device.assign()
    disk.fill()

    await device.start()
    await device.program.until_line("link cannot_store")
    said = len(device.program.lines)
    disk.empty()

    await device.level(after=said)
    assert await device.fenced() == 1


async def test_agent_that_starts_on_a_protected_disk_says_so_and_ends(
    device: Device, disk: SmallDisk
) -> None:
    await device.sign_in()
    await device.assign()
    disk.protect()

    await device.start()
    assert await device.program.ended() == 1
    assert b"cannot be used" in device.program.errors

    disk.unprotect()
    await device.start()
    await device.level()
    assert await device.fenced() == 1
