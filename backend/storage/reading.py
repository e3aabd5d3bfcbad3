"""How readers ask a database: one function at a time, and all that it asks at one moment."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from backend.storage.rows import Value

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

    async def row(self, sql: str, *parameters: Value) -> Sequence[Any] | None:
        """Return the first row that a statement finds; for what every command asks.

        The text goes to the driver as it is, with ``?`` for each parameter: the expression
        language and a transaction around it cost ten times what such an answer costs.

        Raises:
            OverloadedError: ``MAX_READS`` wait already.
            InfrastructureError: The database failed, or took too long.
        """
        ...
