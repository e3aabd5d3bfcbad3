"""Counts what a run of the agent showed, and leaves the counts in a file at its end."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from desktop.core.toasts.toast import Toast, ToastOutcome, ToastPort


class CountedToasts:
    """A toast port in front of another one.

    Args:
        inner: What shows the toasts.
        path: Where the counts go, as JSON: toasts by kind, events received, unread.
        counts: Gives the events received and the unread notifications at the end.
    """

    def __init__(
        self, inner: ToastPort, path: Path, counts: Callable[[], tuple[int, int]]
    ) -> None:
        """Start with nothing shown."""
        self._inner = inner
        self._path = path
        self._counts = counts
        self._shown: Counter[str] = Counter()

    async def show(self, toast: Toast) -> ToastOutcome:
        """Count ``toast`` and pass it on."""
        self._shown[toast.kind.value if toast.kind is not None else toast.tag] += 1
        return await self._inner.show(toast)

    async def is_silenced(self) -> bool:
        """Pass on."""
        return await self._inner.is_silenced()

    async def withdraw(self, tag: str) -> None:
        """Pass on."""
        await self._inner.withdraw(tag)

    async def close(self) -> None:
        """Write the file; the run is over."""
        await self._inner.close()
        events, unread = self._counts()
        summary = {"toasts": dict(self._shown), "events": events, "unread": unread}
        self._path.write_text(json.dumps(summary, sort_keys=True) + "\n", encoding="utf-8")
