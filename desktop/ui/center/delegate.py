"""Paints one notification as a card: priority bar, kind, three lines, age and time."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.core.view import CenterItem
from desktop.ui.center.model import CenterRole
from desktop.ui.icon_painter import fill_glyph
from desktop.ui.kind_glyphs import kind_glyph
from desktop.ui.theme import Theme
from desktop.ui.times import ago, clock_time

ROW_HEIGHT = 82
_GAP = 3
_RADIUS = 9
_BAR_WIDTH = 4
_DISC = 34
_PAD = 14
_TIME_WIDTH = 96
_DOT = 9
_LEADING = 3
_MORE = 26
_READ_OPACITY = 0.62


class CenterDelegate(QStyledItemDelegate):
    """Paints rows in the colors of ``theme``, with ages as of ``now``."""

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], datetime],
        lines: Callable[[CenterItem], tuple[str, str]],
        parent: QObject | None = None,
    ) -> None:
        """Paint with ``theme`` until another is set; ``lines`` returns what is below a title."""
        super().__init__(parent)
        self.theme = theme
        self._now = now
        self._lines = lines

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a row; the same for all, so that long lists stay cheap."""
        text = option.fontMetrics.height()
        return QSize(320, max(ROW_HEIGHT, 2 * text + _small(option.font, text).pixelSize() + 36))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        item: CenterItem = index.data(CenterRole.ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(2, _GAP, -4, -_GAP)
        self._paint_card(painter, card, option.state, item)
        disc = QRectF(card.left() + _PAD + 2, card.center().y() - _DISC / 2, _DISC, _DISC)
        self._paint_kind(painter, disc, item)
        self._paint_texts(painter, card.toRect(), round(disc.right()) + _PAD, option.font, item)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            self._paint_more(painter, QRectF(self.more_rect(option.rect)))
        painter.restore()

    @staticmethod
    def more_rect(row: QRect) -> QRect:
        """Return where in the rectangle of a row its menu is offered."""
        return QRect(row.right() - _MORE - _PAD // 2, row.bottom() - _MORE - _GAP, _MORE, _MORE)

    def _paint_card(
        self, painter: QPainter, card: QRectF, state: QStyle.StateFlag, item: CenterItem
    ) -> None:
        theme = self.theme
        ground = theme.card
        if state & QStyle.StateFlag.State_Selected:
            ground = theme.selected
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = theme.hover
        focused = state & QStyle.StateFlag.State_HasFocus
        shape = QPainterPath()
        shape.addRoundedRect(card, _RADIUS, _RADIUS)
        painter.fillPath(shape, QColor(ground))
        bar = QRectF(card.left(), card.top(), _BAR_WIDTH, card.height())
        color = theme.priority_color(item.priority)
        color.setAlphaF(_READ_OPACITY if item.read else 1.0)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(bar, color)
        painter.restore()
        painter.setPen(QPen(QColor(theme.accent if focused else theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _paint_kind(self, painter: QPainter, disc: QRectF, item: CenterItem) -> None:
        color = self.theme.priority_color(item.priority)
        ground = QColor(color)
        ground.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(disc)
        if item.read:
            color = QColor(self.theme.faint)
        fill_glyph(painter, disc.adjusted(9, 9, -9, -9), kind_glyph(item.kind), color)

    def _paint_texts(
        self, painter: QPainter, card: QRect, left: int, font: QFont, item: CenterItem
    ) -> None:
        theme, now = self.theme, self._now()
        text, small = painter.fontMetrics().height(), _small(font, painter.fontMetrics().height())
        strong = QFont(font)
        strong.setWeight(QFont.Weight.Normal if item.read else QFont.Weight.DemiBold)
        times = QRect(card.right() - _PAD - _TIME_WIDTH, card.top(), _TIME_WIDTH - _DOT - 6, 0)
        lines = [line for line in self._lines(item) if line]
        high = (text + _LEADING) * (1 + len(lines))
        row = QRect(left, card.center().y() - high // 2, times.left() - left - 6, text + _LEADING)
        right = Qt.AlignmentFlag.AlignRight
        title_color = theme.muted if item.read else theme.text
        _draw(painter, row, item.title, font=strong, color=title_color)
        times.setRect(times.left(), row.top(), times.width(), row.height())
        _draw(painter, times, ago(item.at, now), font=small, color=theme.muted, align=right)
        times.translate(0, text + _LEADING)
        time = clock_time(item.at, now)
        _draw(painter, times, time, font=small, color=theme.muted, align=right)
        for line, shape in zip(lines, (font, small), strict=False):
            row.translate(0, text + _LEADING)
            # The third line has nearly the whole width: only the dots stand beside it.
            if shape is small:
                row.setRight(times.right() - _MORE)
            _draw(painter, row, line, font=shape, color=theme.muted)
        self._paint_dot(painter, card, item)

    def _paint_more(self, painter: QPainter, place: QRectF) -> None:
        """Paint three dots: what else can be done with this row."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.muted))
        for step in (-1, 0, 1):
            center = place.center() + QPointF(step * 5.0, 0.0)
            painter.drawEllipse(center, 1.6, 1.6)

    def _paint_dot(self, painter: QPainter, card: QRect, item: CenterItem) -> None:
        dot = QRectF(card.right() - _PAD - _DOT + 4, card.center().y() - _DOT / 2, _DOT, _DOT)
        if item.pending:
            # What was marked here and is not confirmed yet keeps a ring.
            painter.setPen(QPen(QColor(self.theme.faint), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        elif not item.read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent))
            painter.drawEllipse(dot)


def _small(font: QFont, text_height: int) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(11, round(text_height * 0.72)))
    return small


def _draw(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    font: QFont,
    color: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, elided)
