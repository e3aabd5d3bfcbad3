"""What a process holds at rest, and must not hold any more once every client is gone."""

import asyncio
from collections.abc import Sequence

from tests.stress.machine import crowding
from tests.stress.process import Held, Process

SETTLED_WITHIN_S = 15.0
SPARE_TASKS = 2
"""Looks and turns that are just under way."""
SPARE_FILES = 24
SPARE_CONNECTIONS = 24
"""Pools of the database and of Redis fill while there is work."""
SPARE_BYTES = 96 * 1024 * 1024
"""What is remembered on purpose: events that were dispatched, frames, answers; not measured."""

_NOTHING = ("sockets", "strangers", "sessions", "rooms", "online")


async def held_at_rest(process: Process) -> Held:
    """Return what a process holds once everything stands that it starts with.

    It answers before it has its way to the other processes, and before its workers have looked.
    """
    earlier = None
    async with asyncio.timeout(SETTLED_WITHIN_S * crowding()):
        while True:
            is_whole, now = await process.is_whole(), await process.held()
            if is_whole and earlier is not None and now.tasks == earlier.tasks:
                return now
            earlier = now
            await asyncio.sleep(0.2)


async def check_released(processes: Sequence[Process], before: Sequence[Held]) -> None:
    """Fail unless every process holds what it held before, soon after its clients left."""
    deadline = asyncio.get_running_loop().time() + SETTLED_WITHIN_S * crowding()
    for process, held_before in zip(processes, before, strict=True):
        while kept := kept_by(held_before, await process.held()):
            assert asyncio.get_running_loop().time() < deadline, (process.url, kept)
            await asyncio.sleep(0.2)


def kept_by(before: Held, now: Held) -> dict[str, object]:
    """Return what is held too much: its name, how much there was, how much there is.

    Of tasks it is those that there were not, by what they do.
    """
    most = {
        **dict.fromkeys(_NOTHING, 0),
        "files": before.figures["files"] + SPARE_FILES,
        "connections": before.figures.get("connections", 0) + SPARE_CONNECTIONS,
    }
    kept: dict[str, object] = {
        name: (before.figures.get(name, 0), now.figures.get(name, 0))
        for name, limit in most.items()
        if now.figures.get(name, 0) > limit
    }
    if now.tasks.total() > before.tasks.total() + SPARE_TASKS:
        kept["tasks"] = now.tasks - before.tasks
    if now.resident_bytes > before.resident_bytes + SPARE_BYTES:
        kept["resident_bytes"] = (before.resident_bytes, now.resident_bytes)
    return kept
