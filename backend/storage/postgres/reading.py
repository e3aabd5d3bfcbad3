"""Runs reads on a few connections, each read in one snapshot of the database."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

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
from backend.storage.reading import ReadPool

_T = TypeVar("_T")
_NEXT_NUMBER = text("SELECT nextval('ticket_number_seq')")


class PostgresReadPool(ReadPool):
    """Connections that cannot write."""

    def __init__(self, dsn: str) -> None:
        """Read from the database ``dsn``; connects with the first read."""
        self._engine = reading_engine(dsn)
        # The same connections, outside of any transaction: one that cannot write cannot count.
        self._counting = self._engine.execution_options(
            isolation_level="AUTOCOMMIT", postgresql_readonly=False
        )
        self._reads = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        if self._reads >= reading.MAX_READS:
            raise OverloadedError
        self._reads += 1
        self._is_idle.clear()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                try:
                    return await self._read(read)
                except DBAPIError as exc:
                    if not exc.connection_invalidated:
                        raise
                    # The server ended a connection that lay idle; all such are replaced by now.
                    return await self._read(read)
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
                self._counting.connect() as connection,
            ):
                number: int = (await connection.execute(_NEXT_NUMBER)).scalar_one()
                return number
        except (SQLAlchemyError, *FAILURES) as exc:
            raise in_words(exc) from exc

    async def close(self) -> None:
        """Finish the reads under way, whose askers may be gone already; close the connections."""
        await self._is_idle.wait()
        await self._engine.dispose()

    async def _read(self, read: Callable[[Connection], _T]) -> _T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(read)
