"""Puts toasts on the screen and takes them off again: never a flood, in the person's manner."""

from collections.abc import Callable

from desktop.core.ports import Clock
from desktop.core.settings.values import Settings
from desktop.core.toasts.flood import FloodGate, ToastBook
from desktop.core.toasts.rules import in_manner
from desktop.core.toasts.toast import Toast, ToastOutcome, ToastPort


class Toaster:
    """The way to the screen for everything that interrupts a person.

    It outlives a person's desk: a flood stays a flood when the desk is built anew.
    """

    def __init__(
        self, toasts: ToastPort, *, clock: Clock, settings: Callable[[], Settings]
    ) -> None:
        """Begin with an empty screen; ``settings`` returns those that hold now."""
        self._toasts = toasts
        self._clock = clock
        self._settings = settings
        self._gate = FloodGate()
        self.book = ToastBook()

    @property
    def opens_in_s(self) -> float:
        """After how many seconds the next toast may be shown; 0 for now."""
        return self._gate.opens_in_s(self._clock.monotonic())

    async def show(self, toast: Toast) -> ToastOutcome:
        """Show ``toast``, in place of an earlier one with the same tag."""
        self._gate.shown(self._clock.monotonic())
        return await self._pass_on(toast)

    async def sum_up(self, toast: Toast) -> ToastOutcome:
        """Show ``toast`` for everything that waited in a flood, which may go on."""
        self._gate.summed_up(self._clock.monotonic())
        return await self._pass_on(toast)

    async def withdraw(self, tag: str) -> None:
        """Take the toast with this tag away, if there is one."""
        self.book.gone(tag)
        await self._toasts.withdraw(tag)

    async def is_silenced(self) -> bool:
        """Return whether the system's own do-not-disturb is on."""
        return await self._toasts.is_silenced()

    async def _pass_on(self, toast: Toast) -> ToastOutcome:
        self.book.shown(toast)
        return await self._toasts.show(in_manner(toast, self._settings()))
