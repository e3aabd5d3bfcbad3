"""Whose turn it is on PostgreSQL, and what is told of a commit whose end was not heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from asyncpg.transaction import Transaction
from sqlalchemy import Connection, text

from backend.services.changes import Change
from backend.services.errors import UnansweredError
from backend.services.retention_changes import RemoveOld
from backend.storage.opened import Storage
from backend.storage.postgres.storage import open_storage
from common.envelope import decode_event
from common.stream import Head
from tests.fakes.changes import ROOMS, filed, make_ticket, retitled
from tests.fakes.desk import POPULATION
from tests.servers.postgres import Postgres

FIRST, SECOND = sorted(ROOMS)
TAKE_NUMBER = "UPDATE room SET head = head + 1 WHERE name = $1"
SOMEBODY_WAITS = """
SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock')"""


@pytest.fixture
def url(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    async with open_storage(url, on_commit=lambda _: None, new_id=lambda: "epoch") as storage:
        await storage.gateway.commit(POPULATION)
        yield storage


@pytest.fixture
async def other(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The connection of another process."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def test_who_comes_second_waits_for_the_first_room_and_holds_no_later_one(
    storage: Storage, other: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    change = filed(make_ticket("t2", 2), rooms=(SECOND, FIRST))
    async with asyncio.timeout(5), other.transaction():
        await other.execute("SET LOCAL lock_timeout = '500ms'")
        await other.execute(TAKE_NUMBER, FIRST)
        committing = asyncio.ensure_future(storage.gateway.commit(change))
        while not await other.fetchval(SOMEBODY_WAITS):
            pass
        await other.execute(TAKE_NUMBER, SECOND)

    (published,) = (await committing).published
    assert published.positions == {FIRST: 3, SECOND: 3}


async def test_removal_waits_for_the_first_room_and_holds_no_later_one(
    storage: Storage, other: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    removal = RemoveOld(
        previous_n=0,
        through_n=0,
        floors={SECOND: 1},
        marked=(),
        forgotten=(),
        answers=(),
        tokens=(),
    )
    change = filed(make_ticket("t2", 2), rooms=(FIRST,))
    async with asyncio.timeout(5), other.transaction():
        await other.execute("SET LOCAL lock_timeout = '500ms'")
        await other.execute(TAKE_NUMBER, FIRST)
        # Both wait for the writer, and so share a transaction.
        committing = asyncio.gather(
            storage.gateway.commit(change), storage.gateway.commit(Change(writes=(removal,)))
        )
        while not await other.fetchval(SOMEBODY_WAITS):
            pass
        await other.execute(TAKE_NUMBER, SECOND)

    await committing
    heads = await storage.readers.streams.heads((FIRST, SECOND))
    assert heads == {FIRST: Head(head=3), SECOND: Head(head=2, floor=1)}


async def test_no_two_entries_of_a_room_have_one_number(
    storage: Storage, other: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await storage.gateway.commit(filed(make_ticket()))

    with pytest.raises(asyncpg.UniqueViolationError):
        await other.execute("INSERT INTO entry (room, seq, n) VALUES ($1, 1, 999)", FIRST)


async def test_what_one_read_asks_belongs_to_one_moment(
    url: str, storage: Storage, postgres: Postgres
) -> None:
    def count_while_somebody_writes(connection: Connection) -> list[object]:
        count = text("SELECT count(*) FROM team")
        before = connection.scalar(count)
        new = "INSERT INTO team (id, name, disabled) VALUES ('new', 'New', false)"
        postgres.run_sql(new, url.rpartition("/")[2])
        return [before, connection.scalar(count)]

    assert await storage.pool.run(count_while_somebody_writes) == [2, 2]
    assert len(await storage.readers.people.teams()) == 3


async def test_commit_whose_end_was_not_heard_is_neither_repeated_nor_called_a_failure(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = make_ticket()
    await storage.gateway.commit(filed(ticket))
    commit = Transaction.commit

    async def cut(transaction: Any) -> None:
        await commit(transaction)
        transaction._connection.terminate()
        raise asyncpg.ConnectionDoesNotExistError

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "commit", cut)
        with pytest.raises(UnansweredError):
            await storage.gateway.commit(retitled(ticket, "done"))

    entries = await storage.readers.streams.entries_after(FIRST, 0, 10)
    assert [decode_event(encoded).id for _, encoded in entries] == [
        "ticket-1-v1",
        "ticket-1-v2-done",
    ]
    committed = await storage.gateway.commit(filed(make_ticket("t2", 2)))
    assert committed.published[0].positions[FIRST] == 3
