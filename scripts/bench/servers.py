"""The two servers that are compared, each in a process of its own, with the same command."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count, cycle
from pathlib import Path
from typing import Protocol

import aiohttp

from scripts.bench.population import QUEUE, SECRET, TEAM, Population
from scripts.bench.programs import Program, python, running

_EVENT = {
    "type": "ticket:updated",
    "id": "0" * 32,
    "at": "2026-01-01T00:00:00.000000Z",
    "actorId": "person-0",
    "ticketId": "0" * 32,
    "ticketVersion": 7,
    "queueId": QUEUE,
    "teamId": TEAM,
    "status": "open",
    "priority": "normal",
    "changes": {"texts": ["title"]},
}
"""What the peer says; as many bytes as the product's event."""


class Measured(Protocol):
    """What can be asked for its costs: one process, or several together."""

    def cpu_s(self) -> float:
        """Return the seconds of CPU that it used."""
        ...

    def resident_bytes(self) -> int:
        """Return the resident memory."""
        ...


class Server(Protocol):
    """A server under measurement."""

    @property
    def urls(self) -> tuple[str, ...]:
        """Where its processes listen; the clients are spread over them."""
        ...

    @property
    def program(self) -> Measured:
        """Its process, or its processes."""
        ...

    async def tell(self, events: int) -> None:
        """Let it tell the queue's room this many events, in one turn if it can."""
        ...

    async def probe(self) -> None:
        """Ask something that costs nothing."""
        ...


@dataclass
class _Http:
    program: Program
    url: str
    http: aiohttp.ClientSession

    @property
    def urls(self) -> tuple[str, ...]:
        """Where its only process listens."""
        return (self.url,)

    async def probe(self) -> None:
        """Ask something that costs nothing."""
        async with self.http.get(f"{self.url}/livez") as response:
            await response.read()


@dataclass
class Product(_Http):
    """This project: each event is a command over HTTP, committed before it is told."""

    population: Population

    def __post_init__(self) -> None:
        """Sign the author of all commands in."""
        _, token = self.population.tokens[0]
        self.headers = {"Authorization": f"Bearer {token}"}
        # A title that a ticket has already is no change, and the next process starts here too.
        self._titles = count(time.time_ns())
        self._tickets = cycle(self.population.tickets)

    async def tell(self, events: int) -> None:
        """Change the titles of this many tickets at the same time, never one that was just."""
        await asyncio.gather(*(self.retitle(next(self._tickets)) for _ in range(events)))

    async def retitle(self, ticket: str) -> None:
        """Give one ticket another title."""
        body = {"title": f"Printer jams {next(self._titles)}"}
        address = f"{self.url}/api/v1/tickets/{ticket}"
        async with self.http.patch(address, json=body, headers=self.headers) as response:
            if response.status != HTTPStatus.OK:
                raise RuntimeError(await response.text())


@dataclass
class Peer(_Http):
    """A server without commands, such as Node's socket.io; it emits the events in one turn."""

    async def tell(self, events: int) -> None:
        """Ask for this many events."""
        async with self.http.get(f"{self.url}/emit?count={events}") as response:
            response.raise_for_status()
            await response.read()


@asynccontextmanager
async def product(population: Population, redis_url: str | None = None) -> AsyncIterator[Product]:
    """Run the product as it is started in production."""
    command = python("backend", "serve", "--host", "127.0.0.1", "--port", "0")
    redis = {} if redis_url is None else {"BOMIZZEL_REDIS_URL": redis_url}
    with running(command, {**population.environ, **redis}) as program:
        async with _client() as http:
            yield Product(program, program.first_line, http, population)


@asynccontextmanager
async def node(redis_url: str = "") -> AsyncIterator[Peer]:
    """Run the peer, with its Redis adapter if there is a Redis."""
    script = Path(__file__).with_name("node") / "server.js"
    async with _peer([shutil.which("node") or "node", str(script)], REDIS_URL=redis_url) as peer:
        yield peer


@asynccontextmanager
async def stock() -> AsyncIterator[Peer]:
    """Run python-socketio as it is."""
    async with _peer(python("scripts.bench.peers.stock")) as peer:
        yield peer


@asynccontextmanager
async def floor() -> AsyncIterator[Peer]:
    """Run what is left when everything is left out."""
    async with _peer(python("scripts.bench.peers.floor")) as peer:
        yield peer


@asynccontextmanager
async def _peer(command: Sequence[str], **environ: str) -> AsyncIterator[Peer]:
    what = {"JWT_SECRET": SECRET, "TEAM": TEAM, "QUEUE": QUEUE, "EVENT": json.dumps(_EVENT)}
    with running(command, {**what, **environ}) as program:
        async with _client() as http:
            yield Peer(program, program.first_line, http)


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
