"""A strip inside a window: one message, and at most one thing to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.parts import button, label


class Banner(QFrame):
    """Shows a sentence and a button; hidden while there is nothing to say.

    Attributes:
        pressed: The button was pressed.
    """

    pressed = Signal()

    def __init__(self, style_name: str, parent: QWidget | None = None) -> None:
        """Start hidden; ``style_name`` is ``banner`` or ``trouble`` of the style sheet."""
        super().__init__(parent)
        self.setObjectName(style_name)
        self._text = label(self, "sentence")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = button(self, "plain")
        self._button.clicked.connect(self.pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 9, 10, 9)
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        self.hide()

    def say(self, text: str, action: str = "") -> None:
        """Show ``text`` and a button named ``action``; hide when ``text`` is empty."""
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return what is said; empty while hidden."""
        return "" if self.isHidden() else self._text.text()
