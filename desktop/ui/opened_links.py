"""Links that macOS hands over: by an event to the program that runs, not by an argument."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from typing_extensions import override


class OpenedLinks(QObject):
    """Passes on the links that the application is asked to open.

    Args:
        app: The application object, which owns this one.
        on_link: Gets each link as it came from outside, not looked at yet.
    """

    def __init__(self, app: QCoreApplication, on_link: Callable[[str], None]) -> None:
        """Begin to listen."""
        super().__init__(app)
        self._on_link = on_link
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the events that name a link out of the stream, and no others."""
        if not isinstance(event, QFileOpenEvent):
            return super().eventFilter(watched, event)
        self._on_link(event.url().toString())
        return True
