"""How connections to the SQLite file are made."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

READERS = 4
BUSY_TIMEOUT_S = 5.0


def writing_connection(path: Path) -> sqlite3.Connection:
    """Return the driver's own connection for the one writer; transactions are explicit.

    Every commit is flushed to the disk before it returns.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    _set_up_writing(connection)
    return connection


def reading_connection(path: Path) -> sqlite3.Connection:
    """Return the driver's own connection, which cannot write; each statement sees one moment."""
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


def writing_engine(path: Path) -> Engine:
    """Return an engine for migrations."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _on_connect_to_write)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections cannot write, for ``READERS`` threads."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        pool_use_lifo=True,  # What one connection has read it need not read again.
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_connect_to_read)
    event.listen(engine, "begin", _begin_snapshot)
    return engine


def _set_up_writing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_connect_to_write(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    _set_up_writing(connection)


def _on_connect_to_read(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")


# The driver's own way to begin transactions leaves reads outside of any: one BEGIN makes all that
# a reader asks in one call belong to the same moment.
def _begin_snapshot(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
