"""Small widgets as the style sheet knows them, by the name of their style."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget


def label(parent: QWidget, style: str, text: str = "") -> QLabel:
    """Return a label of the style ``heading``, ``pill``, ``muted``, ``caption`` or ``faint``."""
    made = QLabel(text, parent)
    made.setObjectName(style)
    # What people wrote is shown as they wrote it, whatever it looks like.
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def button(parent: QWidget, style: str, text: str = "") -> QPushButton:
    """Return a button of the style ``primary``, ``quiet`` or ``plain``.

    Enter never presses it.
    """
    made = QPushButton(text, parent)
    made.setObjectName(style)
    made.setAutoDefault(False)
    return made


def escaped(text: str) -> str:
    """Return ``text`` so that Qt takes no letter of it for a shortcut."""
    return text.replace("&", "&&")
