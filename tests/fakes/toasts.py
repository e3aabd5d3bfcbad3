"""A toast port that remembers."""

from collections.abc import Callable

from desktop.core.toasts.toast import Toast, ToastOutcome


class RecordedToasts:
    """Shows toasts into a list.

    Attributes:
        shown: Every toast with the time of ``monotonic`` at which it was shown.
        on_screen: What would be visible now, by tag.
        silenced: Whether the system's do-not-disturb is on.
        outcome: What ``show`` answers.
    """

    def __init__(self, monotonic: Callable[[], float] = lambda: 0.0) -> None:
        self.shown: list[tuple[float, Toast]] = []
        self.on_screen: dict[str, Toast] = {}
        self.closed = False
        self.silenced = False
        self.outcome = ToastOutcome("screen")
        self._monotonic = monotonic

    @property
    def titles(self) -> list[str]:
        return [toast.title for _, toast in self.shown]

    async def show(self, toast: Toast) -> ToastOutcome:
        self.shown.append((self._monotonic(), toast))
        self.on_screen[toast.tag] = toast
        return self.outcome

    async def is_silenced(self) -> bool:
        return self.silenced

    async def withdraw(self, tag: str) -> None:
        self.on_screen.pop(tag, None)

    async def close(self) -> None:
        self.closed = True
