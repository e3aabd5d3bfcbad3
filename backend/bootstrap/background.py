"""What runs by itself beside the requests."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from backend.services.checks import PASSED, CheckResult, failed

logger = logging.getLogger(__name__)


class Background:
    """What runs beside the requests; if one part ends by itself, the server is not ready."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self, *parts: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        """Run ``parts`` until the block ends."""
        self._tasks = [asyncio.create_task(part) for part in parts]
        for task in self._tasks:
            task.add_done_callback(_report)
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def has_ended(self) -> bool:
        """Whether a part ended by itself."""
        return any(task.done() for task in self._tasks)

    async def check(self) -> CheckResult:
        """Return whether every part still runs."""
        if not self._tasks:
            return failed("not started")
        return failed("a background task ended") if self.has_ended else PASSED


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("background task ended", exc_info=task.exception())
