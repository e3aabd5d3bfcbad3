"""One server process of a stress run: started, asked what it holds, stopped, started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.desk import ROOT, START_S
from tests.servers.ports import free_port

ANSWER_S = 5.0
STOP_S = 15.0


@dataclass(frozen=True)
class Held:
    """What a process holds at one moment.

    Attributes:
        figures: Sockets, sessions and the like, by name.
        tasks: How many there are by what they do.
        resident_bytes: Its memory.
    """

    figures: Mapping[str, int]
    tasks: Counter[str]
    resident_bytes: int


@dataclass
class Process:
    """A server at one address, whichever process it is.

    Attributes:
        log: Where its log goes, one JSON object a line.
    """

    environ: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "the server was not started"
        return self._process

    async def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.stress.serving"),
                *("serve", "--port", str(self.port)),
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "BOMIZZEL_LOG_FORMAT": "json",
                    **self.environ,
                },
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert await self._line(START_S) == self.url, "the server did not start"

    async def stop(self) -> None:
        """Let it drain, and wait until it has ended."""
        self._running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_S):
            status = await self._running.wait()
        assert status == 0, f"ended with status {status}: {self.log.read_text()[-1000:]}"

    async def close(self) -> None:
        """Kill it if it still runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def held(self) -> Held:
        """Return what it holds now."""
        self._running.send_signal(signal.SIGUSR1)
        told = json.loads(await self._line(ANSWER_S))
        proc = Path(f"/proc/{self._running.pid}")
        kinds = Counter(_kind_of(link) for link in (proc / "fd").iterdir())
        pages = int((proc / "statm").read_text().split()[1])
        resident_bytes = pages * os.sysconf("SC_PAGE_SIZE")
        return Held({**told["figures"], **kinds}, Counter(told["tasks"]), resident_bytes)

    async def remove_old(self) -> None:
        """Remove everything that happened so far, as retention will one day."""
        self._running.send_signal(signal.SIGUSR2)
        await self._line(ANSWER_S)

    async def is_whole(self) -> bool:
        """Return whether no check of its own finds anything missing."""
        async with _asking() as http, http.get(f"{self.url}/readyz") as answer:
            found = await answer.json()
            return bool(found["ready"] and not found["degraded"])

    async def metrics(self) -> dict[str, float]:
        """Return its figures for Prometheus, summed over their labels."""
        sums: defaultdict[str, float] = defaultdict(float)
        async with _asking() as http, http.get(f"{self.url}/metrics") as answer:
            for family in text_string_to_metric_families(await answer.text()):
                for sample in family.samples:
                    sums[sample.name] += sample.value
        return dict(sums)

    def complaints(self) -> Counter[tuple[str, str]]:
        """Return how often its log says what at WARNING or worse; a traceback counts as ERROR."""
        found: Counter[tuple[str, str]] = Counter()
        for line in self.log.read_text().splitlines():
            record = {"level": "ERROR", "event": line}
            with suppress(json.JSONDecodeError):
                record = json.loads(line)
            if record["level"] not in {"DEBUG", "INFO"}:
                found[record["level"], record["event"]] += 1
        return found

    async def _line(self, within_s: float) -> str:
        assert self._running.stdout is not None
        async with asyncio.timeout(within_s):
            return (await self._running.stdout.readline()).decode().strip()


def _asking() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_S))


def _kind_of(link: Path) -> str:
    """Return ``connections`` for a socket and ``files`` for any other descriptor."""
    with suppress(FileNotFoundError):  # Closed since the folder was read.
        if link.readlink().name.startswith("socket:"):
            return "connections"
    return "files"
