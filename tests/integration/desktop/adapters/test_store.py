import asyncio
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from common.ids import EventId, QueueId, TeamId, TicketId
from common.notifications import NotificationKind, NotificationPriority
from common.stream import Cursor
from common.vocabulary import Priority, Status
from desktop.adapters import schema
from desktop.adapters.store import SqliteStore
from desktop.core.errors import StoreError
from desktop.core.reasons import Rule
from desktop.core.state import Commit, Facts, Item, Mark, Stored, Watermarks
from tests.fakes.clock import Clock
from tests.unit.desktop.builders import BEN, FIELD, FIRST, ME, NOON, PRINTERS, SECOND

ANA, CLEO = "https://desk.example ana", "https://desk.example cleo"
ROOT = Path(__file__).parents[4]


def item(name: str = "event-1", **fields: object) -> Item:
    facts: dict[str, object] = {
        "event_id": EventId(name),
        "kind": NotificationKind.ASSIGNED,
        "priority": NotificationPriority.HIGH,
        "at": NOON,
    }
    return Item(**{**facts, **fields})  # type: ignore[arg-type] # fields of any type


FULL = item(
    actor_id=BEN,
    ticket_id=TicketId("ticket-1"),
    ticket_version=7,
    queue_id=QueueId("printers"),
    team_id=TeamId("field"),
    positions={ME: 4, PRINTERS: 9},
    status=Status.OPEN,
    facts=Facts(
        ticket_number=12,
        ticket_title="Printer jams: “again”",
        ticket_priority=Priority.URGENT,
        queue_name="Printers",
        actor_name="Ben",
    ),
    read=True,
    cleared=True,
    unconfirmed=Mark.CLEARED,
    rule=Rule.HIGH_PRIORITY,
    late=True,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "agent.sqlite3"


def store_at(path: Path) -> SqliteStore:
    return SqliteStore(path, Clock())


async def reopened(path: Path, owner: str = ANA) -> Stored:
    store = store_at(path)
    stored = await store.open(owner)
    await store.close()
    return stored


async def kept(path: Path, *commits: Commit, owner: str = ANA) -> Stored:
    """Return what a second start finds after these commits."""
    store = store_at(path)
    await store.open(owner)
    for commit in commits:
        await store.commit(commit)
    await store.close()
    return await reopened(path, owner)


async def test_new_store_is_empty(path: Path) -> None:
    assert await reopened(path) == Stored()


async def test_everything_comes_back_as_it_was(path: Path) -> None:
    commit = Commit(
        put=(FULL, item("event-2")),
        cursors={ME: Cursor(after=4, event_id=EventId("event-1")), FIELD: Cursor(after=0)},
        epoch=FIRST,
        watermarks=Watermarks(read={ME: 3}, cleared={ME: 2}),
        marked={EventId("event-9"): Mark.READ},
    )

    stored = await kept(path, commit)

    assert set(map(repr, stored.items)) == set(map(repr, commit.put))
    assert (stored.cursors, stored.epoch) == (commit.cursors, FIRST)
    assert (stored.watermarks, stored.early_marks) == (commit.watermarks, commit.marked)


async def test_later_commit_replaces_what_it_names_and_leaves_the_rest(path: Path) -> None:
    first = Commit(
        put=(item("event-1"), item("event-2"), item("event-3")),
        cursors={ME: Cursor(after=3), FIELD: Cursor(after=8)},
        epoch=FIRST,
        watermarks=Watermarks(read={ME: 1}),
    )
    second = Commit(
        put=(item("event-1", read=True),),
        drop=(EventId("event-2"),),
        cursors={ME: Cursor(after=4)},
        forget=(FIELD,),
        epoch=SECOND,
    )

    stored = await kept(path, first, second)

    assert {found.event_id: found.read for found in stored.items} == {
        "event-1": True,
        "event-3": False,
    }
    assert stored.cursors == {ME: Cursor(after=4)}
    assert (stored.epoch, stored.watermarks) == (SECOND, Watermarks(read={ME: 1}))


async def test_early_mark_goes_when_its_event_comes(path: Path) -> None:
    early = Commit(marked={EventId("event-1"): Mark.READ, EventId("event-2"): Mark.CLEARED})

    stored = await kept(path, early, Commit(put=(item("event-1", read=True),)))

    assert stored.early_marks == {EventId("event-2"): Mark.CLEARED}


async def test_what_belongs_to_somebody_else_leaves_no_trace(path: Path) -> None:
    await kept(path, Commit(put=(FULL,), cursors={ME: Cursor(after=4)}, epoch=FIRST))

    assert await reopened(path, CLEO) == Stored()
    assert await reopened(path, ANA) == Stored(), "it is gone for its owner too"
    assert not any(b"Printer jams" in file.read_bytes() for file in path.parent.iterdir())


async def test_things_are_kept_for_90_days(path: Path) -> None:
    clock = Clock(NOON)
    store = SqliteStore(path, clock)
    await store.open(ANA)
    await store.commit(Commit(put=(item("old"),), marked={EventId("never-came"): Mark.READ}))
    clock.advance(timedelta(days=60))
    await store.commit(Commit(put=(item("young", at=clock()),), cursors={ME: Cursor(after=2)}))
    clock.advance(timedelta(days=30, seconds=1))
    await store.commit(Commit())
    await store.close()

    stored = await SqliteStore(path, clock).open(ANA)

    assert [found.event_id for found in stored.items] == ["young"]
    assert stored.early_marks == {}
    assert stored.cursors == {ME: Cursor(after=2)}


async def test_old_things_are_gone_at_the_start(path: Path) -> None:
    await kept(path, Commit(put=(item("old"),)))
    store = SqliteStore(path, Clock(NOON + timedelta(days=91)))

    assert (await store.open(ANA)).items == ()
    await store.close()


def overwrite_with_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)


