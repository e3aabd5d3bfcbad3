"""The write gateway on PostgreSQL: one connection, and one transaction for all that wait."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg
from typing_extensions import override

from backend.services.errors import InfrastructureError, UnansweredError
from backend.storage.gateway import BatchingGateway, OnCommit, Outcome, Waiting
from backend.storage.postgres.commit_log import FORGET, KEPT_S, OLDEST_RUNNING
from backend.storage.postgres.connections import FAILURES, Connection, connect_to_write, in_words
from backend.storage.postgres.writing import write_batch

ATTEMPTS = 5
"""How often a batch is tried that others stand in the way of."""
LOG_EVERY_S = 60.0
SHORTEST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0

logger = logging.getLogger(__name__)

_IN_THE_WAY = (
    asyncpg.UniqueViolationError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)
"""Another process was first: whoever looks again finds what it committed."""
_TOO_SLOW = (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, TimeoutError)


class _CommitLostError(Exception):
    """The connection was lost while the server committed: done or not, nobody knows."""


class PostgresWriteGateway(BatchingGateway):
    """Commits changes, each whole or not at all; other processes may do so at the same time."""

    def __init__(
        self,
        dsn: str,
        *,
        on_commit: OnCommit,
        on_people_changed: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Start the writer, which connects with the first change and whenever it must.

        The rest is as in ``BatchingGateway``.
        """
        super().__init__(on_commit=on_commit, on_people_changed=on_people_changed, loop=loop)
        self._dsn = dsn
        self._connection: Connection | None = None
        self._pause_s = 0.0
        self._connect_at = 0.0
        self._log_at = 0.0
        self._seen: deque[tuple[float, str]] = deque(maxlen=int(2 * KEPT_S / LOG_EVERY_S))
        self._has_work = asyncio.Event()
        self._task = loop.create_task(self._write_forever())

    @override
    def _wake(self) -> None:
        self._has_work.set()

    async def _write_forever(self) -> None:
        is_over = False
        while not is_over:
            await self._has_work.wait()
            self._has_work.clear()
            is_over = self._closing  # Whoever came before is in the line already.
            while batch := self._next_batch():
                self._answer(batch, await self._written(batch))
                await self._forget_old_commits()
        self._disconnect()
        self._closed.set()

    async def _written(self, batch: Sequence[Waiting]) -> list[Outcome]:
        try:
            return await self._tried(batch)
        except _CommitLostError:
            return [UnansweredError() for _ in batch]
        except InfrastructureError as exc:
            return [exc for _ in batch]
        except Exception as exc:
            # Whatever it was, it must not end the task that everybody waits for.
            if len(batch) == 1:
                logger.exception("change failed")
                return [InfrastructureError(type(exc).__name__)]
        logger.warning("batch failed, written one by one", extra={"changes": len(batch)})
        return [outcome for waiting in batch for outcome in await self._written([waiting])]

    async def _tried(self, batch: Sequence[Waiting]) -> list[Outcome]:
        """Write ``batch``, again where others were in the way or the connection was lost."""
        for attempt in range(1, ATTEMPTS + 1):
            connection = await self._connected()
            try:
                return await self._transaction(connection, batch)
            except _TOO_SLOW as exc:
                logger.exception("database is too slow")
                self._disconnect()
                raise in_words(exc) from exc
            except _IN_THE_WAY:
                if attempt == ATTEMPTS:
                    raise
            except FAILURES as exc:
                if not _is_lost(connection, exc) or attempt == ATTEMPTS:
                    raise
                self._disconnect()
        raise AssertionError  # The last attempt returns or raises.

    async def _transaction(
        self, connection: Connection, batch: Sequence[Waiting]
    ) -> list[Outcome]:
        transaction = connection.transaction()
        await transaction.start()
        try:
            outcomes = await write_batch(connection, [waiting.prepared for waiting in batch])
        except BaseException:
            with suppress(*FAILURES):
                await transaction.rollback()
            raise
        try:
            await transaction.commit()
        except FAILURES as exc:
            self._disconnect()
            raise _CommitLostError from exc
        return outcomes

    async def _connected(self) -> Connection:
        """Return the connection, made anew if it was lost.

        Raises:
            InfrastructureError: There is none, and it is not yet time to try again.
        """
        if self._connection is not None and not self._connection.is_closed():
            return self._connection
        if self._loop.time() < self._connect_at:
            message = "not connected"
            raise InfrastructureError(message)
        try:
            self._connection = await connect_to_write(self._dsn)
        except FAILURES as exc:
            self._pause_s = min(max(SHORTEST_PAUSE_S, 2 * self._pause_s), LONGEST_PAUSE_S)
            self._connect_at = self._loop.time() + self._pause_s
            logger.exception("database cannot be reached")
            raise in_words(exc) from exc
        self._pause_s = 0.0
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _forget_old_commits(self) -> None:
        """Trim the commit log by age, in terms of transactions that ran long ago."""
        now = self._loop.time()
        if self._connection is None or now < self._log_at:
            return
        self._log_at = now + LOG_EVERY_S
        try:
            while self._seen and now - self._seen[0][0] > KEPT_S:
                _, xid = self._seen.popleft()
                await self._connection.execute(FORGET, xid)
            self._seen.append((now, await self._connection.fetchval(OLDEST_RUNNING)))
        except FAILURES:
            logger.warning("commit log not trimmed", exc_info=True)
            self._disconnect()


def _is_lost(connection: Connection, exc: BaseException) -> bool:
    """Whether the connection was lost before anything was committed."""
    return connection.is_closed() or isinstance(
        exc,
        asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.InternalClientError
        | OSError,
    )
