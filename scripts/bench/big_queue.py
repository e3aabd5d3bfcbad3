"""What a change of one ticket and its figures cost in a queue of few tickets and of very many."""

import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

import asyncpg

from backend.bootstrap.server import open_backend
from backend.config.settings import Settings
from backend.domain.people import Person, Queue, Team
from backend.domain.tickets import Ticket
from backend.services.actor import Actor
from backend.services.changes import Change, PutPerson, PutQueue, PutTeam
from backend.services.desk import Services
from backend.storage import rows
from common import rest
from common.ids import QueueId, TeamId, TicketId, UserId
from common.vocabulary import Priority, Role, Status
from scripts.bench.population import SECRET
from scripts.bench.tables import Row
from tests.servers.postgres import running_postgres

FEW, MANY = 100, 1_000_000
_SIZES = (FEW, MANY)
ROUNDS = 3
COMMANDS = 300
BUDGET = 1.2
OWN = 20
"""Tickets that the commands change in turn."""

_COLUMNS = rows.INSERT_TICKET.partition("(")[2].partition(")")[0].replace(",", " ").split()
"""In the order of ``rows.ticket_row``."""
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_EVE = Person(UserId("eve"), "eve@example.org", "Eve", Role.ADMIN, password_hash="")
_TEAM = Team(TeamId("team"), "Team")
_QUEUE = Queue(QueueId("queue"), "Queue", _TEAM.id)


@dataclass(slots=True)
class Costs:
    """What one size of queue cost, round by round."""

    command_cpu_us: list[float] = field(default_factory=list)
    command_p50_ms: list[float] = field(default_factory=list)
    figures_p50_ms: list[float] = field(default_factory=list)
    recount_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Database:
    """Where the tickets are.

    Attributes:
        url: As the server's configuration takes it.
        fill: Stores tickets directly.
    """

    url: str
    fill: Callable[[Iterable[Ticket]], Awaitable[None]]


async def big_queue() -> list[Row]:
    """Measure both sizes in turn on SQLite, then on a PostgreSQL that flushes each commit too."""
    with tempfile.TemporaryDirectory(prefix="bench-queue-") as folder:
        files = [on_sqlite_file(Path(folder), size) for size in _SIZES]
        on_sqlite = await _measured("SQLite", *files)
        with running_postgres(Path(folder), is_flushing=True) as server:
            databases = [_postgres(server.new_database()) for _ in _SIZES]
            return on_sqlite + await _measured("PostgreSQL", *databases)


def on_sqlite_file(folder: Path, size: int) -> Database:
    """Return the file for a queue of this size."""
    path = folder / f"{size}.db"

    async def fill(tickets: Iterable[Ticket]) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executemany(rows.INSERT_TICKET, map(rows.ticket_row, tickets))
            connection.commit()

    return Database(f"sqlite:///{path}", fill)


def _postgres(url: str) -> Database:
    async def fill(tickets: Iterable[Ticket]) -> None:
        connection = await asyncpg.connect(url)
        await connection.copy_records_to_table(
            "ticket", records=map(rows.ticket_row, tickets), columns=_COLUMNS
        )
        # At rest, as after a night: what follows from the filling is not measured.
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        await connection.close()

    return Database(url, fill)


async def _measured(kind: str, few: Database, many: Database) -> list[Row]:
    """Return the rows of one kind of database, with the figures that counts had to correct."""
    found = {few.url: Costs(), many.url: Costs()}
    for database, size in zip((few, many), _SIZES, strict=True):
        await fill_queue(database, size)
    drifts = 0
    for _ in range(ROUNDS):
        for url, of_size in found.items():
            drifts += await measure(url, of_size)
    what = f"in a queue of {MANY:,} tickets instead of {FEW}, {kind}"
    note = (
        f"the peer is the same in the queue of {FEW}; no HTTP, every commit flushed, and of"
        " PostgreSQL only our side"
    )
    big, small = found[many.url], found[few.url]
    return [
        Row(
            f"CPU of a change of status {what}",
            "µs",
            tuple(big.command_cpu_us),
            tuple(small.command_cpu_us),
            BUDGET,
            note=note,
        ),
        Row(
            "the same: latency p50",
            "ms",
            tuple(big.command_p50_ms),
            tuple(small.command_p50_ms),
            BUDGET,
        ),
        Row(
            "reading the figures there: latency p50",
            "ms",
            tuple(big.figures_p50_ms),
            tuple(small.figures_p50_ms),
            BUDGET,
        ),
        Row(f"counting the {MANY:,} tickets to check their figures", "ms", tuple(big.recount_ms)),
        Row("figures that those counts had to correct", "", (drifts,), (), 0),
    ]


def _settings(url: str) -> Settings:
    return Settings.from_environ({"BOMIZZEL_DATABASE_URL": url, "BOMIZZEL_JWT_SECRET": SECRET})


async def fill_queue(database: Database, tickets: int) -> None:
    """Store tickets, and let a first count find their figures."""
    async with open_backend(_settings(database.url)) as backend:
        people = (PutPerson(_EVE), PutTeam(_TEAM), PutQueue(_QUEUE))
        await backend.storage.gateway.commit(Change(writes=people))
    await database.fill(_tickets(tickets))
    async with open_backend(_settings(database.url)) as backend:
        await _count(backend.services, [])


def _tickets(total: int) -> Iterator[Ticket]:
    """Yield tickets of all ages, every fourth open."""
    first = Ticket.create(
        TicketId("t"),
        number=1,
        title="It smokes",
        description="",
        queue=_QUEUE,
        priority=Priority.NORMAL,
        by=_EVE.id,
        at=_AT,
    ).ticket
    resolved = replace(first, status=Status.RESOLVED, resolved_at=_AT)
    for n in range(total):
        yield replace(
            resolved if n % 4 else first,
            id=TicketId(f"t{n}"),
            number=n + 1,
            created_at=_AT - timedelta(seconds=n),
        )


async def measure(url: str, found: Costs) -> int:
    """Measure one size once, and return how many figures a count had to correct."""
    async with open_backend(_settings(url)) as backend:
        services, eve = backend.services, Actor(_EVE.id, _EVE.role)
        statuses = {TicketId(f"t{4 * n}"): Status.PENDING for n in range(OWN)}
        for ticket_id in statuses:
            patch = rest.TicketPatch(status=Status.OPEN)
            await services.tickets.update(eve, ticket_id, patch)
        turns = count()

        async def change() -> None:
            ticket_id = TicketId(f"t{4 * (next(turns) % OWN)}")
            status = statuses[ticket_id]
            statuses[ticket_id] = Status.OPEN if status is Status.PENDING else Status.PENDING
            await services.tickets.update(eve, ticket_id, rest.TicketPatch(status=status))

        cpu_s = time.process_time()
        found.command_p50_ms.append(await _p50_ms(change))
        found.command_cpu_us.append((time.process_time() - cpu_s) / COMMANDS * 1e6)
        found.figures_p50_ms.append(await _p50_ms(lambda: services.metrics.current(_QUEUE.id)))
        corrected: list[int] = []
        began = time.perf_counter()
        await _count(services, corrected)
        found.recount_ms.append((time.perf_counter() - began) * 1_000)
        return sum(corrected)


async def _count(services: Services, corrected: list[int]) -> None:
    await services.recount.run(timedelta(0), lambda _, moved: corrected.append(len(moved)))


async def _p50_ms(act: Callable[[], Awaitable[object]]) -> float:
    took_ms = []
    for _ in range(COMMANDS):
        began = time.perf_counter()
        await act()
        took_ms.append((time.perf_counter() - began) * 1_000)
    return median(took_ms)