async def test_files_are_for_their_owner_only(path: Path) -> None:
    overwrite_with_nothing(path)
    store = store_at(path)
    await store.open(ANA)
    await store.commit(Commit(put=(FULL,)))

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await store.close()

    assert modes == dict.fromkeys([f"{path.name}{end}" for end in ("", "-wal", "-shm")], 0o600)


async def test_every_commit_is_on_the_disk_when_it_returns(path: Path) -> None:
    store = store_at(path)
    await store.open(ANA)
    assert store._connection is not None

    pragmas = [
        store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    await store.close()

    assert pragmas == ["wal", 2]


def overwrite_with_text(path: Path) -> None:
    path.write_bytes(b"this is no database " * 500)


def overwrite_a_page(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 12288 + content[20480:])


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


@pytest.mark.expected_logs("database set aside")
@pytest.mark.parametrize(
    "ruin",
    [
        overwrite_with_text,
        overwrite_a_page,
        lambda path: change(path, "UPDATE item SET body = x'7b7d' WHERE event_id = 'event-7'"),
        lambda path: change(path, "PRAGMA user_version = 99"),
    ],
    ids=["text", "page", "row", "later-version"],
)
async def test_damaged_file_is_set_aside_and_a_new_one_begun(
    path: Path, ruin: Callable[[Path], None]
) -> None:
    await kept(path, Commit(put=tuple(item(f"event-{number}") for number in range(500))))
    ruin(path)

    assert await reopened(path) == Stored()
    assert {file.name for file in path.parent.iterdir()} == {path.name, f"{path.name}.damaged"}
    assert (await kept(path, Commit(put=(FULL,)))).items == (FULL,)


async def test_older_file_is_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(path, Commit(put=(FULL,)))
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, "CREATE TABLE later (x TEXT) STRICT"))

    assert (await reopened(path)).items == (FULL,)

    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.STEPS),)
    assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
    connection.close()


