"""Two real server processes on one database, joined by a real Redis, and people who use them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from backend.bootstrap.tuning import Tuning
from tests.integration.backend.server import Person, running_server

ROOT = Path(__file__).parents[4]
START_S = 20.0
QUICK = {"turn_s": 0.1, "grace_s": 0.5, "lease_s": 3.0}
"""Times of presence that a test can wait for."""

_PROGRAM = """
import sys
from backend import __main__ as program
from backend.bootstrap.server import open_backend
from backend.bootstrap.tuning import Tuning
from backend.realtime.presence import PresenceTimes
times = PresenceTimes({times})
program.open_backend = lambda settings: open_backend(settings, Tuning(presence=times))
sys.exit(program.main(["serve", "--port", "0"]))
"""
"""The command as it is, with other times of presence."""


@dataclass
class ServerProcess:
    """One running ``serve``."""

    url: str
    process: asyncio.subprocess.Process

    def kill(self) -> None:
        self.process.kill()


@dataclass
class Cluster:
    """Two processes; Ana leads the team, Ben is a member, Dora a customer, Root administers."""

    a: ServerProcess
    b: ServerProcess
    http: aiohttp.ClientSession
    team: str
    queue: str
    people: dict[str, Person]

    def person(self, name: str) -> Person:
        return self.people[name]

    async def call(
        self, at: ServerProcess, name: str, method: str, path: str, body: Any = None
    ) -> Any:
        """Send one request to one process; returns the JSON of its answer, None without."""
        async with self.http.request(
            method, f"{at.url}{path}", json=body, headers=self.people[name].headers
        ) as answer:
            assert answer.status < 400, (answer.status, await answer.text())
            return json.loads(await answer.read() or b"null")

    async def status(
        self, at: ServerProcess, name: str, method: str, path: str, body: Any = None
    ) -> int:
        """Send one request that may be refused; returns the status of its answer."""
        async with self.http.request(
            method, f"{at.url}{path}", json=body, headers=self.people[name].headers
        ) as answer:
            return answer.status

    async def ticket(self, at: ServerProcess, title: str = "Printer jams") -> Any:
        """File a ticket as Dora, through one process."""
        body = {"title": title, "description": "", "queueId": self.queue, "priority": "normal"}
        return await self.call(at, "dora", "POST", "/api/v1/tickets", body)

    async def readiness(self, at: ServerProcess) -> tuple[int, Any]:
        async with self.http.get(f"{at.url}/readyz") as answer:
            return answer.status, await answer.json()

    async def wait_until(self, holds: Callable[[], Awaitable[bool]], within_s: float) -> None:
        """Ask again and again until ``holds`` returns something true."""
        async with asyncio.timeout(within_s):
            while True:
                if await holds():
                    return
                await asyncio.sleep(0.02)

    async def wait_until_degraded(self, *, degraded: bool, within_s: float = 8.0) -> None:
        for process in (self.a, self.b):

            async def is_so(process: ServerProcess = process) -> bool:
                status, answer = await self.readiness(process)
                return status == 200 and answer["degraded"] is degraded

            await self.wait_until(is_so, within_s)


@asynccontextmanager
async def serving(**environ: str) -> AsyncIterator[ServerProcess]:
    """Run one more process."""
    times = ", ".join(f"{name}={value}" for name, value in QUICK.items())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PROGRAM.format(times=times),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "BOMIZZEL_LOG_FORMAT": "json",
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_S):
            line = await process.stdout.readline()
        yield ServerProcess(line.decode().strip(), process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def cluster(
    folder: Path, database_url: str, redis_url: str, **environ: str
) -> AsyncIterator[Cluster]:
    """Run two processes with a small help desk until the block ends."""
    environ |= {"BOMIZZEL_DATABASE_URL": database_url, "BOMIZZEL_JWT_SECRET": "x" * 32}
    async with running_server(folder, Tuning(), **environ) as first:
        people = dict(first.people)
        team, queue = first.team, first.queue
    environ["BOMIZZEL_REDIS_URL"] = redis_url
    async with (
        serving(**environ) as a,
        serving(**environ) as b,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http,
    ):
        running = Cluster(a, b, http, team, queue, people)
        await running.wait_until_degraded(degraded=False)
        yield running
