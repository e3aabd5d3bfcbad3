"""What several processes on one PostgreSQL may rely on, and what its failures cost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from backend.domain.audience import Publication
from backend.services.changes import (
    Change,
    KeepHistory,
    MarkNotifications,
    MarkUnread,
    Published,
    Write,
)
from backend.services.errors import InfrastructureError
from backend.services.ports import CommitMark
from backend.storage.opened import Storage
from backend.storage.postgres.connections import FAILURES, connect_to_write
from backend.storage.postgres.gateway import PostgresWriteGateway
from backend.storage.postgres.migrate import migrate
from backend.storage.postgres.storage import open_storage
from common.envelope import decode_event
from common.errors import BomizzelError
from common.events import AnyEvent, NotificationsRead, NotificationsUnread
from common.ids import Epoch, EventId
from common.rooms import user_room
from tests.fakes.changes import ROOMS, filed, make_ticket, remembered, retitled
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, POPULATION
from tests.guards.logs import ExpectedLogs
from tests.servers.postgres import Postgres

WRITERS = 3
COMMANDS = 60


@pytest.fixture
def url(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


def opened(url: str) -> AbstractAsyncContextManager[Storage]:
    return open_storage(url, on_commit=lambda _: None, new_id=lambda: "another epoch")


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    async with opened(url) as storage:
        await storage.gateway.commit(POPULATION)
        yield storage


@asynccontextmanager
async def connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def writes(storage: Storage, writer: int, ids: Sequence[str]) -> list[Published]:
    """Commit one ticket after the other, four at a time, and return what was published."""

    async def one(number: int) -> Published:
        ticket = make_ticket(ids[number], await storage.readers.tickets.next_number())
        # The rooms in another order in each process: who sorts does not run into the others.
        rooms = tuple(reversed(ROOMS)) if writer % 2 else ROOMS
        return (await storage.gateway.commit(filed(ticket, rooms=rooms))).published[0]

    published = []
    for start in range(0, len(ids), 4):
        group = range(start, min(start + 4, len(ids)))
        published += await asyncio.gather(*(one(number) for number in group))
    return published


async def test_several_writers_leave_no_gap_and_a_look_misses_nothing(
    url: str, storage: Storage
) -> None:
    streams = storage.readers.streams
    mark = await streams.newest_mark()
    looked: list[Published] = []
    seqs: list[int] = []
    is_over = asyncio.Event()

    async def look() -> None:
        nonlocal mark
        while True:
            was_over = is_over.is_set()
            commits = await streams.committed_since(mark, 1_000)
            looked.extend(commits.published)
            mark = commits.mark
            entries = await streams.entries_after(ROOMS[0], len(seqs), 1_000)
            seqs.extend(seq for seq, _ in entries)
            assert seqs == list(range(1, len(seqs) + 1))
            if was_over:
                return

    async with opened(url) as second, opened(url) as third:
        reader = asyncio.create_task(look())
        written = await asyncio.gather(
            *(
                writes(writer, place, [f"w{place}-{n}" for n in range(COMMANDS)])
                for place, writer in enumerate((storage, second, third))
            )
        )
        is_over.set()
        await reader

    flat = [one for of_writer in written for one in of_writer]
    for room in ROOMS:
        in_room = sorted(flat, key=lambda one: one.positions[room])
        assert [one.positions[room] for one in in_room] == list(range(1, len(flat) + 1))
        assert [one.n for one in in_room] == sorted(one.n for one in flat)
    assert sorted(one.n for one in looked) == sorted(one.n for one in flat)
    assert len(seqs) == WRITERS * COMMANDS


async def test_marks_of_two_processes_hold_as_the_room_says(url: str, storage: Storage) -> None:
    room, ids = user_room(ANA.id), (EventId("ticket-1-v1"),)
    await storage.gateway.commit(filed(make_ticket()))

    async def mark(writer: Storage, number: int, *, read: bool) -> None:
        fields: dict[str, Any] = {
            "id": EventId(f"mark-{number}"),
            "at": NOON,
            "user_id": ANA.id,
            "ids": ids,
        }
        if read:
            write: Write = MarkNotifications(ANA.id, ids, {}, cleared=False, at=NOON)
            told: AnyEvent = NotificationsRead(**fields)
        else:
            write, told = MarkUnread(ANA.id, ids), NotificationsUnread(**fields)
        published = Publication(told, (room,))
        await writer.gateway.commit(Change(writes=(write,), publications=(published,)))

    async with opened(url) as other:
        for number in range(0, 60, 2):
            await asyncio.gather(
                mark(storage, number, read=True), mark(other, number + 1, read=False)
            )
            entries = await storage.readers.streams.entries_after(room, number, 10)
            (heard,) = await storage.readers.notifications.heard(
                ANA.id, {ROOMS[0]: 0}, read={}, below=None, since=NOON, limit=10
            )
            last = decode_event(entries[-1][1])
            assert heard.unread is isinstance(last, NotificationsUnread)


async def test_of_two_processes_on_one_version_exactly_one_wins(
    url: str, storage: Storage
) -> None:
    async with opened(url) as other:
        ticket = make_ticket()
        await storage.gateway.commit(filed(ticket))
        outcomes: list[object] = []
        for version in range(1, 11):
            present = replace(ticket, version=version)
            outcomes += await asyncio.gather(
                storage.gateway.commit(retitled(present, f"left-{version}")),
                other.gateway.commit(retitled(present, f"right-{version}")),
                return_exceptions=True,
            )

    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert kinds.count("StaleTicketError") == kinds.count("Committed") == 10


async def test_of_two_processes_with_one_request_key_exactly_one_wins(
    url: str, storage: Storage
) -> None:
    async with opened(url) as other:
        outcomes: list[object] = []
        for n in range(1, 11):
            request = remembered(f"key-{n}")
            outcomes += await asyncio.gather(
                storage.gateway.commit(Change(request=request)),
                other.gateway.commit(Change(request=request)),
                return_exceptions=True,
            )

    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert kinds.count("DuplicateRequestError") == kinds.count("Committed") == 10


async def test_what_commits_late_is_found_by_the_next_look(url: str, storage: Storage) -> None:
    streams = storage.readers.streams
    mark = await streams.newest_mark()
    async with connected(url) as slow:
        transaction = slow.transaction()
        await transaction.start()
        n = await slow.fetchval("SELECT nextval('event_n_seq')")
        await storage.gateway.commit(filed(make_ticket()))
        await slow.execute(
            "INSERT INTO event (n, id, type, at, body, positions)"
            " SELECT $1, 'late', type, at, replace(encode(body, 'escape'), id, 'late')::bytea,"
            " '{}' FROM event",
            n,
        )
        await slow.execute("INSERT INTO commit_log (n) VALUES ($1)", n)
        early = await streams.committed_since(mark, 10)
        await transaction.commit()

    late = await streams.committed_since(early.mark, 10)
    assert [one.event.id for one in early.published] == ["ticket-1-v1"]
    assert early.published[0].n > n
    assert [one.n for one in late.published] == [n]
    assert list((await streams.committed_since(late.mark, 10)).published) == []


async def test_what_is_committed_under_a_number_that_a_crash_gave_back_is_found(
    url: str, storage: Storage, postgres: Postgres, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("gateway:ERROR:database cannot be reached")
    streams = storage.readers.streams
    for number in range(1, 9):
        async with connected(url) as vain:
            transaction = vain.transaction()
            await transaction.start()
            given = await vain.fetchval("SELECT pg_current_xact_id()::text")
            await transaction.rollback()
            mark = await streams.newest_mark()
            await asyncio.to_thread(postgres.stop, "immediate")
        await asyncio.to_thread(postgres.start)

        committed = await storage.gateway.commit(filed(make_ticket(f"t{number}", number)))

        found = await streams.committed_since(mark, 10)
        assert [one.n for one in found.published] == [one.n for one in committed.published]
        async with connected(url) as connection:
            used = await connection.fetch("SELECT xid::text FROM commit_log ORDER BY n")
        if used[-1]["xid"] == given:
            return
    # It writes down now and then how far it is, or uses a number itself.
    pytest.fail("the server never gave a number back")


async def test_a_mark_that_is_older_than_the_log_is_cut(storage: Storage) -> None:
    streams = storage.readers.streams
    snapshot, at, newest = (await streams.newest_mark()).split("@")

    old = CommitMark(f"{snapshot}@{float(at) - 601}@{newest}")
    commits = await streams.committed_since(old, 10)

    assert commits.is_cut is True
    assert list((await streams.committed_since(commits.mark, 10)).published) == []


async def test_the_log_of_another_server_is_forgotten_when_a_backup_is_opened(
    url: str, storage: Storage
) -> None:
    streams = storage.readers.streams
    await storage.gateway.commit(filed(make_ticket()))
    async with connected(url) as connection:
        await connection.execute("UPDATE commit_log SET xid = '4000000000'")
    mark = await streams.newest_mark()
    assert len((await streams.committed_since(mark, 10)).published) == 1

    await migrate(url, new_epoch=Epoch("another"))

    assert list((await streams.committed_since(mark, 10)).published) == []


async def test_the_log_is_trimmed_by_age(
    url: str, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.storage.postgres.gateway.KEPT_S", 0.0)
    monkeypatch.setattr("backend.storage.postgres.gateway.LOG_EVERY_S", 0.0)
    assert isinstance(storage.gateway, PostgresWriteGateway)
    storage.gateway._log_at = 0.0
    for n in range(1, 5):
        await storage.gateway.commit(filed(make_ticket(f"t{n}", n)))
    await storage.gateway.commit(Change())
    await storage.gateway.commit(Change())

    async with connected(url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM commit_log") <= 1


async def test_connections_that_the_server_ends_are_replaced_unnoticed(
    url: str, storage: Storage
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    await storage.ping()
    async with connected(url) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    committed = await storage.gateway.commit(filed(make_ticket("t2", 2)))

    assert committed.published[0].positions[ROOMS[0]] == 2
    assert await storage.readers.tickets.get(make_ticket("t2", 2).id) is not None
    assert await storage.readers.tickets.next_number() > 0


async def test_a_restart_of_the_server_costs_errors_for_a_moment_only(
    postgres: Postgres, storage: Storage, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("gateway:ERROR:database cannot be reached")
    await storage.gateway.commit(filed(make_ticket()))
    await asyncio.to_thread(postgres.stop)
    with pytest.raises(InfrastructureError, match=r"nobody listens|not connected"):
        await storage.gateway.commit(filed(make_ticket("t2", 2)))
    with pytest.raises(InfrastructureError):
        await storage.ping()

    await asyncio.to_thread(postgres.start)

    async with asyncio.timeout(5):
        while True:
            try:
                await storage.gateway.commit(filed(make_ticket("t3", 3)))
                break
            except InfrastructureError:
                await asyncio.sleep(0.05)
        await storage.ping()


async def test_a_writer_that_is_frozen_in_a_transaction_holds_up_nobody_for_long(
    url: str, storage: Storage
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    frozen = await connect_to_write(url)
    await frozen.execute("BEGIN")
    await frozen.execute("SELECT head FROM room FOR UPDATE")

    committed = await storage.gateway.commit(filed(make_ticket("t2", 2)))

    assert [one.event.id for one in committed.published] == ["t2-v1"]
    with pytest.raises(FAILURES):
        await frozen.execute("COMMIT")
    frozen.terminate()


@pytest.mark.usefixtures("storage")
async def test_a_table_that_is_locked_fails_what_waits_and_nothing_else(
    url: str, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.require("gateway:ERROR:database is too slow")
    monkeypatch.setattr("backend.storage.postgres.connections.LOCK_TIMEOUT_S", 0.05)
    async with opened(url) as hasty, connected(url) as other:
        async with other.transaction():
            await other.execute("LOCK TABLE event")
            with pytest.raises(InfrastructureError, match="for too long"):
                await hasty.gateway.commit(filed(make_ticket()))
        await hasty.gateway.commit(filed(make_ticket()))


@pytest.mark.expected_logs("gateway:ERROR:change failed")
async def test_a_server_that_only_reads_fails_the_proof_that_writing_works(
    url: str, postgres: Postgres
) -> None:
    async with opened(url) as reader:
        postgres.run_sql(
            f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on"
        )
        with pytest.raises(InfrastructureError, match="ReadOnly"):
            await reader.gateway.commit(Change(writes=(KeepHistory(),)))


async def test_unexpected_errors_are_met_by_writing_one_by_one(
    url: str, storage: Storage, expected_logs: ExpectedLogs
) -> None:
    expected_logs.require("gateway:ERROR:change failed")
    expected_logs.allow("gateway:WARNING:batch failed")
    async with connected(url) as connection:
        await connection.execute("ALTER TABLE ticket ADD CHECK (number <> 13)")

    outcomes = await asyncio.gather(
        *(storage.gateway.commit(filed(make_ticket(f"t{n}", n))) for n in range(1, 21)),
        return_exceptions=True,
    )

    assert [n for n, one in enumerate(outcomes, 1) if isinstance(one, BomizzelError)] == [13]
    assert (await storage.readers.streams.heads(ROOMS))[ROOMS[0]].head == 19


async def test_processes_that_start_together_agree_on_one_history(postgres: Postgres) -> None:
    url = postgres.new_database()

    await asyncio.gather(*(migrate(url, new_epoch=Epoch(f"epoch-{n}")) for n in range(4)))

    async with connected(url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM history") == 1


async def test_a_database_that_cannot_be_had_is_named_in_plain_words(postgres: Postgres) -> None:
    with pytest.raises(InfrastructureError, match="no such database"):
        await migrate(postgres.url("nowhere"), new_epoch=Epoch("never"))
    with pytest.raises(InfrastructureError, match="nobody listens"):
        await migrate("postgresql://desk:secret@127.0.0.1:1/desk", new_epoch=Epoch("never"))


@pytest.mark.expected_logs("backend.storage.migrate:WARNING:the schema is newer")
async def test_a_process_of_the_old_version_starts_while_an_upgrade_goes_on(
    url: str, storage: Storage
) -> None:
    start = await storage.readers.streams.newest_mark()
    async with connected(url) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
        await connection.execute(
            "WITH place AS (SELECT nextval('event_n_seq') AS n), event AS (INSERT INTO event"
            " (n, id, type, at, body, positions) SELECT n, 'e1', 'ticket:teleported', 0,"
            """ '{"type":"ticket:teleported","id":"e1","at":"2026-11-22T12:00:00Z"}'::bytea,"""
            " '{}'::bytea FROM place) INSERT INTO commit_log (n) SELECT n FROM place"
        )

    async with opened(url) as again:
        await again.gateway.commit(filed(make_ticket()))
        commits = await again.readers.streams.committed_since(start, 10)

    assert [one.event.id for one in commits.published] == ["ticket-1-v1"]
    assert commits.is_cut
