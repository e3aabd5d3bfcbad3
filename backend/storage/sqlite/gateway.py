"""The write gateway on SQLite: one thread, and one transaction for all that wait."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from typing_extensions import override

from backend.services.changes import Committed
from backend.services.errors import InfrastructureError
from backend.storage.batch import Prepared
from backend.storage.gateway import BatchingGateway, OnCommit, Outcome, Waiting
from backend.storage.sqlite.connections import writing_connection
from backend.storage.sqlite.writing import refusal, write_batch

logger = logging.getLogger(__name__)


class SqliteWriteGateway(BatchingGateway):
    """Commits changes, each whole or not at all, in the order in which they came."""

    def __init__(
        self,
        path: Path,
        *,
        on_commit: OnCommit,
        on_people_changed: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Open the file ``path``, with the newest schema, and start the writer.

        The rest is as in ``BatchingGateway``.
        """
        super().__init__(on_commit=on_commit, on_people_changed=on_people_changed, loop=loop)
        self._connection = writing_connection(path)
        self._has_work = threading.Event()
        self._thread = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._thread.start()

    @override
    def _wake(self) -> None:
        self._has_work.set()

    def _write_forever(self) -> None:
        is_over = False
        while not is_over:
            self._has_work.wait()
            self._has_work.clear()
            is_over = self._closing  # Whoever came before is in the line already.
            while batch := self._next_batch():
                outcomes = self._written(batch)
                self._loop.call_soon_threadsafe(self._answer, batch, outcomes)
        self._connection.close()
        self._loop.call_soon_threadsafe(self._closed.set)

    def _written(self, batch: Sequence[Waiting]) -> list[Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as exc:
            logger.exception("database is not writable")
            return [InfrastructureError(type(exc).__name__) for _ in batch]
        try:
            return self._transaction([waiting.prepared for waiting in batch])
        except Exception as exc:
            # Whatever it was, it must not end the thread that everybody waits for.
            if len(batch) == 1:
                logger.exception("change failed")
                return [InfrastructureError(type(exc).__name__)]
        logger.warning("batch failed, written one by one", extra={"changes": len(batch)})
        return [outcome for waiting in batch for outcome in self._written([waiting])]

    def _transaction(self, changes: Sequence[Prepared]) -> list[Outcome]:
        """Write ``changes`` in the transaction that is open, and end it either way."""
        connection = self._connection
        try:
            outcomes: list[Outcome | None] = [
                refusal(connection, prepared.change) for prepared in changes
            ]
            accepted = [
                prepared
                for prepared, refused in zip(changes, outcomes, strict=True)
                if refused is None
            ]
            published = iter(write_batch(connection, accepted))
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        return [refused or Committed(next(published)) for refused in outcomes]
