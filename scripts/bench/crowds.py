"""The measuring side's view of a crowd, which is a process of its own."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scripts.bench.programs import Program, python, running


@dataclass(frozen=True, slots=True)
class CrowdProcess:
    """A running crowd; see ``crowd`` for what it does."""

    program: Program

    async def connect(self, count: int, url: str, tokens: tuple[tuple[str, str], ...]) -> float:
        """Let clients connect and sign in, and return how many seconds that took."""
        answer = await self._ask({"connect": count, "url": url, "tokens": tokens})
        return float(answer["seconds"])

    async def expect(self, events: int) -> list[list[float]]:
        """Wait for events and return, for each client, when each of them arrived.

        Raises:
            RuntimeError: A client was lost.
        """
        answer = await self._ask({"expect": events})
        if answer["lost"] or any(len(arrivals) != events for arrivals in answer["arrivals"]):
            raise RuntimeError(f"{answer['lost']} clients lost, or events that nobody expected")
        found: list[list[float]] = answer["arrivals"]
        return found

    async def vanish(self) -> None:
        """Close all connections at once."""
        await self._ask({"vanish": True})

    async def cpu_s(self) -> float:
        """Return the CPU that the crowd used so far."""
        return float((await self._ask({"usage": True}))["cpu_s"])

    async def _ask(self, order: dict[str, Any]) -> Any:
        return await asyncio.to_thread(self._speak, json.dumps(order))

    def _speak(self, order: str) -> Any:
        process = self.program.process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError
        process.stdin.write(order + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())


@contextmanager
def crowd() -> Iterator[CrowdProcess]:
    """Run a crowd until the block ends."""
    with running(python("scripts.bench.crowd"), {}, shows_errors=True) as program:
        yield CrowdProcess(program)
