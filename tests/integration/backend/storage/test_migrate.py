"""The migrations make exactly the schema, once, in a file that only its owner reads."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from backend.storage.schema import metadata
from backend.storage.sqlite.migrate import migrate
from common.ids import Epoch

_STATEMENT = re.compile(r"(?P<head>[^(]*)\((?P<parts>.*)\)(?P<tail>[^)]*)")
_COMMA = re.compile(r", (?![^(]*\))")
"""Between parts, not inside of one."""


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return each table and index with its parts; the order of constraints means nothing."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
    )
    tables = {}
    for name, sql in found:
        statement = _STATEMENT.fullmatch(" ".join(sql.split()))
        assert statement is not None
        head, parts, tail = statement.groups()
        tables[name] = [head, tail, *sorted(_COMMA.split(parts.strip()))]
    tables.pop("alembic_version", None)
    return tables


def test_migrations_make_the_schema(path: Path) -> None:
    migrate(path, new_epoch=Epoch("epoch-1"))

    engine = create_engine("sqlite://")
    with engine.begin() as connection, sqlite3.connect(path) as migrated:
        metadata.create_all(connection)
        declared = connection.connection.driver_connection
        assert isinstance(declared, sqlite3.Connection)
        assert _tables(migrated) == _tables(declared)
        assert len(_tables(migrated)) > len(metadata.tables)
    migrated.close()
    engine.dispose()


def test_a_second_run_changes_nothing(path: Path) -> None:
    migrate(path, new_epoch=Epoch("epoch-1"))
    migrate(path, new_epoch=Epoch("epoch-2"))

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT epoch FROM history").fetchall() == [("epoch-1",)]
    connection.close()


def test_only_the_owner_may_read_the_file(path: Path) -> None:
    migrate(path, new_epoch=Epoch("epoch-1"))

    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.expected_logs("backend.storage.migrate:WARNING:the schema is newer")
def test_a_version_that_is_older_than_the_schema_leaves_it_alone(path: Path) -> None:
    migrate(path, new_epoch=Epoch("epoch-1"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    migrate(path, new_epoch=Epoch("epoch-2"))

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT epoch FROM history").fetchall() == [("epoch-1",)]
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]
    connection.close()
