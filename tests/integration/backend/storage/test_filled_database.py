"""Revision 0003 on a database that was in use before: figures and history begin right."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection, insert

from backend.domain.metrics import Measure, contribution, drift
from backend.domain.tickets import Ticket
from backend.storage import migrate, rows, schema
from backend.storage.opened import Storage
from backend.storage.postgres import connections as postgres_connections
from backend.storage.postgres import migrate as postgres_migrate
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite import connections as sqlite_connections
from backend.storage.sqlite import storage as sqlite_storage
from common.ids import Epoch
from common.rooms import queue_room
from common.vocabulary import Status
from tests.fakes.changes import make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import DAN, EVE, FIELD, PRINTERS, actor, build_desk
from tests.servers.postgres import Postgres

HOUR = timedelta(hours=1)
KNOWN_BEFORE = {
    Measure.STATUS,
    Measure.OPEN_PRIORITY,
    Measure.OPEN_ASSIGNEE,
    Measure.OPEN_CREATED_S,
}

FRESH = make_ticket("fresh", 1)
ANSWERED = replace(make_ticket("answered", 2), first_response_at=NOON + HOUR)
RESOLVED = replace(
    make_ticket("resolved", 3),
    status=Status.RESOLVED,
    first_response_at=NOON + HOUR,
    resolved_at=NOON + 2 * HOUR + timedelta(seconds=0.7),
)
CLOCK_SET_BACK = replace(
    make_ticket("set-back", 4), status=Status.CLOSED, resolved_at=NOON - timedelta(seconds=1.5)
)
TICKETS = (FRESH, ANSWERED, RESOLVED, CLOCK_SET_BACK)


def fill_revision_0002(connection: Connection) -> None:
    """Make the schema of before, with what a server of before left in it."""
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0002")
    for person in (DAN, EVE):
        row = {name: getattr(person, name) for name in schema.person.c.keys()}  # noqa: SIM118
        connection.execute(insert(schema.person).values(row))
    connection.execute(insert(schema.team).values(id=FIELD.id, name=FIELD.name))
    connection.execute(
        insert(schema.queue).values(id=PRINTERS.id, name=PRINTERS.name, team_id=FIELD.id)
    )
    connection.execute(insert(schema.history).values(epoch="epoch-1"))
    for ticket in TICKETS:
        connection.execute(insert(schema.ticket).values(ticket_columns(ticket)))
    known = sum(map(contribution, TICKETS), contribution(None))
    for key, value in known.items():
        if key.measure in KNOWN_BEFORE:
            metric = {"measure": key.measure.value, "label": key.label, "value": value}
            connection.execute(insert(schema.queue_metric).values(queue_id=key.queue_id, **metric))


def ticket_columns(ticket: Ticket) -> dict[str, rows.Value]:
    names = rows.INSERT_TICKET.partition("(")[2].partition(")")[0].split(",")
    return dict(zip(map(str.strip, names), rows.ticket_row(ticket), strict=True))


@pytest.fixture(params=["sqlite", "postgres"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path / "desk.db"
            engine = sqlite_connections.writing_engine(path)
            with engine.begin() as connection:
                fill_revision_0002(connection)
            engine.dispose()
            opened = sqlite_storage.open_storage(
                path, on_commit=lambda _: None, new_id=lambda: "epoch-2"
            )
        else:
            server: Postgres = request.getfixturevalue("postgres")
            url = server.new_database()
            async_engine = postgres_connections.writing_engine(url)
            async with async_engine.begin() as async_connection:
                await async_connection.run_sync(fill_revision_0002)
            await async_engine.dispose()
            opened = postgres_storage.open_storage(
                url, on_commit=lambda _: None, new_id=lambda: "epoch-2"
            )
        yield await stack.enter_async_context(opened)


async def test_tickets_of_before_are_in_the_figures_and_no_count_differs(storage: Storage) -> None:
    desk = build_desk(storage.gateway, storage.readers)
    desk.clock.advance(3 * HOUR)

    counted = await desk.services.recount.run(HOUR, lambda *_: pytest.fail("drift"))
    figures = await desk.services.metrics.current(PRINTERS.id)

    assert counted == 1
    assert drift(*await storage.readers.metrics.counted(PRINTERS.id)) == {}
    assert figures.average_first_response_seconds == 3_600
    assert figures.average_resolution_seconds == 3_600
    assert (figures.created_today, figures.resolved_today) == (4, 2)


async def test_history_of_before_ends_with_the_tickets_that_are_open(storage: Storage) -> None:
    desk = build_desk(storage.gateway, storage.readers)
    desk.clock.advance(2 * HOUR)

    history = await desk.services.metrics.history(actor(EVE), PRINTERS.id, begin=NOON - 2 * HOUR)

    opened = [(bucket.created, bucket.resolved, bucket.open) for bucket in history.items]
    assert opened == [(0, 0, 0), (0, 0, 0), (4, 1, 3), (0, 0, 3), (0, 1, 2)]


class WriterOfBefore:
    """A server of before, as far as its tables go: changes a ticket and tells the queue's room."""

    def __init__(self, url: str) -> None:
        self.written = 0
        self.longest_s = 0.0
        self._url = url
        self._progress = asyncio.Condition()

    async def run(self) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            while True:
                began = time.monotonic()
                async with connection.transaction():
                    await self._write(connection)
                self.longest_s = max(self.longest_s, time.monotonic() - began)
                async with self._progress:
                    self.written += 1
                    self._progress.notify_all()
        finally:
            await connection.close()

    async def until_written(self, count: int) -> None:
        async with asyncio.timeout(10), self._progress:
            await self._progress.wait_for(lambda: self.written >= count)

    async def _write(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        room = queue_room(PRINTERS.id)
        await connection.execute("UPDATE ticket SET version = version + 1 WHERE id = 'fresh'")
        seq = await connection.fetchval(
            "INSERT INTO room (name, head) VALUES ($1, 1)"
            " ON CONFLICT (name) DO UPDATE SET head = room.head + 1 RETURNING head",
            room,
        )
        await connection.execute("INSERT INTO entry (room, seq, n) VALUES ($1, $2, $2)", room, seq)


async def test_server_of_before_goes_on_writing_while_postgresql_is_migrated(
    postgres: Postgres,
) -> None:
    url = postgres.new_database()
    engine = postgres_connections.writing_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(fill_revision_0002)
    await engine.dispose()
    writer = WriterOfBefore(url)
    writing = asyncio.create_task(writer.run())
    try:
        await writer.until_written(20)
        await postgres_migrate.migrate(url, new_epoch=Epoch("epoch-2"))
        await writer.until_written(writer.written + 20)
        assert not writing.done()
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    assert writer.longest_s < postgres_connections.LOCK_TIMEOUT_S
    database = url.rpartition("/")[2]
    entries, head = (
        int(postgres.run_sql(f"SELECT {what}", database))
        for what in ("count(*) FROM entry", "head FROM room")
    )
    assert entries == head >= writer.written
