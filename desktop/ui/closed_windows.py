"""Takes windows down when they are closed, because a hidden one keeps its memory."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

GIVE_BACK_AFTER_MS = 1_000
"""When everything that a window held is free: Qt deletes its parts one after the other."""


class ClosedWindows(QObject):
    """Watches windows until they are closed.

    Attributes:
        released: Windows are gone, and so is what they held.
    """

    released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._forget: dict[QObject, Callable[[], None]] = {}
        self._soon = QTimer(self, singleShot=True, interval=GIVE_BACK_AFTER_MS)
        self._soon.timeout.connect(self.released)

    def watch(self, window: QWidget, forget: Callable[[], None]) -> None:
        """Delete ``window`` once it is closed; ``forget`` is called before that."""
        self._forget[window] = forget
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt: see whether a window was closed, not only minimized."""
        if event.type() is QEvent.Type.Hide and not event.spontaneous():
            forget = self._forget.pop(watched, None)
            if forget is not None:
                forget()
                watched.deleteLater()
                self._soon.start()
        return False