async def test_sentences_of_an_older_file_are_dropped_and_asked_for_again(path: Path) -> None:
    await kept(path, Commit(put=(item("event-1"), item("event-2"))))
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE item SET body = CAST(json_set(CAST(body AS TEXT), '$.words',"
        " json_object('title', 'Assigned', 'body', 'Ink')) AS BLOB) WHERE event_id = 'event-1'"
    )
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()

    stored = await reopened(path)

    assert {kept_item.facts for kept_item in stored.items} == {None}
    connection = sqlite3.connect(path)
    assert connection.execute(
        "SELECT count(*) FROM item WHERE CAST(body AS TEXT) LIKE '%words%'"
    ).fetchone() == (0,)
    connection.close()


def _put_back(path: Path) -> None:
    Path(f"{path}.damaged").replace(path)


_FAILS_OVER_ROWS = "DELETE FROM item; UPDATE setting SET value = json('{')"


@pytest.mark.expected_logs("desktop.adapters.store:WARNING:database set aside")
async def test_step_that_fails_sets_the_file_aside_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(path, Commit(put=(FULL,)))
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, _FAILS_OVER_ROWS))

    assert (await reopened(path)).items == ()

    monkeypatch.undo()
    _put_back(path)
    assert (await reopened(path)).items == (FULL,)


async def test_full_disk_is_an_error_and_the_store_goes_on_afterwards(path: Path) -> None:
    store = store_at(path)
    await store.open(ANA)
    await store.commit(Commit(cursors={ME: Cursor(after=1)}))
    assert store._connection is not None
    store._connection.execute("PRAGMA max_page_count = 12")
    many = tuple(
        item(f"event-{number}", facts=Facts(ticket_title="x" * 900)) for number in range(100)
    )

    with pytest.raises(StoreError, match="SQLITE_FULL"):
        await store.commit(Commit(put=many, cursors={ME: Cursor(after=2)}))

    store._connection.execute("PRAGMA max_page_count = 10000")
    await store.commit(Commit(put=(FULL,)))
    await store.close()
    stored = await reopened(path)
    assert (stored.items, stored.cursors) == ((FULL,), {ME: Cursor(after=1)})


async def test_disk_that_became_read_only_is_an_error(path: Path) -> None:
    store = store_at(path)
    await store.open(ANA)
    assert store._connection is not None
    store._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreError, match="SQLITE_READONLY"):
        await store.commit(Commit(put=(FULL,)))
    await store.close()


async def test_place_where_no_file_can_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError):
        await store_at(tmp_path / "file" / "agent.sqlite3").open(ANA)
    with pytest.raises(StoreError):
        await store_at(tmp_path).open(ANA)


async def test_closed_store_takes_nothing(path: Path) -> None:
    store = store_at(path)
    with pytest.raises(StoreError):
        await store.commit(Commit(put=(FULL,)))
    await store.open(ANA)
    await store.close()
    await store.close()

    with pytest.raises(StoreError):
        await store.commit(Commit(put=(FULL,)))


WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from desktop.adapters.store import SqliteStore
from tests.integration.desktop.adapters.test_store import *

async def main():
    store = SqliteStore(Path(sys.argv[1]), Clock())
    await store.open(ANA)
    await store.commit(numbered(1))
    left = int(sys.argv[2])

    def before(_statement):
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    store._connection.set_trace_callback(before)
    await store.commit(numbered(2))
    sys.exit("not killed")

asyncio.run(main())
"""


def numbered(number: int) -> Commit:
    items = tuple(item(f"event-{number}-{part}") for part in range(10))
    return Commit(put=items, cursors={ME: Cursor(after=number)})


def killed_before(statement: int, path: Path) -> int:
    """Run the writer until this statement of its second commit; return how it ended."""
    command = [sys.executable, "-c", WRITER, str(path), str(statement)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


@pytest.mark.parametrize("statement", [1, 2, 12, 15, 21, 22, 23, 25])
async def test_program_that_is_killed_before_a_statement_leaves_whole_commits_only(
    path: Path, statement: int
) -> None:
    assert await asyncio.to_thread(killed_before, statement, path) == -signal.SIGKILL

    stored = await reopened(path)

    assert stored.cursors == {ME: Cursor(after=1)}, "what commit returned from is there"
    assert len(stored.items) == 10
