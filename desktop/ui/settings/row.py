"""One line of a page: what is set, what it does, and the control for it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.ui.glyphs import padlock
from desktop.ui.icon_painter import fill_glyph
from desktop.ui.parts import label
from desktop.ui.settings.editors import Editor
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, SPACE_XS, current_theme

_PADLOCK_PX = 12


class SettingRow(QWidget):
    """A control with its words; locked when the organisation decides."""

    def __init__(self, name: str, description: str, editor: Editor, parent: QWidget) -> None:
        """Show ``editor`` beside its words."""
        super().__init__(parent)
        self.editor = editor
        self._description = description
        title = label(self, "body", name)
        title.setBuddy(editor)
        title.setWordWrap(True)
        about = label(self, "faint", description)
        about.setWordWrap(True)
        self._lock = _Lock(self)
        self._trouble = label(self, "refused")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        about.setVisible(bool(description))
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS // 2)
        for part in (title, about, self._lock, self._trouble):
            words.addWidget(part)
        layout: QBoxLayout = QVBoxLayout(self) if editor.is_wide else QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S if editor.is_wide else SPACE_L)
        layout.addLayout(words, stretch=0 if editor.is_wide else 1)
        layout.addWidget(editor)
        editor.name(name, description)
        editor.chosen.connect(self._trouble.hide)
        editor.refused.connect(self._refuse)

    def show_value(self, value: object, *, locked: bool, usable: bool = True) -> None:
        """Show ``value``; ``usable`` is whether it counts at all at the moment."""
        self.editor.show_value(value)
        self.editor.setEnabled(usable and not locked)
        self._lock.setVisible(locked)
        hint = f"{self._description} {locked_text()}" if locked else self._description
        for control in self.editor.controls:
            control.setAccessibleDescription(hint)

    def is_locked(self) -> bool:
        """Return whether the padlock is there."""
        return not self._lock.isHidden()

    def refusal(self) -> str:
        """Return why the last entry was not taken; empty when it was."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def _refuse(self) -> None:
        self._trouble.setText(
            translate("Settings", "This is not accepted, so nothing was changed.")
        )
        self._trouble.show()


def locked_text() -> str:
    """Return what stands beside a padlock."""
    return translate("Settings", "Set by your organisation.")


class _Lock(QWidget):
    """A padlock with its words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(_Padlock(self))
        layout.addWidget(label(self, "faint", locked_text()), stretch=1)
        self.hide()


class _Padlock(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(_PADLOCK_PX, _PADLOCK_PX)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_glyph(painter, QRectF(self.rect()), padlock(), QColor(current_theme().muted))
        painter.end()
