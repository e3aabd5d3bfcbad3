"""``python -m desktop`` as a process of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path

from tests.fakes.file_keyring import FILE_VARIABLE, FileKeyring
from tests.fakes.server import EMAIL, PASSWORD

ROOT = Path(__file__).parents[4]
WAIT_S = 20.0

# Runs the command line and fails if anything was imported that no agent may load: Qt without
# windows, and what ADR-0029 keeps out of memory.
LEAN = """
import sys
from desktop.commands.program import main
code = main(sys.argv[1:])
too_much = {"PySide6", "shiboken6", "aiohttp", "keyring", "cryptography"}
found = [name for name in sys.modules if name.split(".")[0] in too_much]
sys.exit(f"imported {found}" if found else code)
"""


class Program:
    """One device's program, started as often as a test likes.

    Attributes:
        keyring: The class of the keyring that it finds.
        root: The folder of the version that is run.
        way: How Python starts it.
        lines: What the run printed so far.
        errors: What it printed on standard error; complete once it ended.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        self.summary = folder / "summary.json"
        self.keyring = f"{FileKeyring.__module__}.{FileKeyring.__name__}"
        self.root = ROOT
        self.way: tuple[str, ...] = ("-c", LEAN)
        self.lines: list[str] = []
        self.errors = b""
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._came = asyncio.Event()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, *arguments: str, said: str = "") -> None:
        self.lines = []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.way,
            *arguments,
            "--profile",
            str(self.profile),
            cwd=self.root,
            env={
                **os.environ,
                "PYTHON_KEYRING_BACKEND": self.keyring,
                FILE_VARIABLE: str(self.folder / "keyring.json"),
            },
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(said.encode())
        self._process.stdin.close()
        self._reading = asyncio.ensure_future(self._read(self._process))

    async def log_in(self, url: str, email: str = EMAIL, password: str = PASSWORD) -> int:
        await self.start(
            *("login", "--server", url, "--email", email, "--password-stdin"), said=password
        )
        return await self.ended()

    async def start_headless(self) -> None:
        await self.start("--headless", "--summary-json", str(self.summary))

    async def until(self, claim: Callable[[str], bool], *, after: int = 0) -> str:
        """Wait for a printed line of which ``claim`` holds, and return it.

        The first ``after`` lines of the run do not count.
        """
        async with asyncio.timeout(WAIT_S):
            while True:
                found = [line for line in self.lines[after:] if claim(line)]
                if found:
                    return found[0]
                self._came.clear()
                await self._came.wait()

    async def until_line(self, start: str, *, after: int = 0) -> str:
        return await self.until(lambda line: line.startswith(start), after=after)

    async def terminate(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self.ended()

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        assert self._process is not None
        assert self._reading is not None
        async with asyncio.timeout(WAIT_S):
            await self._reading
            return await self._process.wait()

    async def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        async for line in process.stdout:
            self.lines.append(line.decode().rstrip("\n"))
            self._came.set()
        self.errors = await process.stderr.read()
