"""Finds what can have the keyboard without showing it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QScrollArea, QWidget


def unseen_focus(window: QWidget) -> Iterator[str]:
    """Yield each widget of ``window`` that looks the same with and without the keyboard."""
    wanted = [widget for widget in window.findChildren(QWidget) if _takes_keys(widget, window)]
    for widget in wanted:
        parking = next((other for other in wanted if other is not widget), None)
        if parking is None:
            continue
        parking.setFocus(Qt.FocusReason.TabFocusReason)
        without = _picture(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not widget.hasFocus() or _picture(widget) == without:
            yield f"{type(widget).__name__} {widget.accessibleName()!r} does not show its focus"


def _takes_keys(widget: QWidget, window: QWidget) -> bool:
    is_tab_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    # What only scrolls shows where it is by its bar; what is inside has a focus of its own.
    return (
        is_tab_stop
        and widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollArea)
        and not _is_empty(widget)
    )


def _is_empty(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractItemView) and widget.model().rowCount() == 0


def _picture(widget: QWidget) -> QImage:
    if isinstance(widget, QLineEdit):
        widget.deselect()
    QApplication.processEvents()
    return widget.grab().toImage()
