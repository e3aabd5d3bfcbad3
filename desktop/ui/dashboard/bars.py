"""Numbers side by side, as bars with their names before and their numbers behind them."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.ui.dashboard.chart import Chart
from desktop.ui.dashboard.data import Bar, Bars
from desktop.ui.dashboard.numbers import count
from desktop.ui.theme import SPACE_S, SPACE_XS, Theme

translate = QCoreApplication.translate

_BAR_PX = 10.0
_DOT_PX = 3.5
_NAME_SHARE = 0.42


class BarsChart(Chart):
    """A list of bars; a dot before a person says who is online."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        """Start without numbers."""
        self._data = Bars()
        super().__init__(title, theme, parent)

    @property
    def data(self) -> Bars:
        """The numbers that are shown."""
        return self._data

    def show_data(self, data: Bars) -> None:
        """Show these numbers."""
        if data != self._data:
            is_other_size = len(data.bars) != len(self._data.bars)
            self._data = data
            if is_other_size:
                self.updateGeometry()
            self.repaint_all()

    @property
    @override
    def entries(self) -> int:
        """How many bars there are."""
        return len(self._data.bars)

    @override
    def words(self, entry: int) -> list[str]:
        """Return name, number and share."""
        bar = self._data.bars[entry]
        share = round(100 * bar.value / self._data.total) if self._data.total else 0
        lines = [
            bar.name,
            translate("Chart", "{n} ({share} %)").format(n=count(bar.value), share=share),
        ]
        if bar.is_online is not None:
            online, offline = translate("Chart", "online"), translate("Chart", "offline")
            lines.append(online if bar.is_online else offline)
        return lines

    @override
    def summary(self) -> str:
        """Return all numbers."""
        bars = self._data.bars
        return ", ".join(f"{bar.name}: {count(bar.value)}" for bar in bars) or _nothing()

    @override
    def sizeHint(self) -> QSize:
        """Return room for all bars."""
        rows = max(4, self.entries + (1 if self._data.rest else 0))
        return QSize(260, round(rows * self._row_px()) + SPACE_S)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return room for all bars."""
        return QSize(200, self.sizeHint().height())

    @override
    def paint(self, painter: QPainter) -> None:
        """Paint a row for each bar."""
        metrics = QFontMetrics(painter.font())
        if not self.entries:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, _nothing())
            return
        bars = self._data.bars
        has_dots = any(bar.is_online is not None for bar in bars)
        name_px = self._name_px(metrics) + (2 * _DOT_PX + SPACE_S if has_dots else 0.0)
        number_px = float(max(metrics.horizontalAdvance(count(bar.value)) for bar in bars))
        for entry, bar in enumerate(bars):
            row = self._row(entry)
            self._paint_name(painter, bar, row, name_px, has_dots=has_dots)
            room = row.adjusted(name_px + SPACE_S, 0, -number_px - SPACE_S, 0)
            self._paint_bar(painter, bar, room)
            painter.setPen(QColor(self.theme.text))
            alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row, alignment, count(bar.value))
        if self._data.rest is not None:
            people, tickets = self._data.rest
            text = translate("Chart", "and {people} more with {tickets}")
            text = text.format(people=count(people), tickets=count(tickets))
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(self._row(self.entries), Qt.AlignmentFlag.AlignVCenter, text)

    @override
    def entry_at(self, position: QPointF) -> int | None:
        """Return whose row is at a position."""
        entry = int(position.y() / self._row_px())
        return entry if 0 <= entry < self.entries else None

    @override
    def paint_pointed(self, painter: QPainter, entry: int) -> QPointF:
        """Lay a shade over the row."""
        row = self._row(entry)
        shade = QColor(self.theme.faint)
        shade.setAlpha(40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(row, SPACE_XS, SPACE_XS)
        return QPointF(self.width() / 2, row.center().y())

    def _paint_bar(self, painter: QPainter, bar: Bar, room: QRectF) -> None:
        middle, radius = room.center().y(), _BAR_PX / 2
        ground = QRectF(room.left(), middle - radius, room.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.hover))
        painter.drawRoundedRect(ground, radius, radius)
        if bar.value:
            highest = max(one.value for one in self._data.bars)
            ground.setWidth(max(_BAR_PX, ground.width() * bar.value / highest))
            painter.setBrush(bar.tone.color(self.theme))
            painter.drawRoundedRect(ground, radius, radius)

    def _paint_name(
        self, painter: QPainter, bar: Bar, row: QRectF, name_px: float, *, has_dots: bool
    ) -> None:
        left = row.left()
        if has_dots:
            if bar.is_online is not None:
                color = QColor(self.theme.accent if bar.is_online else self.theme.faint)
                painter.setPen(color)
                painter.setBrush(color if bar.is_online else Qt.BrushStyle.NoBrush)
                center = QPointF(left + _DOT_PX + 1, row.center().y())
                painter.drawEllipse(center, _DOT_PX, _DOT_PX)
            left += 2 * _DOT_PX + SPACE_S
        painter.setPen(QColor(self.theme.text))
        box = QRectF(left, row.top(), row.left() + name_px - left, row.height())
        metrics = QFontMetrics(painter.font())
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _name_px(self, metrics: QFontMetrics) -> float:
        widest = max(metrics.horizontalAdvance(bar.name) for bar in self._data.bars) + 2
        return min(float(widest), self.width() * _NAME_SHARE)

    def _row_px(self) -> float:
        return QFontMetrics(self.caption_font()).height() + SPACE_S

    def _row(self, entry: int) -> QRectF:
        height = self._row_px()
        return QRectF(SPACE_XS, entry * height, self.width() - 2 * SPACE_XS, height)


def _nothing() -> str:
    return translate("Chart", "Nobody has a ticket")
