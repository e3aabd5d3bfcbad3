"""Backups of a help desk that is in use, made and brought back as administrators do."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from typing_extensions import override

from tests.servers.postgres import Postgres


class Backup(Protocol):
    """A copy of a database as it was at one moment."""

    def take(self) -> None:
        """Copy the database, which may be in use."""
        ...

    def bring_back(self) -> None:
        """Replace the database, which nobody uses, by the copy."""
        ...


@dataclass(frozen=True)
class SqliteBackup(Backup):
    """A copy of the file ``path``, made by SQLite's own online backup."""

    path: Path

    @override
    def take(self) -> None:
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(self._copy)) as copy,
        ):
            source.backup(copy)

    @override
    def bring_back(self) -> None:
        for leftover in ("-wal", "-shm"):
            self.path.with_name(self.path.name + leftover).unlink(missing_ok=True)
        shutil.copyfile(self._copy, self.path)

    @property
    def _copy(self) -> Path:
        return self.path.with_suffix(".backup")


@dataclass(frozen=True)
class PostgresBackup(Backup):
    """A dump of the database ``url`` in ``file``."""

    server: Postgres
    url: str
    file: Path

    @override
    def take(self) -> None:
        self.server.dump(self.url, self.file)

    @override
    def bring_back(self) -> None:
        self.server.restore(self.file, self.url)
