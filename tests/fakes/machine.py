"""A machine that things happen to when a test says so."""

import asyncio
from collections.abc import Callable

from desktop.core.ports import MachineEvent


class FakeMachine:
    """Implements ``Machine``."""

    def __init__(self) -> None:
        self._on_event: Callable[[MachineEvent], None] = lambda _: None

    async def watch(self, on_event: Callable[[MachineEvent], None]) -> None:
        self._on_event = on_event
        await asyncio.Event().wait()

    def happen(self, event: MachineEvent) -> None:
        self._on_event(event)
