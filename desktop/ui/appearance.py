"""Language and theme of all windows, as the settings say; a change takes effect at once."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from desktop.core.settings.values import Settings, ThemeChoice
from desktop.ui.language import InstalledLanguage
from desktop.ui.theme import choose_theme


class Appearance(QObject):
    """Follows the settings.

    Attributes:
        language_changed: Sentences are looked up in another language from now on. Windows that
            are there still speak the old one.
    """

    language_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        """Begin with ``settings``, before there is any window."""
        super().__init__(parent)
        self._theme = ThemeChoice.SYSTEM
        self._language = InstalledLanguage()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        if hints.colorScheme() is Qt.ColorScheme.Dark:
            self._follow_system()
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Make language and theme those of ``settings``."""
        if settings.theme is not self._theme:
            self._theme = settings.theme
            self._choose_theme()
        if self._language.use(settings.language):
            self.language_changed.emit()

    def _follow_system(self) -> None:
        if self._theme is ThemeChoice.SYSTEM:
            self._choose_theme()

    def _choose_theme(self) -> None:
        choose_theme(self._theme, QGuiApplication.styleHints().colorScheme())
