"""A device that was away for longer than anything is kept."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path

from backend.services.hearing import KEPT_FOR
from backend.services.retention import GRACE
from common.ids import TicketId
from tests.faults.device import Device
from tests.faults.truth import truth
from tests.faults.watcher import Watcher
from tests.integration.backend.server import Server

AGE = KEPT_FOR + GRACE + timedelta(hours=1)
MISSED = 2
WITHIN_S = 10.0
BOUND_S = 2.0


def let_time_pass(folder: Path) -> None:
    """Make everything that happened so far older than anything that is kept."""
    with closing(sqlite3.connect(folder / "bomizzel.db", timeout=5.0)) as connection, connection:
        connection.execute("UPDATE event SET at = at - ?", (AGE // timedelta(microseconds=1),))


async def remove_old(server: Server) -> None:
    while (await server.backend.services.retention.remove()).has_more:
        pass


@asynccontextmanager
async def following(watcher: Watcher) -> AsyncIterator[None]:
    task = asyncio.create_task(watcher.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def resets(server: Server) -> float:
    """Return how many rooms the server sent back to a snapshot."""
    text = (await server.call("GET", "/metrics")).data.decode()
    lines = [line for line in text.splitlines() if line.startswith("bomizzel_sync_resets_total")]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


async def test_it_gets_one_reset_and_everything_that_is_unread(
    device: Device, server: Server, tmp_path: Path
) -> None:
    watcher = Watcher(server.url, server.ben)
    await device.sign_in()
    await device.start()
    async with following(watcher):
        await device.level()
        await watcher.until_level(WITHIN_S)
        await device.assign()
        await device.program.until_line("toast ")
    assert await device.program.terminate() == 0
    too_old = [await device.assign() for _ in range(MISSED)]
    let_time_pass(tmp_path)
    missed = [await device.assign() for _ in range(MISSED)]
    await remove_old(server)
    rooms = watcher.rooms
    applied = len(watcher.applied)

    await device.start()
    async with following(watcher):
        meanwhile = [await device.assign() for _ in range(MISSED)]
        await device.level()
        await watcher.until_reset(WITHIN_S)

        async def ask(body: object) -> object:
            return (await server.call("POST", "/api/v1/sync", server.ben, json=body)).json

        held = await truth(ask, watcher.begun)
        await watcher.until_at(held.heads, BOUND_S)

    assert watcher.resets == 1
    assert await resets(server) == 2 * len(rooms)
    since = watcher.applied[applied:]
    assert len(since) == len(set(since))
    assert set(since) == held.events
    unread = {ticket.id for ticket in (*missed, *meanwhile)}
    assert await listed(server) == unread
    assert not unread & {ticket.id for ticket in too_old}
    assert await device.unread() == len(unread)
    assert await device.fenced() == 1 + len(unread)


async def listed(server: Server) -> set[TicketId | None]:
    """Return the tickets in Ben's list of what is unread."""
    page = await server.backend.services.notifications.page(server.ben.actor, unread=True)
    return {item.ticket_id for item in page.items}
