"""The agent's memory after something went over its file: a bad disk, a tool, a power cut."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from common.envelope import encode
from common.ids import Epoch, EventId
from common.notifications import NotificationKind, NotificationPriority
from common.rooms import Room
from common.stream import Cursor
from desktop.adapters import rows
from desktop.adapters.schema import migrate, transaction
from desktop.adapters.store import SqliteStore
from desktop.core.state import Commit, Item, Stored
from tests.fuzz.target import Target

_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_OWNER = "ana"
_ITEM = Item(
    EventId("e1"),
    NotificationKind.ASSIGNED,
    NotificationPriority.HIGH,
    _NOW,
    positions={Room("user:ana"): 3},
)
_COMMIT = Commit(
    put=(_ITEM,),
    cursors={Room("user:ana"): Cursor(after=3, event_id=EventId("e1"))},
    epoch=Epoch("e"),
)
_COLUMNS = (
    "UPDATE item SET body = ?",
    "UPDATE item SET event_id = CAST(? AS TEXT)",
    "UPDATE cursor SET room = CAST(? AS TEXT)",
    "UPDATE cursor SET event_id = CAST(? AS TEXT)",
    "REPLACE INTO early_mark VALUES ('e2', CAST(? AS TEXT), 9e12)",
    *(
        f"REPLACE INTO setting VALUES ('{name}', ?)"  # noqa: S608 - names from here
        for name in ("owner", "epoch", "watermarks", "pause", "claims", "snoozes")
    ),
    "PRAGMA user_version = {}",
)


@contextmanager
def _profile() -> Iterator[Path]:
    shared = Path("/dev/shm")  # noqa: S108 - no disk; a private folder in it
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder) / "memory.db"


@cache
def _good_file() -> bytes:
    with _profile() as path:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            migrate(connection)
            with transaction(connection):
                rows.put_owner(connection, _OWNER)
                rows.write(connection, _COMMIT, _NOW)
        return path.read_bytes()


def read_damaged_rows(data: bytes) -> None:
    """Open a memory of which one column, by the first byte, holds the rest."""
    with _profile() as path:
        path.write_bytes(_good_file())
        number = data[0] % len(_COLUMNS) if data else 0
        with closing(sqlite3.connect(path)) as connection:
            if number == len(_COLUMNS) - 1:
                version = int.from_bytes(data[1:5], "big", signed=True)
                connection.execute(f"PRAGMA user_version = {version}")
            else:
                connection.execute(_COLUMNS[number], (data[1:],))
            connection.commit()
        _open_twice(path)


def read_damaged_file(data: bytes) -> None:
    """Open a memory over which bytes were written at the place that the first two name."""
    content = bytearray(_good_file())
    at = int.from_bytes(data[:2], "big") % len(content)
    content[at : at + len(data[2:])] = data[2:]
    with _profile() as path:
        path.write_bytes(content)
        _open_twice(path)


def _open_twice(path: Path) -> None:
    store = SqliteStore(path, now=lambda: _NOW)
    try:
        for _ in range(2):
            found = store._open(_OWNER)
            _check_is_usable(found)
            store._commit(_COMMIT)
    finally:
        store._close()


def _check_is_usable(found: Stored) -> None:
    encode(found.items)
    encode([found.epoch, found.watermarks, found.pause, found.claims, found.snoozes])
    encode(dict(found.cursors))
    assert all(item.at.tzinfo is not None for item in found.items)


TARGETS = (
    Target(
        "memory-rows",
        read_damaged_rows,
        tuple(bytes([n]) + encode(_ITEM) for n in range(len(_COLUMNS))),
        at_work_s=2.0,
    ),
    Target(
        "memory-file",
        read_damaged_file,
        (b"\x00\x00SQLite", b"\x00\x40\xff\xff", b"\x10\x00\x0d\x00", b"\x20\x08\x00\x00"),
        at_work_s=2.0,
    ),
)
