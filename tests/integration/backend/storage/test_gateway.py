"""Group commit on SQLite: what goes into one transaction, and what happens when it fails."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest

from backend.services.changes import Change, Committed, Published, PutTicket
from backend.services.errors import (
    DuplicateRequestError,
    InfrastructureError,
    OverloadedError,
    UnansweredError,
)
from backend.services.ports import CommitMark, TicketFilter
from backend.storage.batch import Prepared
from backend.storage.opened import Storage
from backend.storage.sqlite.gateway import SqliteWriteGateway
from backend.storage.sqlite.storage import open_storage
from backend.storage.sqlite.writing import write_batch
from common.stream import Head
from tests.fakes.changes import ROOMS, filed, make_ticket, remembered, retitled
from tests.fakes.desk import POPULATION
from tests.guards.logs import ExpectedLogs

QUEUE_ROOM = ROOMS[0]

CRASH = """
import asyncio, os, sys
from pathlib import Path
from typing import Self
from backend.storage import rows
from backend.storage.sqlite.storage import open_storage
from tests.fakes.changes import filed, make_ticket

event_row = rows.event_row
rows.event_row = lambda one: os._exit(9) if one.n == 5 else event_row(one)

async def main():
    path = Path(sys.argv[1])
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "x") as storage:
        tickets = [make_ticket(f"crash-{n}", 100 + n) for n in range(10)]
        await asyncio.gather(*(storage.gateway.commit(filed(one)) for one in tickets))

asyncio.run(main())
"""


class HeldUp:
    """Keeps the database locked, so that everything that comes waits together."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> Self:
        self._connection.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


async def together(
    path: Path, *commits: Coroutine[object, object, Committed]
) -> list[Committed | BaseException]:
    """Run ``commits`` so that all but the first wait together; return their outcomes."""
    with HeldUp(path):
        tasks = [asyncio.ensure_future(commit) for commit in commits]
        # Let each of them come as far as the waiting line.
        for _ in range(3):
            await asyncio.sleep(0)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def published_in(storage: Storage) -> Sequence[Published]:
    """Return everything that was ever published."""
    return (await storage.readers.streams.committed_since(CommitMark("0"), 1_000)).published


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[list[Change]]:
    """Record what was written in one transaction."""
    seen: list[list[Change]] = []

    def recording(
        connection: sqlite3.Connection, batch: Sequence[Prepared]
    ) -> list[tuple[Published, ...]]:
        seen.append([prepared.change for prepared in batch])
        return write_batch(connection, batch)

    monkeypatch.setattr("backend.storage.sqlite.gateway.write_batch", recording)
    return seen


async def test_all_that_wait_share_one_transaction(
    path: Path, gateway: SqliteWriteGateway, batches: list[list[Change]]
) -> None:
    changes = [filed(make_ticket(f"t{n}", n)) for n in range(1, 31)]

    await together(path, *(gateway.commit(change) for change in changes))

    assert [len(batch) for batch in batches] in ([1, 29], [30])


async def test_two_commands_on_one_ticket_never_share_a_batch(
    path: Path, gateway: SqliteWriteGateway, batches: list[list[Change]]
) -> None:
    ticket = make_ticket()
    first = retitled(ticket, "second")
    overtaken = retitled(ticket, "never")
    following = retitled(make_ticket(), "third")
    following = Change(writes=following.writes, publications=following.publications[:0])

    outcomes = await together(
        path,
        gateway.commit(filed(make_ticket("other", 2))),
        gateway.commit(filed(ticket)),
        gateway.commit(first),
        gateway.commit(overtaken),
        gateway.commit(following),
    )

    assert [type(outcome).__name__ for outcome in outcomes] == [
        "Committed",
        "Committed",
        "Committed",
        "StaleTicketError",
        "StaleTicketError",
    ]
    for batch in batches:
        writes = [write for change in batch for write in change.writes]
        tickets = [write.ticket.id for write in writes if isinstance(write, PutTicket)]
        assert len(tickets) == len(set(tickets))


async def test_requests_with_one_key_never_share_a_batch(
    path: Path, gateway: SqliteWriteGateway, storage: Storage
) -> None:
    outcomes = await together(
        path, *(gateway.commit(filed(make_ticket(f"t{n}", n), key="key-1")) for n in range(1, 9))
    )

    assert [type(one).__name__ for one in outcomes].count("Committed") == 1
    assert len(await published_in(storage)) == 1


async def test_who_waits_for_somebody_is_not_overtaken(
    path: Path, gateway: SqliteWriteGateway
) -> None:
    ticket = make_ticket()
    second = replace(retitled(ticket, "second"), request=remembered("key-1"))

    first, waits, later = await together(
        path,
        gateway.commit(filed(ticket)),
        gateway.commit(second),
        gateway.commit(filed(make_ticket("t2", 2), key="key-1")),
    )

    assert isinstance(first, Committed)
    assert isinstance(waits, Committed)
    assert isinstance(later, DuplicateRequestError)


