"""Whatever the server was doing when it was killed: nothing is lost, nothing comes twice."""

import asyncio
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from tests.faults.account import account
from tests.faults.crash_points import CrashPoint
from tests.faults.desk import ANSWER_S, STEPS, Desk, Load, killed_server, new_desk
from tests.faults.server_points import points_of
from tests.faults.watcher import Watcher

STORIES_AFTER = 3
"""Tickets that are still worked on after the restart, at least."""
BOUND_S = 2.0
"""Within this time after the last answer everybody has everything."""


@pytest.fixture(scope="module")
def sqlite_desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path]:
    folder = tmp_path_factory.mktemp("desk")
    return asyncio.run(new_desk(folder)), folder


@pytest.mark.timeout(90)
@pytest.mark.parametrize("point", points_of("sqlite"), ids=str)
async def test_on_sqlite(
    point: CrashPoint, sqlite_desk: tuple[Desk, Path], tmp_path: Path
) -> None:
    prepared, folder = sqlite_desk
    shutil.copytree(folder, tmp_path / "data")
    url = f"sqlite:///{tmp_path / 'data' / 'bomizzel.db'}"
    desk = Desk(
        {**prepared.environ, "BOMIZZEL_DATABASE_URL": url}, prepared.queue, prepared.people
    )

    await survives(desk, point)


@pytest.mark.timeout(90)
@pytest.mark.parametrize("point", points_of("postgres"), ids=str)
async def test_on_postgresql(
    point: CrashPoint, migrated_postgres: Callable[[], str], tmp_path: Path
) -> None:
    desk = await new_desk(tmp_path, BOMIZZEL_DATABASE_URL=migrated_postgres())

    await survives(desk, point)


async def survives(desk: Desk, point: CrashPoint) -> None:
    """Kill a server at ``point`` under load, start it again, and compare everybody's account."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_S)
    async with (
        killed_server(desk, point) as server,
        aiohttp.ClientSession(timeout=timeout) as http,
        asyncio.TaskGroup() as tasks,
    ):
        watchers = {
            name: Watcher(server.url, desk.people[name]) for name in ("ana", "ben", "dora")
        }
        following = [tasks.create_task(watcher.run()) for watcher in watchers.values()]
        for watcher in watchers.values():
            await watcher.until_level(ANSWER_S)
        load = Load(server, http)
        work = [tasks.create_task(load.tell_stories()) for _ in range(4)]
        work += map(tasks.create_task, (load.renew_a_session(), load.read_pages()))
        assert server.process is not None
        server.process.send_signal(signal.SIGUSR1)

        assert await server.ended() == -signal.SIGKILL
        before = len(load.tickets)
        await server.start()
        await load.until_told(before + STORIES_AFTER)
        load.finish()
        await asyncio.wait(work)

        for name, watcher in watchers.items():
            truth = await load.truth(watcher, name)
            await watcher.until_at(truth.heads, BOUND_S)
            assert account(watcher.applied, truth.entries).is_right
            assert watcher.resets == 0
        for ticket_id in load.tickets:
            assert await load.history(ticket_id) == list(STEPS)
        for task in following:
            task.cancel()
    assert load.refreshed > 0
