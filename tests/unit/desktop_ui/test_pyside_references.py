"""PySide6 6.12.0 loses references to None and True on Python 3.11, and dies after minutes.

Kept as a test of whatever version is installed (ADR-0010).
"""

import sys

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 2_000
TOLERANCE = 100
"""Other parts of the interpreter come and go with a few references."""


class Emitter(QObject):
    fired = Signal()
    valued = Signal(object)


def drift(value: object, before: int) -> int:
    return sys.getrefcount(value) - before


def test_void_calls_do_not_lose_references_of_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    timer = QTimer()
    pixmap = QPixmap(16, 16)
    before = sys.getrefcount(None)

    for number in range(CALLS):
        label.setText(str(number))
        label.update()
        timer.start(1000)
        timer.stop()
    painter = QPainter(pixmap)
    for _ in range(CALLS):
        painter.setOpacity(0.5)
    painter.end()

    assert drift(None, before) > -TOLERANCE


def test_emits_do_not_lose_references_of_true(qtbot: QtBot) -> None:
    del qtbot
    emitter = Emitter()
    seen: list[object] = []
    emitter.fired.connect(lambda: None)
    emitter.valued.connect(lambda value: seen.append(value) if value is None else None)
    before_true, before_none = sys.getrefcount(True), sys.getrefcount(None)

    for _ in range(CALLS):
        emitter.fired.emit()
        emitter.valued.emit(True)

    assert drift(True, before_true) > -TOLERANCE
    assert drift(None, before_none) > -TOLERANCE
