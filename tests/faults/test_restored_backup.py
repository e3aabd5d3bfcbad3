"""A backup is restored under people who saw more than it holds."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from tests.faults.backups import Backup, PostgresBackup, SqliteBackup
from tests.faults.desk import ANSWER_S, ROOT, Desk, Load, killed_server, new_desk
from tests.faults.watcher import Watcher
from tests.integration.backend.server import PASSWORD
from tests.integration.desktop.agent.program import Program
from tests.servers.postgres import Postgres

BOUND_S = 2.0
PEOPLE = ("ana", "ben", "dora")
GROWN = 3
"""Stories told after the restore: more than were lost, so that no cursor is ahead."""


def begin_epoch(desk: Desk) -> None:
    """Do what the administrators' handbook says."""
    subprocess.run(
        (sys.executable, "-m", "backend", "new-epoch"),
        cwd=ROOT,
        env=dict(desk.environ),
        check=True,
        capture_output=True,
        timeout=20,
    )


@pytest.mark.timeout(90)
@pytest.mark.parametrize("with_epoch", [True, False], ids=["new-epoch", "nothing-said"])
async def test_on_sqlite(tmp_path: Path, with_epoch: bool) -> None:
    desk = await new_desk(tmp_path)

    await survives(desk, SqliteBackup(tmp_path / "bomizzel.db"), tmp_path, with_epoch=with_epoch)


@pytest.mark.timeout(90)
@pytest.mark.parametrize("with_epoch", [True, False], ids=["new-epoch", "nothing-said"])
async def test_on_postgresql(
    tmp_path: Path,
    postgres: Postgres,
    migrated_postgres: Callable[[], str],
    with_epoch: bool,
) -> None:
    url = migrated_postgres()
    desk = await new_desk(tmp_path, BOMIZZEL_DATABASE_URL=url)
    backup = PostgresBackup(postgres, url, tmp_path / "dump")

    await survives(desk, backup, tmp_path, with_epoch=with_epoch)


async def survives(desk: Desk, backup: Backup, folder: Path, *, with_epoch: bool) -> None:
    """Let people work, lose what they did since the backup, and work on."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_S)
    agent = Program(folder)
    async with (
        killed_server(desk, None) as server,
        aiohttp.ClientSession(timeout=timeout) as http,
        asyncio.TaskGroup() as tasks,
    ):
        watchers = {name: Watcher(server.url, desk.people[name]) for name in PEOPLE}
        following = [tasks.create_task(watcher.run()) for watcher in watchers.values()]
        for watcher in watchers.values():
            await watcher.until_level(ANSWER_S)
        load = Load(server, http)
        await load.tell_one()
        assert await agent.log_in(server.url, desk.people["ben"].email, PASSWORD) == 0
        await agent.start_headless()
        await agent.until_line("link live")
        backup.take()
        await load.tell_one()
        await agent.until(lambda line: "story 2" in line)

        await server.close()
        before = {name: len(watcher.applied) for name, watcher in watchers.items()}
        backup.bring_back()
        if with_epoch:
            begin_epoch(desk)
        else:
            await grow(desk, load)
        load.server = server
        said = len(agent.lines)
        await server.start()
        meanwhile = tasks.create_task(load.tell_one())
        for watcher in watchers.values():
            await watcher.until_reset(ANSWER_S)
        await meanwhile
        await agent.until_line("link live", after=said)
        await load.tell_one()

        for name, watcher in watchers.items():
            truth = await load.truth(watcher, name)
            await watcher.until_at(truth.heads, BOUND_S)
            assert len(watcher.applied) == len(set(watcher.applied)), "an event came twice"
            assert truth.events <= set(watcher.applied), "an event was lost"
            assert set(watcher.applied[before[name] :]) <= truth.events
            assert watcher.resets == 1
        await agent.until(lambda line: f"story {load.stories}" in line)
        await agent.until_line(f"unread {await load.unread('ben')}")
        for task in following:
            task.cancel()
    assert await agent.terminate() == 0
    assert [shown(agent, story) for story in (1, 2, load.stories)] == [0, 1, 1]


def shown(agent: Program, story: int) -> int:
    """Return how often a toast of its own told of a story."""
    return sum(f'body="story {story}\\n' in line for line in agent.lines)


async def grow(desk: Desk, load: Load) -> None:
    """Let people work where no device is, on the restored history."""
    async with killed_server(desk, None) as elsewhere:
        load.server = elsewhere
        for _ in range(GROWN):
            await load.tell_one()
