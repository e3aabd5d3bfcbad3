"""The agent's memory in an SQLite file, written and read by one thread.

An item is read back as a whole and never searched, so it is one column of JSON; what SQL has to
know of it, its id and its time, stands beside.
"""

import logging
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from common.errors import ContractError
from desktop.adapters import rows
from desktop.adapters.clock import SystemClock
from desktop.adapters.schema import NotOursError, migrate, transaction
from desktop.adapters.workers import Workers
from desktop.core.errors import StoreError
from desktop.core.state import Commit, Stored

BUSY_S = 5.0
TIMEOUT_S = 60.0
"""A disk that is waking up takes seconds; more than this is a broken one."""

_SIDE_FILES = ("", "-wal", "-shm")
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""What SQLite says of a file that is not as it was written: the last one where a table is gone,
or is not as this program makes it."""
_MAIN_CODE = 0xFF
_T = TypeVar("_T")

_system_now = SystemClock().now

logger = logging.getLogger(__name__)


class SqliteStore:
    """What the agent remembers, for one owner at a time.

    Invariants:
        * A ``Commit`` is one transaction: after a crash all of it is there, or nothing.
        * What ``commit`` returned from is on the disk, a power cut included: a toast that was
          shown must never be shown again.
        * Nobody but the person's own account may read the file.

    Args:
        path: The database; its folder is made when it is missing.
        now: The wall clock, for what has become too old.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = _system_now) -> None:
        """Open nothing yet."""
        self._path = path
        self._now = now
        self._workers = Workers("bomizzel-store", threads=1)
        self._connection: sqlite3.Connection | None = None

    async def open(self, owner: str) -> Stored:
        """Return what is kept for ``owner``; what belongs to anybody else is removed.

        A file that cannot be read is set aside, as ``….damaged``, and a new one begun: the
        server has everything that was in it.

        Raises:
            StoreError: The file can be neither opened nor made.
        """
        return await self._run(lambda: self._open(owner))

    async def commit(self, commit: Commit) -> None:
        """Write all of ``commit``, or nothing of it.

        Raises:
            StoreError: The disk is full, for instance; the store can still be used.
        """
        await self._run(lambda: self._commit(commit))

    async def close(self) -> None:
        """Give the file back."""
        await self._run(self._close)

    async def _run(self, function: Callable[[], _T]) -> _T:
        try:
            return await self._workers.run(function, timeout_s=TIMEOUT_S)
        except TimeoutError as exc:
            raise StoreError("timeout") from exc
        except sqlite3.Error as exc:
            raise StoreError(getattr(exc, "sqlite_errorname", type(exc).__name__)) from exc
        except OSError as exc:
            raise StoreError(type(exc).__name__) from exc

    def _open(self, owner: str) -> Stored:
        self._close()
        try:
            return self._open_once(owner)
        except (sqlite3.DatabaseError, ContractError, NotOursError, UnicodeError) as exc:
            if isinstance(exc, sqlite3.DatabaseError) and not _is_damaged(exc):
                raise
            self._close()
            logger.warning("database set aside", extra={"reason": type(exc).__name__})
            self._set_aside()
            return self._open_once(owner)

    def _open_once(self, owner: str) -> Stored:
        connection = self._connect()
        if rows.owner(connection) not in {None, owner}:
            # A new file rather than DELETE: nothing of the other person stays in free pages.
            self._close()
            self._remove()
            connection = self._connect()
        with transaction(connection):
            rows.put_owner(connection, owner)
            rows.forget_old(connection, self._now())
        return rows.read(connection)

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made by us, so that it is private from its first moment; its side files take after it.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self._path.chmod(0o600)
        # Not bound to a thread: the one thread may be a new one after a pause.
        connection = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        self._connection = connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _check(connection)
        migrate(connection)
        return connection

    def _commit(self, commit: Commit) -> None:
        if self._connection is None:
            raise StoreError("closed")
        now = self._now()
        with transaction(self._connection):
            rows.write(self._connection, commit, now)
            rows.forget_old(self._connection, now)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _set_aside(self) -> None:
        for suffix in _SIDE_FILES[1:]:
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        self._path.replace(f"{self._path}.damaged")

    def _remove(self) -> None:
        # The file itself last: side files without it are removed by SQLite, not the reverse.
        for suffix in reversed(_SIDE_FILES):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)


def _check(connection: sqlite3.Connection) -> None:
    """Look at the whole file: damage that reading does not meet would fail each commit.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    # Without a code Python says it: a text in the file is none. A file that was opened for writing
    # and may not be written says so itself: only a later SQLite would write its format.
    return code is None or code == sqlite3.SQLITE_READONLY or code & _MAIN_CODE in _DAMAGED
