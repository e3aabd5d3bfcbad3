"""How many commands a second one process takes over HTTP, each durable before it is answered."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scripts.bench.population import Population, populate
from scripts.bench.programs import Program, python, running
from scripts.bench.servers import Product, product
from scripts.bench.tables import Row
from tests.servers.postgres import running_postgres

ROUNDS = 3
CALLERS = 16
COMMANDS = 4_000
WARM_UP = 500
BUDGET_PER_S = 1_000
SLOW_FLUSH_MS = 5


@dataclass(frozen=True, slots=True)
class _Round:
    """One round: commands a second, latency, and CPU of the server and of its callers."""

    per_s: float
    p99_ms: float
    server_ms: float
    callers_busy: float


async def commands() -> list[Row]:
    """Measure ticket commands through HTTP, all in one queue, with every commit flushed."""
    rows = []
    for flush_ms in (0, SLOW_FLUSH_MS):
        slow = f", {flush_ms} ms added to each flush" if flush_ms else ""
        for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
            with _slow_flush(flush_ms) as environ:
                async with database(environ) as server:
                    await asyncio.to_thread(_round, server, WARM_UP)
                    rounds = [
                        await asyncio.to_thread(_round, server, COMMANDS) for _ in range(ROUNDS)
                    ]
            rows += _rows(f"{name}, one process, {CALLERS} callers, one queue{slow}", rounds)
    return rows


def _rows(what: str, rounds: list[_Round]) -> list[Row]:
    busy = median(one.callers_busy for one in rounds)
    return [
        Row(
            f"ticket commands through HTTP: {what}",
            "1/s",
            tuple(one.per_s for one in rounds),
            (),
            BUDGET_PER_S,
            is_floor=True,
            note=f"the callers were busy {busy:.0%} of a core beside the server",
        ),
        Row("the same: latency p99", "ms", tuple(one.p99_ms for one in rounds)),
        Row(
            "the same: CPU of the server for a command, without the database's processes"
            if what.startswith("PostgreSQL")
            else "the same: CPU of the server for a command",
            "ms",
            tuple(one.server_ms for one in rounds),
        ),
    ]


def _round(server: Product, commands: int) -> _Round:
    population = server.population
    order = {
        "url": server.url,
        "token": population.tokens[0][1],
        "tickets": [population.tickets[caller::CALLERS] for caller in range(CALLERS)],
        "commands": commands,
    }
    with running(python("scripts.bench.callers"), {}, shows_errors=True) as program:
        cpu_s = server.program.cpu_s()
        answer = _asked(program, order)
        cpu_s = server.program.cpu_s() - cpu_s
    took_s = answer["took_s"]
    return _Round(
        commands / took_s,
        quantiles(answer["latencies_ms"], n=100)[-1],
        cpu_s * 1_000 / commands,
        answer["cpu_s"] / took_s,
    )


def _asked(program: Program, order: Mapping[str, Any]) -> Any:
    process = program.process
    if process.stdin is None or process.stdout is None:
        raise RuntimeError
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@asynccontextmanager
async def _sqlite(environ: Mapping[str, str]) -> AsyncIterator[Product]:
    with tempfile.TemporaryDirectory() as folder:
        population = await populate(Path(folder), people=1, signed_in=1)
        async with product(_with(population, environ)) as server:
            yield server


@asynccontextmanager
async def _postgres(environ: Mapping[str, str]) -> AsyncIterator[Product]:
    """Run the product on a server of its own, whose processes wait for the disk."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-postgres-") as folder,
        running_postgres(Path(folder), is_flushing=True, environ=environ) as database,
    ):
        url = database.new_database()
        population = await populate(Path(folder), people=1, signed_in=1, database_url=url)
        async with product(population) as server:
            yield server


def _with(population: Population, environ: Mapping[str, str]) -> Population:
    return replace(population, environ={**population.environ, **environ})


@contextmanager
def _slow_flush(ms: int) -> Iterator[dict[str, str]]:
    """Build what delays flushes, and return the environment of a database that waits."""
    if not ms:
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        library = Path(folder) / "slow_flush.so"
        source = Path(__file__).with_name("slow_flush.c")
        compiler = shutil.which("cc") or "cc"
        subprocess.run(
            (compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"),
            check=True,
            env={"PATH": os.environ["PATH"]},
        )
        yield {"LD_PRELOAD": str(library), "FLUSH_US": str(ms * 1_000)}
