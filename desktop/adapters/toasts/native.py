"""Toasts through a center of the system that is called like a function: Windows and macOS.

What is the same for both: calls may block, so they have a thread of their own, one after the
other; what the person does is told in any thread, and is passed on to the agent's loop.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias

from desktop.adapters.toasts.member import ToastError
from desktop.adapters.workers import Workers
from desktop.core.toasts.toast import OnActivated, OnClosed, Toast, ToastEnd

CALL_TIMEOUT_S = 4.0


class NativeCenter(Protocol):
    """The system's notification center; its methods may block and may raise anything."""

    def show(self, toast: Toast) -> None:
        """Show ``toast``, in place of an earlier one of the same tag."""

    def withdraw(self, tag: str) -> None:
        """Take the toast of ``tag`` away, out of the center's list too."""

    def is_silenced(self) -> bool:
        """Return whether the system's own do-not-disturb is on, where it says so."""

    def close(self) -> None:
        """Take away what could not be clicked any more once the program has ended."""


OpenCenter: TypeAlias = Callable[[OnActivated, OnClosed], NativeCenter]
"""Opens the center; it calls both in any thread. Raises ``ToastError`` when there is none."""


class NativeToasts:
    """A member of the chain; the center is opened for the first toast, in the thread."""

    def __init__(
        self,
        name: str,
        open_center: OpenCenter,
        *,
        on_activated: OnActivated,
        on_closed: OnClosed,
        timeout_s: float = CALL_TIMEOUT_S,
    ) -> None:
        """Wrap the center that ``open_center`` opens.

        Args:
            name: Stable name for the record and the log.
            open_center: Opens it, in a thread of its own.
            on_activated: Called on the loop with tag and action when the person clicks.
            on_closed: Called on the loop with tag and reason when a toast is gone.
            timeout_s: How long one call may take.
        """
        self.name = name
        self.service = name
        self._open_center = open_center
        self._on_activated = on_activated
        self._on_closed = on_closed
        self._timeout_s = timeout_s
        self._workers = Workers("toasts", threads=1)
        self._center: NativeCenter | None = None

    async def show(self, toast: Toast) -> None:
        """Show ``toast``.

        Raises:
            ToastError: The center cannot, or must not.
            TimeoutError: The center blocks.
        """
        loop = asyncio.get_running_loop()
        await self._run(lambda: self._opened(loop).show(toast))

    async def withdraw(self, tag: str) -> None:
        """Take the toast of ``tag`` away; nothing happens before the first toast."""
        center = self._center
        if center is not None:
            await self._run(lambda: center.withdraw(tag))

    async def is_silenced(self) -> bool:
        """Return whether the system's own do-not-disturb is on.

        Raises:
            ToastError: There is no center.
            TimeoutError: The center blocks.
        """
        loop = asyncio.get_running_loop()
        silenced: list[bool] = []
        await self._run(lambda: silenced.append(self._opened(loop).is_silenced()))
        return silenced[0]

    async def close(self) -> None:
        """Leave no toast behind that could not be clicked any more."""
        center = self._center
        if center is not None:
            await self._run(center.close)

    async def _run(self, call: Callable[[], None]) -> None:
        await self._workers.run(call, timeout_s=self._timeout_s)

    def _opened(self, loop: asyncio.AbstractEventLoop) -> NativeCenter:
        if self._center is None:

            def activated(tag: str, key: str) -> None:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._on_activated, tag, key)

            def closed(tag: str, end: ToastEnd) -> None:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._on_closed, tag, end)

            try:
                self._center = self._open_center(activated, closed)
            except ImportError as exc:
                raise ToastError(self.name, "not_installed") from exc
        return self._center
