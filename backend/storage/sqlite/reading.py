"""Runs reads in a few threads, each read in one snapshot of the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage import reading
from backend.storage.reading import ReadPool
from backend.storage.sqlite.connections import READERS, reading_engine

_T = TypeVar("_T")


class SqliteReadPool(ReadPool):
    """Threads with connections that cannot write."""

    def __init__(self, path: Path) -> None:
        """Read from the database ``path``."""
        self._engine = reading_engine(path)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._reads = 0

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        if self._reads >= reading.MAX_READS:
            raise OverloadedError
        self._reads += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._read, read)
        finally:
            self._reads -= 1

    def close(self) -> None:
        """Finish the reads under way and close the connections."""
        self._threads.shutdown(cancel_futures=True)
        self._engine.dispose()

    def _read(self, read: Callable[[Connection], _T]) -> _T:
        try:
            with self._engine.connect() as connection:
                return read(connection)
        except SQLAlchemyError as exc:
            raise InfrastructureError(type(exc).__name__) from exc
