"""Lets another thread bring the windows to the front, and hear whether they did."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

ANSWER_S = 3.0
"""How long the windows may take; after that they hang."""


class Front(QObject):
    """The way to the windows for threads that are not Qt's.

    Args:
        bring_to_front: Does it, in Qt's thread.
        answer_s: How long it may take.
    """

    _asked = Signal(object)

    def __init__(
        self,
        bring_to_front: Callable[[], None],
        *,
        answer_s: float = ANSWER_S,
        parent: QObject | None = None,
    ) -> None:
        """Belong to the thread that makes it, which is Qt's."""
        super().__init__(parent)
        self._bring_to_front = bring_to_front
        self._answer_s = answer_s
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def show(self) -> bool:
        """Bring the windows to the front; return whether that was done in time.

        Callable in any thread but Qt's, which would wait for itself.
        """
        done = threading.Event()
        self._asked.emit(done)
        return done.wait(self._answer_s)

    @Slot(object)
    def _do(self, done: threading.Event) -> None:
        self._bring_to_front()
        done.set()
