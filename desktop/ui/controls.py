"""Controls that are painted by us, since the system's vanish on our grounds."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)
from typing_extensions import override

from desktop.ui.parts import escaped
from desktop.ui.theme import SPACE_M, current_theme

_SWITCH_PX = (38, 22)
_RING_PX = 2
_CHEVRON_PX = (9.0, 5.0)
_CROSS = "  ✕"
_MIN_CHARS = 6
_ROUNDING_PX = 1
_AROUND_TEXT_PX = 48
"""Border, padding and arrow of the style sheet, with a little air."""


class Chip(QPushButton):
    """A button that takes a filter away; where there is no room its words end in an ellipsis."""

    def __init__(self, parent: QWidget, words: str) -> None:
        """Show ``words``, with a cross behind them."""
        super().__init__(f"{escaped(words)}{_CROSS}", parent)
        self._words = words
        self.setObjectName("chip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setToolTip(words)
        # A button's own is never smaller than its text.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the size that shows how the words begin."""
        whole = self.sizeHint()
        left_out = self._advance(self._words) - self._advance(f"{self._words[:_MIN_CHARS]}…")
        return QSize(whole.width() - max(0, left_out), whole.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button with as many of the words as there is room for."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        missing = self.sizeHint().width() - self.width()
        if missing > 0:
            room = self._advance(self._words) - missing + _ROUNDING_PX
            right = Qt.TextElideMode.ElideRight
            shown = self.fontMetrics().elidedText(self._words, right, room)
            option.text = f"{escaped(shown)}{_CROSS}"
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


class Switch(QCheckBox):
    """A check box that looks like a switch; for the keyboard and screen readers it is one."""

    def __init__(self, parent: QWidget) -> None:
        """Start switched off."""
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        """Return the size with the ring of the focus."""
        return QSize(_SWITCH_PX[0] + 2 * _RING_PX + 2, _SWITCH_PX[1] + 2 * _RING_PX + 2)

    @override
    def hitButton(self, pos: QPoint) -> bool:
        """Return whether ``pos`` presses it: anywhere inside."""
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, knob, and the ring of the focus."""
        theme, is_on = current_theme(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, 0, *_SWITCH_PX)
        track.moveCenter(QRectF(self.rect()).center())
        radius = track.height() / 2
        if self.hasFocus():
            ring = track.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
            painter.setPen(QPen(QColor(theme.accent), _RING_PX))
            painter.drawRoundedRect(ring, radius + _RING_PX, radius + _RING_PX)
            track.adjust(1, 1, -1, -1)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if is_on else theme.faint))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = QRectF(0, 0, track.height() - 6, track.height() - 6)
        middle = track.right() - track.height() / 2 if is_on else track.left() + track.height() / 2
        knob.moveCenter(QPointF(middle, track.center().y()))
        painter.setBrush(QColor(theme.on_accent if is_on else theme.card))
        painter.drawEllipse(knob)
        painter.end()


class OptionBox(QComboBox):
    """A box of options with an arrow that can be seen, wide enough for each of them."""

    def __init__(self, parent: QWidget) -> None:
        """Start without options."""
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the size that shows the longest option whole."""
        return self.sizeHint()

    @override
    def sizeHint(self) -> QSize:
        """Return that too; a style sheet's padding is left out by Qt."""
        hint = super().sizeHint()
        texts = [self.itemText(number) for number in range(self.count())]
        longest = max((self.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        return QSize(max(hint.width(), longest + _AROUND_TEXT_PX), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow over the box."""
        super().paintEvent(event)
        theme = current_theme()
        width, height = _CHEVRON_PX
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.width() - SPACE_M - width
        top = (self.height() - height) / 2
        chevron = QPainterPath(QPointF(left, top))
        chevron.lineTo(left + width / 2, top + height)
        chevron.lineTo(left + width, top)
        pen = QPen(QColor(theme.muted if self.isEnabled() else theme.faint), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(chevron)
        painter.end()
