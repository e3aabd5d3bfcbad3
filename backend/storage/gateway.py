"""The write gateway on SQLite: one thread, and one transaction for all that wait.

While a batch is flushed to the disk the next one gathers, so the cost of a flush is shared by as
many commands as came meanwhile. There is no timer: a lone command is written at once.

Source:
    ADR-0003. Measured at 2.5 to 9 times a transaction per command, by how slow the disk is.
"""

import asyncio
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from backend.services.changes import Change, Committed, Published
from backend.services.errors import InfrastructureError, OverloadedError, UnansweredError
from backend.storage.batch import Prepared, changes_people, keys_of, refusal, write_batch
from backend.storage.connections import writing_connection
from common.envelope import encode_event
from common.errors import BomizzelError

MAX_WAITING = 2_000
"""Changes that may wait; at 1,000 a second the last one would wait two seconds."""
MAX_BATCH = 256
ANSWER_TIMEOUT_S = 10.0
"""How long a change may wait for the disk; longer than SQLite waits for a lock."""
CLOSE_TIMEOUT_S = 10.0

logger = logging.getLogger(__name__)

OnCommit = Callable[[Sequence[Published]], None]
_Outcome = Committed | BomizzelError


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    prepared: Prepared
    answer: asyncio.Future[Committed]


class SqliteWriteGateway:
    """Commits changes, each whole or not at all, in the order in which they came.

    Changes with a key in common (``keys_of``) go into different batches, so a version is always
    checked against what was committed.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_commit: OnCommit,
        on_people_changed: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Open the file and start the writer.

        Args:
            path: A database with the newest schema.
            on_commit: Called on ``loop`` after each batch that published anything, with the
                events in order of commit.
            on_people_changed: Called on ``loop`` before anybody learns that people, teams, queues
                or how they belong together changed.
            loop: Where changes come from and answers go to.
        """
        self._connection = writing_connection(path)
        self._on_commit = on_commit
        self._on_people_changed = on_people_changed
        self._loop = loop
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._closed = asyncio.Event()
        self._thread = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._thread.start()

    async def commit(self, change: Change) -> Committed:
        """Make ``change`` durable; see ``WriteGateway``."""
        encoded = tuple(encode_event(publication.event) for publication in change.publications)
        waiting = _Waiting(Prepared(change, encoded), self._loop.create_future())
        with self._changed:
            if self._closing or len(self._waiting) >= MAX_WAITING:
                raise OverloadedError
            self._waiting.append(waiting)
            self._changed.notify()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await waiting.answer
        except TimeoutError as exc:
            raise UnansweredError from exc

    async def close(self) -> None:
        """Write all that waits, then stop.

        Raises:
            TimeoutError: The disk took longer than ``CLOSE_TIMEOUT_S``.
        """
        with self._changed:
            self._closing = True
            self._changed.notify()
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await self._closed.wait()

    def _write_forever(self) -> None:
        while batch := self._next_batch():
            outcomes = self._written(batch)
            self._loop.call_soon_threadsafe(self._answer, batch, outcomes)
        self._connection.close()
        self._loop.call_soon_threadsafe(self._closed.set)

    def _next_batch(self) -> list[_Waiting]:
        """Wait for work and take as much as goes into one batch; empty when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            batch, kept = _split(list(islice(self._waiting, MAX_BATCH)))
            for _ in range(len(batch) + len(kept)):
                self._waiting.popleft()
            self._waiting.extendleft(reversed(kept))
        return batch

    def _written(self, batch: Sequence[_Waiting]) -> list[_Outcome]:
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

    def _transaction(self, changes: Sequence[Prepared]) -> list[_Outcome]:
        """Write ``changes`` in the transaction that is open, and end it either way."""
        connection = self._connection
        try:
            outcomes: list[_Outcome | None] = [
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

    def _answer(self, batch: Sequence[_Waiting], outcomes: Sequence[_Outcome]) -> None:
        published: list[Published] = []
        if any(changes_people(waiting.prepared.change) for waiting in batch):
            self._on_people_changed()
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Committed):
                published.extend(outcome.published)
            if waiting.answer.cancelled():
                continue  # Whoever asked has left; what was decided is done all the same.
            if isinstance(outcome, Committed):
                waiting.answer.set_result(outcome)
            else:
                waiting.answer.set_exception(outcome)
        if published:
            self._on_commit(published)


def _split(waiting: Sequence[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
    """Return those that go into one batch, and those that must wait for the next."""
    batch: list[_Waiting] = []
    kept: list[_Waiting] = []
    taken: set[Hashable] = set()
    for one in waiting:
        keys = keys_of(one.prepared.change)
        (kept if keys & taken else batch).append(one)
        # Also the keys of one that waits: whoever comes after it must not overtake it.
        taken |= keys
    return batch, kept
