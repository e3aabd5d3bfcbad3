"""Figures on a database that a newer version writes to, and in queues of many tickets."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from typing_extensions import override

from backend.domain.flow import flows
from backend.domain.metrics import delta, drift
from backend.services.changes import Change, PutTicket
from backend.storage.batch import Prepared
from backend.storage.metrics import SqlMetricsReader
from backend.storage.opened import Storage
from backend.storage.reading import ReadPool
from backend.storage.rows import Value
from backend.storage.sqlite.connections import reading_engine, writing_connection
from backend.storage.sqlite.writing import write_batch
from common.vocabulary import Status
from tests.fakes.changes import filed, make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import PRINTERS

_T = TypeVar("_T")


class Steps:
    """Counts the steps of SQLite's machine, a measure of work that no other load disturbs."""

    def __init__(self) -> None:
        self.count = 0

    def watch(self, connection: sqlite3.Connection) -> None:
        connection.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.count += 1
        return 0


class CountedReads(ReadPool):
    """Reads on the spot."""

    def __init__(self, engine: Engine, steps: Steps) -> None:
        self._engine = engine
        self._steps = steps

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            self._steps.watch(driver)
            return read(connection)

    @override
    async def row(self, sql: str, *parameters: Value) -> Sequence[Any] | None:
        raise NotImplementedError


async def steps_to_read(path: Path) -> int:
    """Return what the figures of a queue cost that are told to its listeners."""
    steps, engine = Steps(), reading_engine(path)
    reader = SqlMetricsReader(CountedReads(engine, steps))
    await reader.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    engine.dispose()
    return steps.count


def steps_to_resolve(path: Path) -> int:
    """Return what a change of the first ticket costs, with its figures; nothing stays of it."""
    ticket = make_ticket()
    after = ticket.change_status(Status.RESOLVED, at=NOON).ticket
    change = Change(
        writes=(PutTicket(after, ticket.version),),
        deltas=delta(ticket, after),
        flows=flows(ticket, after),
    )
    steps = Steps()
    with closing(writing_connection(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        steps.watch(connection)
        write_batch(connection, (Prepared(change, ()),))
        connection.set_progress_handler(None, 1)
        connection.execute("ROLLBACK")
    return steps.count


async def test_figures_that_a_newer_version_counts_are_left_alone(
    storage: Storage, path: Path
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("INSERT INTO queue_metric VALUES (?, 'regretted', '', 5)", (PRINTERS.id,))
        newer.execute(
            "INSERT INTO queue_flow SELECT queue_id, span, begins_at, 'regretted', 5"
            " FROM queue_flow WHERE flow = 'created'"
        )
        newer.commit()

    metrics = storage.readers.metrics
    figures = await metrics.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    is_open, hours = await metrics.history(PRINTERS.id, NOON)

    assert figures.hours == figures.minutes == {"created": 1}
    assert (is_open, hours[NOON]) == (1, {"created": 1})
    assert drift(*await metrics.counted(PRINTERS.id)) == {}


async def test_change_and_figures_cost_the_same_among_many_tickets(
    storage: Storage, path: Path
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    alone = steps_to_resolve(path), await steps_to_read(path)
    others = [make_ticket(f"t{n}", n) for n in range(2, 500)]
    await asyncio.gather(*(storage.gateway.commit(filed(one)) for one in others))

    among_many = steps_to_resolve(path), await steps_to_read(path)

    assert among_many == alone
    assert min(alone) > 0
