"""Runs reads on a few connections, each read in one snapshot of the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from typing_extensions import override

from backend.services.errors import OverloadedError
from backend.storage import reading
from backend.storage.postgres.connections import (
    ANSWER_TIMEOUT_S,
    FAILURES,
    in_words,
    reading_engine,
)
from backend.storage.postgres.writing import numbered
from backend.storage.reading import ReadPool
from backend.storage.rows import Value

_T = TypeVar("_T")
_NEXT_NUMBER = text("SELECT nextval('ticket_number_seq')")


class PostgresReadPool(ReadPool):
    """Connections that cannot write."""

    def __init__(self, dsn: str) -> None:
        """Read from the database ``dsn``; connects with the first read."""
        self._engine = reading_engine(dsn)
        # The same connections, outside of any transaction: one that cannot write cannot count.
        self._at_once = self._engine.execution_options(
            isolation_level="AUTOCOMMIT", postgresql_readonly=False
        )
        self._reads = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        return await self._bounded(lambda: self._run(read))

    @override
    async def row(self, sql: str, *parameters: Value) -> Sequence[Any] | None:
        return await self._bounded(lambda: self._row(numbered(sql), parameters))

    async def _bounded(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        if self._reads >= reading.MAX_READS:
            raise OverloadedError
        self._reads += 1
        self._is_idle.clear()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await ask()
        except (SQLAlchemyError, *FAILURES) as exc:
            raise in_words(exc) from exc
        finally:
            self._reads -= 1
            if not self._reads:
                self._is_idle.set()

    async def next_ticket_number(self) -> int:
        """Return a number that no process was given before; those of refused tickets are lost.

        Raises:
            InfrastructureError: The database failed, or took too long.
        """
        try:
            async with (
                asyncio.timeout(ANSWER_TIMEOUT_S),
                self._at_once.connect() as connection,
            ):
                number: int = (await connection.execute(_NEXT_NUMBER)).scalar_one()
                return number
        except (SQLAlchemyError, *FAILURES) as exc:
            raise in_words(exc) from exc

    async def close(self) -> None:
        """Finish the reads under way, whose askers may be gone already; close the connections."""
        await self._is_idle.wait()
        await self._engine.dispose()

    async def _run(self, read: Callable[[Connection], _T]) -> _T:
        try:
            return await self._read(read)
        except DBAPIError as exc:
            if not exc.connection_invalidated:
                raise
            # The server ended a connection that lay idle; all such are replaced by now.
            return await self._read(read)

    async def _row(self, sql: str, parameters: Sequence[Value]) -> Sequence[Any] | None:
        async with self._at_once.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if not isinstance(driver, asyncpg.Connection):
                raise TypeError(driver)
            try:
                # One round trip, instead of three with a transaction.
                row: Sequence[Any] | None = await driver.fetchrow(sql, *parameters)
            except FAILURES:
                if not driver.is_closed():
                    raise
            else:
                return row
        # The engine sees by itself that the connection is gone, and connects again.
        return await self._run(lambda again: again.exec_driver_sql(sql, tuple(parameters)).first())

    async def _read(self, read: Callable[[Connection], _T]) -> _T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(read)