async def test_unexpected_error_is_met_by_writing_one_by_one(
    path: Path,
    gateway: SqliteWriteGateway,
    storage: Storage,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.require("gateway:ERROR:change failed")
    expected_logs.allow("gateway:WARNING:batch failed")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TRIGGER poison BEFORE INSERT ON ticket WHEN NEW.number = 13"
            " BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
        )
    connection.close()

    outcomes = await together(
        path, *(gateway.commit(filed(make_ticket(f"t{n}", n))) for n in range(1, 21))
    )

    failed = [n for n, outcome in enumerate(outcomes, 1) if isinstance(outcome, Exception)]
    assert failed == [13]
    assert isinstance(outcomes[12], InfrastructureError)
    assert await storage.readers.streams.heads((QUEUE_ROOM,)) == {QUEUE_ROOM: Head(head=19)}
    committed = await published_in(storage)
    assert [one.n for one in committed] == list(range(1, 20))


async def test_database_that_stays_locked_fails_what_waits_and_nothing_else(
    path: Path,
    gateway: SqliteWriteGateway,
    storage: Storage,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.require("gateway:ERROR:database is not writable")
    gateway._connection.execute("PRAGMA busy_timeout = 20")

    with HeldUp(path), pytest.raises(InfrastructureError):
        await gateway.commit(filed(make_ticket()))

    await gateway.commit(filed(make_ticket()))
    assert len(await published_in(storage)) == 1


async def test_disk_that_does_not_answer_is_not_waited_for(
    path: Path,
    gateway: SqliteWriteGateway,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with HeldUp(path), monkeypatch.context() as patched:
        patched.setattr("backend.storage.gateway.ANSWER_TIMEOUT_S", 0.01)
        with pytest.raises(UnansweredError):
            await gateway.commit(filed(make_ticket()))

    # It was asked for all the same, and in this order.
    await gateway.commit(filed(make_ticket("t2", 2)))
    assert len(await published_in(storage)) == 2


async def test_crash_in_the_middle_of_a_batch_leaves_nothing(path: Path) -> None:
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "epoch-1") as storage:
        await storage.gateway.commit(POPULATION)

    crashed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", CRASH, str(path)], check=False
    )

    assert crashed.returncode == 9
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "epoch-2") as storage:
        last = len(await published_in(storage))
        heads = await storage.readers.streams.heads((QUEUE_ROOM,))
        assert last == heads[QUEUE_ROOM].head < 5
        tickets = await storage.readers.tickets.page(TicketFilter(), below=None, limit=20)
        assert len(tickets) == last
        committed = await storage.gateway.commit(filed(make_ticket("after", 500)))
        assert committed.published[0].n == last + 1
        assert committed.published[0].positions[QUEUE_ROOM] == last + 1
        assert await storage.readers.streams.epoch() == "epoch-1"


def test_every_commit_is_on_the_disk_before_it_is_answered(gateway: SqliteWriteGateway) -> None:
    pragmas = [
        gateway._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]

    assert pragmas == ["wal", 2]


async def test_more_than_may_wait_is_refused_at_once(
    path: Path, gateway: SqliteWriteGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.storage.gateway.MAX_WAITING", 5)

    outcomes = await together(
        path, *(gateway.commit(filed(make_ticket(f"t{n}", n))) for n in range(1, 21))
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, OverloadedError)]
    assert 14 <= len(refused) <= 15


async def test_who_leaves_early_does_not_undo_what_was_decided(
    path: Path, gateway: SqliteWriteGateway, storage: Storage
) -> None:
    with HeldUp(path):
        leaving = asyncio.ensure_future(gateway.commit(filed(make_ticket())))
        staying = asyncio.ensure_future(gateway.commit(filed(make_ticket("t2", 2))))
        await asyncio.sleep(0)
        leaving.cancel()
    await staying

    assert len(await published_in(storage)) == 2


async def test_closing_writes_what_waits(path: Path) -> None:
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "epoch-1") as storage:
        await storage.gateway.commit(POPULATION)
        late = asyncio.ensure_future(storage.gateway.commit(filed(make_ticket())))
        await asyncio.sleep(0)

    assert (await late).published[0].n == 1
    with pytest.raises(OverloadedError):
        await storage.gateway.commit(Change(request=remembered("too late")))


async def test_the_loop_is_told_once_a_batch_in_order(path: Path) -> None:
    told: list[list[int]] = []
    async with open_storage(
        path,
        on_commit=lambda published: told.append([one.n for one in published]),
        new_id=lambda: "epoch-1",
    ) as storage:
        await storage.gateway.commit(POPULATION)
        changes = [filed(make_ticket(f"t{n}", n)) for n in range(1, 31)]
        await together(path, *(storage.gateway.commit(change) for change in changes))

    assert [n for batch in told for n in batch] == list(range(1, 31))
    assert len(told) <= 2
