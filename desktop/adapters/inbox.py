"""What a socket reported and nobody took yet: in order, bounded, with an end."""

import asyncio
from collections import deque

from desktop.core.errors import ClientCode, ClientError, ConnectionLostError
from desktop.core.ports import Closed, Happening


class Inbox:
    """A queue of happenings for one reader.

    Invariants:
        * What is inside is what came, without a gap, from the last one taken on.
        * After the end nothing is added; what is inside is still handed out, then ``Closed``.

    Args:
        limit: Most happenings inside. One more ends the inbox: the reader is too slow, and what
            it would miss is read again by ``sync``.
    """

    def __init__(self, limit: int) -> None:
        """Start empty."""
        self._limit = limit
        self._waiting: deque[Happening] = deque()
        self._changed = asyncio.Event()
        self._failure: ClientError | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nothing is added any more."""
        return self._failure is not None

    def put(self, happening: Happening) -> None:
        """Add ``happening``, or end the inbox when it is full."""
        if self._failure is not None:
            return
        if len(self._waiting) >= self._limit:
            self.end(ConnectionLostError(ClientCode.INBOX_FULL))
            return
        self._waiting.append(happening)
        self._changed.set()

    def end(self, failure: ClientError) -> None:
        """Accept nothing more; the first reason is the one that is told."""
        if self._failure is None:
            self._failure = failure
            self._changed.set()

    async def next(self) -> Happening:
        """Return the oldest happening once there is one, or ``Closed`` again and again."""
        while not self._waiting:
            if self._failure is not None:
                return Closed(self._failure)
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()

    def take(self, limit: int) -> list[Happening]:
        """Return the oldest happenings, at most ``limit``; ``Closed`` is said by ``next`` only."""
        return [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
