"""Two processes with Redis between them: half of the clients at each, all commands to one."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.bench.servers import Measured, Server, node, product
from scripts.bench.sockets import PER_S, Opened, desk, fan_out, in_turn
from scripts.bench.tables import Row
from tests.servers.redis import running_redis

CLIENTS = 1_000
_OURS, _NODE = "ours", "Node"
_ALONE = "one process of Node without its adapter"


@dataclass(frozen=True, slots=True)
class _Both:
    first: Measured
    second: Measured

    def cpu_s(self) -> float:
        """Return what both used."""
        return self.first.cpu_s() + self.second.cpu_s()

    def resident_bytes(self) -> int:
        """Return what both hold."""
        return self.first.resident_bytes() + self.second.resident_bytes()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two processes as one server."""

    first: Server
    second: Server

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the two listen."""
        return (*self.first.urls, *self.second.urls)

    @property
    def program(self) -> Measured:
        """Both processes together, without Redis."""
        return _Both(self.first.program, self.second.program)

    async def tell(self, events: int) -> None:
        """Let the first tell both."""
        await self.first.tell(events)

    async def probe(self) -> None:
        """Ask both something that costs nothing."""
        await asyncio.gather(self.first.probe(), self.second.probe())


async def two_processes() -> list[Row]:
    """Measure a room of 1,000 at ten events a second, spread over two processes."""
    cpu_us: dict[str, list[float]] = defaultdict(list)
    p99_ms: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, running_redis(Path(folder)) as redis:
        async with desk() as population:
            openings = {
                _OURS: _pair(lambda: product(population, redis.url)),
                _NODE: _pair(lambda: node(redis.url)),
                _ALONE: node,
            }
            async for name, visit in in_turn(CLIENTS, population, openings):
                await fan_out(visit, turns=5, events=1, per_s=PER_S)
                fanout = await fan_out(visit, turns=40, events=1, per_s=PER_S)
                cpu_us[name].append(fanout.cpu_us)
                p99_ms[name].append(fanout.p99_ms)
    what = f"two processes with Redis, room of {CLIENTS:,}, {PER_S}/s"
    note = "the processes together, without Redis; ours share one database"
    rows = []
    for name, budget in ((_NODE, 0.6), (_ALONE, None)):
        where = what if name == _NODE else f"{what}, beside {name}"
        cpu = Row(f"CPU per delivered event, {where}", "µs", *_beside(cpu_us, name), budget)
        rows += [cpu, Row(f"latency p99, {where}", "ms", *_beside(p99_ms, name))]
    return [replace(rows[0], note=note), *rows[1:]]


def _beside(
    found: Mapping[str, list[float]], name: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(found[_OURS]), tuple(found[name])


def _pair(opened: Opened) -> Opened:
    @asynccontextmanager
    async def both() -> AsyncIterator[Server]:
        async with opened() as first, opened() as second:
            yield Pair(first, second)

    return both
