"""Runs reads in a few threads, each read in one snapshot of the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage.connections import READERS, reading_engine

MAX_READS = 2_000
"""Reads that may run or wait at once."""

_T = TypeVar("_T")


class ReadPool:
    """Threads with connections that cannot write."""

    def __init__(self, path: Path) -> None:
        """Read from the database ``path``."""
        self._engine = reading_engine(path)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._reads = 0

    async def run(self, read: Callable[[Connection], _T]) -> _T:
        """Return what ``read`` returns; all that it asks belongs to one moment.

        Raises:
            OverloadedError: ``MAX_READS`` wait already.
            InfrastructureError: The database failed.
        """
        if self._reads >= MAX_READS:
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
