"""The tables of the agent's memory, and how an older file becomes a current one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

_FIRST = """
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE item (
    event_id TEXT NOT NULL PRIMARY KEY,
    at REAL NOT NULL,  -- seconds since 1970
    body BLOB NOT NULL  -- JSON
) STRICT;
CREATE INDEX item_at ON item (at);
CREATE TABLE cursor (
    room TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    event_id TEXT
) WITHOUT ROWID, STRICT;
CREATE TABLE early_mark (
    event_id TEXT NOT NULL PRIMARY KEY,
    mark TEXT NOT NULL,
    at REAL NOT NULL  -- when it came, seconds since 1970
) WITHOUT ROWID, STRICT;
"""

_FACTS_FOR_SENTENCES = """
UPDATE item SET body = CAST(json_remove(CAST(body AS TEXT), '$.words') AS BLOB)
    WHERE json_type(CAST(body AS TEXT), '$.words') IS NOT NULL
"""
# Sentences of one language are of no use; without facts an item is asked for again.

STEPS = (_FIRST, _FACTS_FOR_SENTENCES)
"""One script for each version; the version of a file is how many were run on it."""


class NotOursError(Exception):
    """The file is of a later version of the program."""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything that is written inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # Some errors, a full disk among them, have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file up to date, step by step, each one whole or not at all.

    Raises:
        NotOursError: It is of a later version.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise NotOursError
    for number, step in enumerate(STEPS[version:], start=version + 1):
        with transaction(connection):
            for statement in step.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
