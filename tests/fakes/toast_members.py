"""A member of the toast chain that does what a test tells it to."""

import asyncio

from desktop.core.toasts.toast import Toast


class FakeMember:
    """Shows toasts into a list, or fails.

    Attributes:
        failure: Raised by ``show`` and ``withdraw`` while it is set.
        hangs: ``show`` and ``is_silenced`` never end while it is set.
        silenced: What ``is_silenced`` answers.
        gate: ``show`` waits for it, unless it is None.
    """

    def __init__(self, name: str, *, service: str | None = None) -> None:
        self.name = name
        self.service = service or name
        self.failure: Exception | None = None
        self.hangs = False
        self.silenced = False
        self.gate: asyncio.Event | None = None
        self.shown: list[Toast] = []
        self.withdrawn: list[str] = []
        self.attempts = 0
        self.closed = False

    async def show(self, toast: Toast) -> None:
        self.attempts += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        self.shown.append(toast)

    async def is_silenced(self) -> bool:
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        return self.silenced

    async def withdraw(self, tag: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.withdrawn.append(tag)

    async def close(self) -> None:
        self.closed = True
