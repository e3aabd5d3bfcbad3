"""An agent for the bridge: keeps what it is asked for, and ends on ``Quit``."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop.core.intents import Intent, Quit


class FakeRunningAgent:
    """Collects intents; ``work`` replaces what ``run`` does, ``deaf`` agents ignore ``Quit``."""

    def __init__(
        self, work: Callable[[], Awaitable[None]] | None = None, *, deaf: bool = False
    ) -> None:
        self.intents: list[Intent] = []
        self.closed = False
        self._work = work
        self._deaf = deaf
        self._quit = asyncio.Event()

    async def run(self) -> None:
        try:
            if self._work is not None:
                await self._work()
            await self._quit.wait()
        finally:
            self.closed = True

    def submit(self, intent: Intent) -> None:
        self.intents.append(intent)
        if isinstance(intent, Quit) and not self._deaf:
            self._quit.set()
