"""What all windows have in common: theme, icon, a place on a screen that is there."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.ui.icons import app_icon
from desktop.ui.theme import Theme, accents_of, current_theme, stylesheet

_EDGE = 24
"""How far a window stays away from the edge of the screen that it is moved to."""


class Window(QWidget):
    """A window of the program in the current theme.

    Subclasses build their widgets and call ``apply_theme`` when all are there; what they paint
    themselves follows in ``show_theme``.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start hidden, named ``title``."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self.setObjectName("window")
        self.setWindowTitle(title)
        self.setWindowIcon(app_icon())

    def bring_to_front(self) -> None:
        """Show the window above the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def apply_theme(self) -> None:
        """Take on the current theme, unless it is there already."""
        theme = current_theme()
        if theme is self._theme:
            return  # A style sheet changes the palette, which comes back as an event.
        self._theme = theme
        # Not the whole palette: a window with colors of its own hears no more of the system's.
        self.setPalette(accents_of(theme))
        self.setStyleSheet(stylesheet(theme))
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        """Paint in the colors of ``theme`` from now on."""

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Follow the settings and the system from light to dark and back."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self.apply_theme()
        super().changeEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Return onto a screen if the one that the window was on is gone."""
        super().showEvent(event)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        place = on_a_screen(self.geometry(), screens)
        if place != self.geometry():
            self.setGeometry(place)


def on_a_screen(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Return where a window can be reached, as near as possible to where it is.

    Args:
        window: Where it is, in logical pixels.
        screens: The parts of the screens that panels leave free, the primary one first.
    """
    if not screens or any(screen.contains(_grip(window)) for screen in screens):
        return window
    screen = max(screens, key=lambda screen: _area(screen.intersected(window)))
    free = screen.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
    size = window.size().boundedTo(free.size())
    left = min(max(window.left(), free.left()), free.left() + free.width() - size.width())
    top = min(max(window.top(), free.top()), free.top() + free.height() - size.height())
    return QRect(left, top, size.width(), size.height())


def _grip(window: QRect) -> QRect:
    """Return the part that has to be visible: the middle of the upper edge."""
    third = window.width() // 3
    return QRect(window.left() + third, window.top(), max(1, third), _EDGE)


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
