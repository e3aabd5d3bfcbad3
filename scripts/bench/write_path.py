"""Commands per second through the write gateway, and without its group commit.

Both write the same changes to the same schema with every commit flushed; the second calls the
batch writer with one change at a time, as a server would that opens a transaction per request.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import TypeAlias

from backend.domain.audience import announce
from backend.domain.metrics import delta
from backend.domain.people import Person, Queue, Team
from backend.domain.tickets import Ticket
from backend.services.changes import Change, PutPerson, PutQueue, PutTeam, PutTicket, Write
from backend.storage.batch import Prepared
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite.connections import writing_connection
from backend.storage.sqlite.storage import open_storage
from backend.storage.sqlite.writing import refusal, write_batch
from common.envelope import encode_event
from common.ids import QueueId, TeamId, TicketId, UserId
from common.vocabulary import Priority, Role
from tests.servers.postgres import running_postgres

CALLERS = 16
COMMANDS = 4_000
ROUNDS = 3
TEAMS = 10
QUEUES = 100
TICKETS = 1_600

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_PEOPLE = tuple(
    Person(UserId(f"u{n}"), f"u{n}@example.com", f"U{n}", Role.EMPLOYEE, password_hash="")
    for n in range(20)
)

_Commit: TypeAlias = Callable[[Change], Awaitable[object]]
_Opened: TypeAlias = Callable[[Path], AbstractAsyncContextManager[_Commit]]


@dataclass(frozen=True, slots=True)
class Row:
    """One way to write: medians of ``ROUNDS`` rounds, the ways taking turns."""

    what: str
    commands_per_s: float
    p99_ms: float


def run() -> list[Row]:
    """Measure both ways, the product's first."""
    ways: dict[str, _Opened] = {
        f"group commit, {CALLERS} callers": _through_the_gateway,
        f"a transaction per command, {CALLERS} callers": _one_by_one,
    }
    rounds: dict[str, list[tuple[float, float]]] = {what: [] for what in ways}
    for _ in range(ROUNDS):
        for what, opened in ways.items():
            rounds[what].append(asyncio.run(_round(opened)))
    return [
        Row(what, median(rate for rate, _ in found), median(p99_ms for _, p99_ms in found))
        for what, found in rounds.items()
    ]


def run_on_postgres() -> Row:
    """Measure the gateway on a PostgreSQL of its own, which flushes every commit to the disk."""
    with tempfile.TemporaryDirectory(prefix="bench-postgres-") as folder:
        Path(folder).chmod(0o755)
        with running_postgres(Path(folder), is_flushing=True) as server:
            rounds = [asyncio.run(_round_on(server.new_database())) for _ in range(ROUNDS)]
    return Row(
        f"group commit on PostgreSQL, {CALLERS} callers",
        median(rate for rate, _ in rounds),
        median(p99_ms for _, p99_ms in rounds),
    )


async def _round_on(dsn: str) -> tuple[float, float]:
    async with postgres_storage.open_storage(
        dsn, on_commit=lambda _: None, new_id=lambda: "bench"
    ) as storage:
        tickets = await _populate(storage.gateway.commit)
        return await _measure(storage.gateway.commit, tickets)


async def _round(opened: _Opened) -> tuple[float, float]:
    """Return commands per second and the 99th percentile of their latency in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        async with _through_the_gateway(path) as commit:
            tickets = await _populate(commit)
        async with opened(path) as commit:
            return await _measure(commit, tickets)


async def _populate(commit: _Commit) -> list[Ticket]:
    """Make people, teams, queues and tickets, and return the tickets."""
    teams = [Team(TeamId(f"team{n}"), f"Team {n}") for n in range(TEAMS)]
    queues = [
        Queue(QueueId(f"queue{n}"), f"Queue {n}", teams[n % TEAMS].id) for n in range(QUEUES)
    ]
    tickets = [
        Ticket.create(
            TicketId(f"t{n}"),
            number=n + 1,
            title="It smokes",
            description="",
            queue=queues[n % QUEUES],
            priority=Priority.NORMAL,
            by=_PEOPLE[0].id,
            at=_AT,
        ).ticket
        for n in range(TICKETS)
    ]
    population: list[Write] = [PutPerson(person) for person in _PEOPLE]
    population += [PutTeam(team) for team in teams]
    population += [PutQueue(queue) for queue in queues]
    await commit(Change(writes=tuple(population)))
    await commit(Change(writes=tuple(PutTicket(ticket, None) for ticket in tickets)))
    return tickets


async def _measure(commit: _Commit, tickets: list[Ticket]) -> tuple[float, float]:
    """Let each caller assign tickets of its own as fast as it is answered."""
    numbers = count()
    latencies_ms: list[float] = []

    async def call(own: list[Ticket]) -> None:
        while (n := next(numbers)) < COMMANDS:
            at = n % len(own)
            began = time.perf_counter()
            own[at], change = _assigned(own[at], n)
            await commit(change)
            latencies_ms.append((time.perf_counter() - began) * 1_000)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for caller in range(CALLERS):
            group.create_task(call(tickets[caller::CALLERS]))
    elapsed_s = time.perf_counter() - began
    return COMMANDS / elapsed_s, quantiles(latencies_ms, n=100)[-1]


def _assigned(ticket: Ticket, n: int) -> tuple[Ticket, Change]:
    """Decide to give a ticket to somebody else, as the service does."""
    others = [person.id for person in _PEOPLE if person.id != ticket.assignee_id]
    decided = ticket.assign(others[n % len(others)], at=_AT)
    ids = count()
    publications = announce(
        decided,
        actor_id=_PEOPLE[0].id,
        at=_AT,
        new_id=lambda: f"e{n}-{next(ids)}",
        may_hear=lambda _: True,
    )
    after = decided.ticket
    write = PutTicket(after, ticket.version)
    return after, Change((write,), publications, delta(ticket, after))


@asynccontextmanager
async def _through_the_gateway(path: Path) -> AsyncIterator[_Commit]:
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "bench") as storage:
        yield storage.gateway.commit


@asynccontextmanager
async def _one_by_one(path: Path) -> AsyncIterator[_Commit]:
    connection = writing_connection(path)
    loop = asyncio.get_running_loop()

    def write(change: Change) -> None:
        encoded = tuple(encode_event(publication.event) for publication in change.publications)
        connection.execute("BEGIN IMMEDIATE")
        refused = refusal(connection, change)
        if refused is not None:
            raise refused
        write_batch(connection, (Prepared(change, encoded),))
        connection.execute("COMMIT")

    with ThreadPoolExecutor(1) as thread:
        yield lambda change: loop.run_in_executor(thread, write, change)
    connection.close()
