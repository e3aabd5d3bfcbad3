"""Finds texts that do not fit into their widgets, by the metrics of their fonts."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from desktop.ui.controls import Chip

_SLACK_PX = 1
_UNLIMITED_PX = 100_000


def clipped_texts(window: QWidget) -> Iterator[str]:
    """Yield what is wrong with each visible widget of ``window`` whose text does not fit."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or isinstance(widget.window(), QMenu):
            continue
        if isinstance(widget, Chip):
            continue  # Its words end in an ellipsis.
        text, needed = _needed(widget)
        room = _room(widget)
        if text and (
            needed.width() > room.width() + _SLACK_PX
            or needed.height() > room.height() + _SLACK_PX
        ):
            yield (
                f"{type(widget).__name__} {text!r} needs {needed.width()}x{needed.height()},"
                f" has {room.width()}x{room.height()}"
            )
        elif text and not _is_inside(widget, window):
            yield f"{type(widget).__name__} {text!r} lies outside of its window"


def _needed(widget: QWidget) -> tuple[str, QSize]:
    """Return the text of a widget and the room that it takes; no text for all others."""
    metrics = widget.fontMetrics()
    match widget:
        case QLabel():
            return widget.text(), _label_size(widget)
        case QPushButton() | QCheckBox() | QRadioButton() | QToolButton():
            return widget.text(), widget.sizeHint()
        case QLineEdit():
            shown = widget.placeholderText()
            return shown, metrics.size(Qt.TextFlag.TextSingleLine, shown)
        case QComboBox():
            shown = widget.currentText()
            return shown, metrics.size(Qt.TextFlag.TextSingleLine, shown)
        case QTabBar():
            return _tabs_size(widget, metrics)
        case _:
            return "", QSize()


def _room(widget: QWidget) -> QSize:
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return widget.style().subControlRect(parts[0], option, parts[1], widget).size()
    if isinstance(widget, QAbstractButton | QTabBar):
        return widget.size()
    return widget.contentsRect().size()


def _label_size(label: QLabel) -> QSize:
    text = label.text()
    if label.textFormat() is Qt.TextFormat.RichText:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    flags = int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0
    width = label.contentsRect().width() if label.wordWrap() else _UNLIMITED_PX
    bounds = label.fontMetrics().boundingRect(QRect(0, 0, width, _UNLIMITED_PX), flags, text)
    return bounds.size()


def _tabs_size(bar: QTabBar, metrics: QFontMetrics) -> tuple[str, QSize]:
    for number in range(bar.count()):
        text = bar.tabText(number)
        needed = metrics.horizontalAdvance(text)
        if needed > bar.tabRect(number).width():
            return text, QSize(_UNLIMITED_PX, 0)
    return "", QSize()


def _is_inside(widget: QWidget, window: QWidget) -> bool:
    """Return whether all of a widget is in the window; what can be scrolled may be below."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return window.rect().contains(
        QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    )
