"""What one client sent and nobody handled yet: in order, one after the other, bounded."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from backend.realtime.wire import Wire

_MAX_WAITING = 32
"""With so many the client is not read any more: it waits, as one does who asks too much."""

logger = logging.getLogger(__name__)


class Inbox:
    """Handles messages by a task that lives only as long as there are any.

    Attributes:
        is_full: So much waits that the client is not read; what it says meanwhile is not heard.
    """

    __slots__ = ("_handle", "_task", "_waiting", "_wire", "is_full")

    def __init__(self, wire: Wire, handle: Callable[[str], Awaitable[None]]) -> None:
        self._wire = wire
        self._handle = handle
        self._waiting: list[str] = []
        self._task: asyncio.Task[None] | None = None
        self.is_full = False

    def put(self, text: str) -> None:
        """Let ``text`` be handled after everything that came before."""
        self._waiting.append(text)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())
        if len(self._waiting) >= _MAX_WAITING and not self.is_full:
            self.is_full = True
            self._wire.pause_reading()

    async def _work(self) -> None:
        while self._waiting:
            try:
                await self._handle(self._waiting.pop(0))
            except Exception:
                # The last line of defense of this task: one message must not stop the others.
                logger.exception("message of a client failed")
        self._task = None
        if self.is_full:
            self.is_full = False
            self._wire.resume_reading()
