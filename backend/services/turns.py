"""One after the other: bounded lines of those who want the same thing."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from backend.services.errors import OverloadedError

MAX_IN_LINE = 100
"""Who may stand in one line, the one whose turn it is included."""
TURN_TIMEOUT_S = 5.0

_T = TypeVar("_T", bound=Hashable)


@dataclass(slots=True)
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Turns(Generic[_T]):
    """Gives out turns, one at a time for each thing, in the order in which they were asked for.

    There is a line only for what somebody wants at this moment.
    """

    def __init__(self) -> None:
        """Begin without any line."""
        self._lines: dict[_T, _Line] = {}

    @asynccontextmanager
    async def of(self, thing: _T) -> AsyncIterator[None]:
        """Wait for the turn at ``thing``, and have it until the block ends.

        Raises:
            OverloadedError: Too many wait already, or it took too long.
        """
        line = self._lines.setdefault(thing, _Line())
        if line.length >= MAX_IN_LINE:
            raise OverloadedError
        line.length += 1
        try:
            await _come(line.turn)
            try:
                yield
            finally:
                line.turn.release()
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[thing]


async def _come(turn: asyncio.Lock) -> None:
    try:
        async with asyncio.timeout(TURN_TIMEOUT_S):
            await turn.acquire()
    except TimeoutError as exc:
        raise OverloadedError from exc
