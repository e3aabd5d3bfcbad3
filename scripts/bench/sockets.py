"""What sockets cost: the product and its peer take turns, with the same clients and events."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from scripts.bench.crowds import CrowdProcess, crowd
from scripts.bench.population import Population, populate
from scripts.bench.servers import Server, node, product
from scripts.bench.tables import Row

ROUNDS = 3
PEOPLE = 500
"""Each has ten sockets at most, as many as the product allows."""
PER_S = 10
SETTLE_S = 60
QUIET_S = 0.15
"""CPU within a second, below which nothing goes on but what always does."""
Opened = Callable[[], AbstractAsyncContextManager[Server]]

_Name = TypeVar("_Name")


@dataclass
class Visit:
    """One server with its crowd connected, and what that took.

    Attributes:
        empty_bytes: Resident memory of the server before anybody came.
        connect_ms: CPU of the server for one client to connect, sign in and enter its rooms.
        connect_s: Until all who came last were signed in.
        memory_kib: Resident memory of the server for one of the clients.
    """

    server: Server
    crowd: CrowdProcess
    population: Population
    empty_bytes: int
    clients: int = 0
    connect_ms: float = 0.0
    connect_s: float = 0.0
    memory_kib: float = 0.0

    async def connect(self, clients: int) -> None:
        """Let more clients come, until there are as many, and wait until that is over."""
        more, program = clients - self.clients, self.server.program
        cpu_s, self.connect_s = program.cpu_s(), 0.0
        urls = self.server.urls
        for url in urls:
            tokens = self.population.tokens
            self.connect_s += await self.crowd.connect(more // len(urls), url, tokens)
        await _settled(self.server)
        self.clients = clients
        self.connect_ms = (program.cpu_s() - cpu_s) * 1_000 / more
        self.memory_kib = (program.resident_bytes() - self.empty_bytes) / 1024 / clients


@dataclass
class Figures:
    """What one measure came to: in each round for the product and for its peer."""

    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)

    def side(self, is_ours: bool) -> list[float]:  # noqa: FBT001 - which of two lists
        """Return the product's figures or the peer's."""
        return self.ours if is_ours else self.peer

    def row(self, what: str, unit: str, budget: float | None, note: str = "") -> Row:
        """Return the table's row."""
        return Row(what, unit, tuple(self.ours), tuple(self.peer), budget, note=note)


@dataclass(frozen=True, slots=True)
class Fanout:
    """What it cost to tell events to a room.

    Attributes:
        cpu_us: CPU of the server for one event to one client.
        p99_ms: 99th percentile of the time from the command to a client.
        load_share: How busy the crowd was, 1 meaning that it was the bottleneck.
    """

    cpu_us: float
    p50_ms: float
    p99_ms: float
    load_share: float


async def visits(
    clients: int,
    population: Population,
    ours: Opened | None = None,
    peer: Opened | None = None,
) -> AsyncIterator[tuple[bool, Visit]]:
    """Yield both servers in turn, ``ROUNDS`` times, each new and with its crowd connected."""
    openings = {True: ours or (lambda: product(population)), False: peer or node}
    async for is_ours, visit in in_turn(clients, population, openings):
        yield is_ours, visit


async def in_turn(
    clients: int, population: Population, openings: Mapping[_Name, Opened]
) -> AsyncIterator[tuple[_Name, Visit]]:
    """Yield the servers in turn, ``ROUNDS`` times, each new and with its crowd connected."""
    for _ in range(ROUNDS):
        for name, opened in openings.items():
            async with opened() as server, _connected(server, clients, population) as visit:
                yield name, visit


async def fan_out(visit: Visit, *, turns: int, events: int, per_s: float) -> Fanout:
    """Tell the room ``events`` at a time, ``turns`` times, at a fixed rate."""
    server = visit.server
    waiting = asyncio.create_task(visit.crowd.expect(turns * events))
    cpu_s, load_s, began = server.program.cpu_s(), visit.crowd.program.cpu_s(), time.monotonic()
    commands = []
    told_at = []
    for turn in range(turns):
        await asyncio.sleep(max(0.0, began + turn / per_s - time.monotonic()))
        told_at += [time.monotonic()] * events
        commands.append(asyncio.create_task(server.tell(events)))
    await asyncio.gather(*commands)
    arrivals = await waiting
    took_s = time.monotonic() - began
    used_s = server.program.cpu_s() - cpu_s
    load_share = (visit.crowd.program.cpu_s() - load_s) / took_s
    latencies_ms = [
        (at - told) * 1_000
        for client in arrivals
        for at, told in zip(client, told_at, strict=True)
    ]
    cuts = quantiles(latencies_ms, n=100)
    delivered = turns * events * visit.clients
    return Fanout(used_s * 1e6 / delivered, cuts[49], cuts[98], load_share)


@asynccontextmanager
async def _connected(server: Server, clients: int, population: Population) -> AsyncIterator[Visit]:
    with crowd() as people:
        await server.probe()
        visit = Visit(server, people, population, server.program.resident_bytes())
        await visit.connect(clients)
        yield visit


async def _settled(server: Server) -> None:
    """Wait until what the clients set off by connecting is over."""
    for _ in range(SETTLE_S):
        cpu_s = server.program.cpu_s()
        await asyncio.sleep(1)
        if server.program.cpu_s() - cpu_s < QUIET_S:
            return


@asynccontextmanager
async def desk(people: int = PEOPLE, queues: int = 1) -> AsyncIterator[Population]:
    """Make the help desk that the clients belong to."""
    with tempfile.TemporaryDirectory() as folder:
        yield await populate(Path(folder), people=people, signed_in=people, queues=queues)
