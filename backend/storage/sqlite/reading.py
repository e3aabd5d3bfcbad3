"""Runs reads in a few threads, each read in one snapshot of the database."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage import reading
from backend.storage.reading import ReadPool
from backend.storage.rows import Value
from backend.storage.sqlite.connections import READERS, reading_connection, reading_engine

_T = TypeVar("_T")


class SqliteReadPool(ReadPool):
    """Threads with connections that cannot write."""

    def __init__(self, path: Path) -> None:
        """Read from the database ``path``."""
        self._path = path
        self._engine = reading_engine(path)
        self._unused: list[sqlite3.Connection] = []  # The one that was used last is the last.
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._reads = 0

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        return await self._in_thread(lambda: self._read(read))

    @override
    async def row(self, sql: str, *parameters: Value) -> Sequence[Any] | None:
        return await self._in_thread(lambda: self._row(sql, parameters))

    async def _in_thread(self, ask: Callable[[], _T]) -> _T:
        if self._reads >= reading.MAX_READS:
            raise OverloadedError
        self._reads += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, ask)
        finally:
            self._reads -= 1

    def close(self) -> None:
        """Finish the reads under way and close the connections."""
        self._threads.shutdown(cancel_futures=True)
        self._engine.dispose()
        while self._unused:
            self._unused.pop().close()

    def _read(self, read: Callable[[Connection], _T]) -> _T:
        try:
            with self._engine.connect() as connection:
                return read(connection)
        except SQLAlchemyError as exc:
            raise InfrastructureError(type(exc).__name__) from exc

    def _row(self, sql: str, parameters: Sequence[Value]) -> Sequence[Any] | None:
        try:
            try:
                connection = self._unused.pop()
            except IndexError:
                connection = reading_connection(self._path)
            try:
                found: Sequence[Any] | None = connection.execute(sql, parameters).fetchone()
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as exc:
            raise InfrastructureError(type(exc).__name__) from exc
        self._unused.append(connection)
        return found
