"""How readers ask a database: one function at a time, and all that it asks at one moment."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

MAX_READS = 2_000
"""Reads that may run or wait at once."""

_T = TypeVar("_T")


class ReadPool(Protocol):
    """Connections that cannot write."""

    async def run(self, read: Callable[[Connection], _T]) -> _T:
        """Return what ``read`` returns; all that it asks belongs to one moment.

        Raises:
            OverloadedError: ``MAX_READS`` wait already.
            InfrastructureError: The database failed, or took too long.
        """
        ...
