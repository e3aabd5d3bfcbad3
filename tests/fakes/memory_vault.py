"""A vault in memory, which can be made to be locked, missing or stuck."""

import asyncio
from collections.abc import Iterator, Sequence

from desktop.core.ports import (
    Kept,
    Loaded,
    LoadOutcome,
    Missing,
    SaveOutcome,
)


class MemoryVault:
    """Implements the ``Vault`` port.

    Attributes:
        saved: Every secret that somebody tried to save.
        hangs: Calls never end while it is set.
    """

    def __init__(
        self, *, loads: Sequence[LoadOutcome] = (), saves: Sequence[SaveOutcome] = ()
    ) -> None:
        """Give these outcomes first, one a call, and work from then on."""
        self.saved: list[str] = []
        self.hangs = False
        self._loads: Iterator[LoadOutcome] = iter(loads)
        self._saves: Iterator[SaveOutcome] = iter(saves)
        self._secret: str | None = None

    async def load(self) -> LoadOutcome:
        await self._wait()
        outcome = next(self._loads, None)
        if outcome is not None:
            return outcome
        return Missing() if self._secret is None else Loaded(self._secret)

    async def save(self, secret: str) -> SaveOutcome:
        await self._wait()
        self.saved.append(secret)
        outcome = next(self._saves, Kept())
        if isinstance(outcome, Kept):
            self._secret = secret
        return outcome

    async def delete(self) -> SaveOutcome:
        await self._wait()
        self._secret = None
        return Kept()

    async def _wait(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
