"""What happens to whole parts: processes that go and come, a new history, a bus in trouble."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import aiohttp

from tests.faults.desk import PAUSE_S, ROOT, START_S
from tests.faults.watcher import Watcher
from tests.servers.redis import Redis
from tests.stress.machine import crowding
from tests.stress.process import Process
from tests.stress.site import single_site
from tests.stress.stage import LEVEL_S, Desk, Stage, announcements, online

HARMS = ("FLUSHALL", "CLIENT KILL TYPE pubsub", "CLIENT KILL TYPE normal", "restart", "freeze")
HEALED_WITHIN_S = 10.0
LONGEST_HARM_S = 2.0


async def drain(stage: Stage) -> None:
    """A process that is stopped as asked, and started again, costs its clients nothing."""
    async with _own_process(stage) as (process, own):
        desk = await own.new_desk(3)
        async with own.watching(*((person, process) for person in desk.members[1:])) as watchers:
            async for turn in own.turns(6.0):
                count = own.chance.randrange(3, 7)
                said, _ = await asyncio.gather(
                    _speak(own, desk, process, count), _restart(process)
                )
                for watcher in watchers:
                    await own.until(watcher, partial(_is_back, watcher, turn + 2, said), LEVEL_S)


async def epoch_reset(stage: Stage) -> None:
    """After a restored backup devices begin anew once, and go on from there."""
    async with single_site(_folder(stage), 3, stage.site.seeding) as site:
        own = replace(stage, site=site)
        (process,) = site.processes
        desk = await own.new_desk(3)
        devices = [(person, process) for person in desk.members[1:]]
        async with own.following(*devices) as watchers:
            async for turn in own.turns(8.0):
                await process.stop()
                await _new_epoch(process)
                await process.start()
                for watcher in watchers:
                    await own.until(watcher, partial(_was_reset, watcher, turn + 1), LEVEL_S)
                    await watcher.until_level(LEVEL_S * crowding())
                said = await own.announce(desk)
                for watcher in watchers:
                    await own.until(watcher, partial(_knows, watcher, [said]))
                    own.check(watcher.resets == turn + 1, "reset again", watcher.resets)
                    applied = watcher.applied
                    own.check(len(applied) == len(set(applied)), "an event came twice")


async def retention_reset(stage: Stage) -> None:
    """Who was away until retention passed begins anew once; who was there notices nothing."""
    async with single_site(_folder(stage), 3, stage.site.seeding) as site:
        own = replace(stage, site=site)
        (process,) = site.processes
        desk = await own.new_desk(3)
        away, said = Watcher(process.url, desk.members[2]), list[str]()
        async with own.following((desk.members[1], process)) as (steady,):
            async with online(away):
                pass
            async for turn in own.turns(3.0):
                said += [await own.announce(desk) for _ in range(own.chance.randrange(1, 4))]
                await own.until(steady, partial(_knows, steady, said))
                await process.remove_old()
                async with online(away):
                    await own.until(away, partial(_was_reset, away, turn + 1), LEVEL_S)
                    said.append(await own.announce(desk))
                    for watcher in (steady, away):
                        await own.until(watcher, partial(_knows, watcher, said[-1:]))
                own.check(away.resets == turn + 1, "reset again", away.resets)
                own.check(announcements(steady) == said, "lost, doubled or in disorder")
            own.check(steady.resets == 0, "reset although it was there", steady.resets)


async def bus_chaos(stage: Stage) -> None:
    """Whatever becomes of Redis, everybody hears in time, and it heals by itself."""
    redis = stage.site.redis
    assert redis is not None, "there is no bus"
    desk = await stage.new_desk(1 + len(stage.site.processes))
    devices = zip(desk.members[1:], stage.site.processes, strict=True)
    async with stage.watching(*devices) as watchers:
        async for _ in stage.turns(4.0):
            harm = stage.chance.choice(HARMS)
            lasts_s = stage.chance.uniform(0.2, LONGEST_HARM_S)
            harming = asyncio.create_task(_harm(redis, harm, lasts_s))
            for _ in range(3):
                said = await stage.announce(desk)
                await stage.heard(said, *watchers)
            await harming
            for process in stage.site.processes:
                await _healed(stage, process)


@asynccontextmanager
async def _own_process(stage: Stage) -> AsyncIterator[tuple[Process, Stage]]:
    """Run a process that no other scenario needs, and a stage from which people reach it."""
    if stage.site.redis is None:  # A second process on one SQLite would be another installation.
        async with single_site(_folder(stage), 3, stage.site.seeding) as site:
            yield site.processes[0], replace(stage, site=site)
        return
    process = stage.site.one_more()
    await process.start()
    try:
        yield process, stage
    finally:
        await process.close()


def _folder(stage: Stage) -> Path:
    folder = stage.site.folder / stage.tally.name
    folder.mkdir()
    return folder


async def _speak(stage: Stage, desk: Desk, process: Process, count: int) -> list[str]:
    """Say something so many times at a process that goes and comes; repeat what had no answer."""
    path, said = f"/teams/{desk.team}/announcements", []
    for _ in range(count):
        headers = {"Idempotency-Key": stage.new_key()}
        async with asyncio.timeout(START_S):
            while True:
                with suppress(aiohttp.ClientError, TimeoutError):
                    answer = await stage.ask(
                        desk.members[0], "POST", path, {"text": "!"}, at=process, headers=headers
                    )
                    if answer.status < 500:
                        break
                await asyncio.sleep(PAUSE_S)
        stage.check(answer.code is None, answer)
        said.append(answer.json["id"])
    return said


async def _restart(process: Process) -> None:
    await process.stop()
    await process.start()


async def _new_epoch(process: Process) -> None:
    """Do what an administrator does after restoring a backup."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backend", "new-epoch"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **process.environ},
        stdout=subprocess.DEVNULL,
    )
    async with asyncio.timeout(START_S):
        assert await command.wait() == 0, "no new epoch"


async def _harm(redis: Redis, harm: str, lasts_s: float) -> None:
    if harm == "restart":
        redis.stop()
        await asyncio.sleep(lasts_s)
        await asyncio.to_thread(redis.start)
    elif harm == "freeze":
        redis.freeze()
        await asyncio.sleep(lasts_s)
        redis.thaw()
    else:
        await asyncio.to_thread(redis.ask, *harm.split())


async def _healed(stage: Stage, process: Process) -> None:
    """Wait until a process says that it reaches Redis."""
    began = asyncio.get_running_loop().time()
    while True:
        async with stage.http.get(f"{process.url}/readyz") as answer:
            if answer.ok and not (await answer.json())["degraded"]:
                break
        assert asyncio.get_running_loop().time() - began < HEALED_WITHIN_S * crowding(), (
            process.url
        )
        await asyncio.sleep(0.1)
    stage.timed(asyncio.get_running_loop().time() - began, HEALED_WITHIN_S)


def _knows(watcher: Watcher, said: list[str]) -> bool:
    return announcements(watcher)[-len(said) :] == said


def _is_back(watcher: Watcher, lines: int, said: list[str]) -> bool:
    return watcher.lines >= lines and _knows(watcher, said)


def _was_reset(watcher: Watcher, times: int) -> bool:
    return watcher.resets >= times
