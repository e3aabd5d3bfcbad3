"""Numbers over time: an area for how many there are, columns for how many came and went."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.core.figures.values import FigureRange
from desktop.ui.dashboard.chart import Chart
from desktop.ui.dashboard.data import Line, Timeline
from desktop.ui.dashboard.numbers import axis_label, count, entry_label
from desktop.ui.dashboard.ticks import labelled, scale
from desktop.ui.theme import SPACE_M, SPACE_S, SPACE_XS, Theme

translate = QCoreApplication.translate

_LINE_PX = 2.0
_DOT_PX = 3.5
_FILL_ALPHA = 60
_COLUMN_SHARE = 0.7
_MAX_COLUMN_PX = 18.0


class TimelineChart(Chart):
    """Paints a timeline; subclasses decide what stands for a number."""

    is_centered = False
    """Whether an entry stands in the middle of its time, instead of at its end."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        """Start without numbers."""
        self._data = Timeline(FigureRange.TODAY)
        self._plot = QRectF()
        self._top = 1
        super().__init__(title, theme, parent)

    @property
    def data(self) -> Timeline:
        """The numbers that are shown."""
        return self._data

    def show_data(self, data: Timeline) -> None:
        """Show these numbers."""
        if data != self._data:
            self._data = data
            self.repaint_all()

    @property
    @override
    def entries(self) -> int:
        """How many entries can be pointed at."""
        return len(self._data.instants)

    @override
    def words(self, entry: int) -> list[str]:
        """Return when it was, and each number."""
        data = self._data
        return [
            entry_label(data, entry),
            *(f"{line.name}: {count(line.values[entry])}" for line in data.lines),
        ]

    @override
    def summary(self) -> str:
        """Return the newest numbers."""
        if not self.entries:
            return translate("Chart", "No figures yet")
        newest = ", ".join(self.words(self.entries - 1)[1:])
        return translate("Chart", "Newest: {numbers}. Arrow keys read the others.").format(
            numbers=newest
        )

    @override
    def paint(self, painter: QPainter) -> None:
        """Paint grid, labels and numbers."""
        metrics = QFontMetrics(painter.font())
        steps = scale(self._data.highest)
        self._top = steps[-1]
        left = max(metrics.horizontalAdvance(count(step)) for step in steps) + SPACE_S
        below = metrics.height() + SPACE_S
        above = metrics.height() / 2 + 1
        self._plot = QRectF(
            left, above, self.width() - left - SPACE_M, self.height() - below - above
        )
        self._paint_grid(painter, steps, metrics)
        if self.entries:
            self._paint_labels(painter, metrics)
            self.paint_lines(painter, self._plot)
        else:
            painter.setPen(QColor(self.theme.muted))
            text = translate("Chart", "No figures yet")
            painter.drawText(self._plot, Qt.AlignmentFlag.AlignCenter, text)

    def paint_lines(self, painter: QPainter, plot: QRectF) -> None:
        """Paint the numbers into ``plot``."""

    def x_of(self, entry: int) -> float:
        """Return where an entry stands."""
        slot = self._plot.width() / max(1, self.entries)
        return self._plot.left() + slot * (entry + (0.5 if self.is_centered else 1.0))

    def y_of(self, value: float) -> float:
        """Return how high a number stands."""
        return self._plot.bottom() - self._plot.height() * value / self._top

    @override
    def entry_at(self, position: QPointF) -> int | None:
        """Return whose time is at a position."""
        if not self.entries or not self._plot.left() <= position.x() <= self._plot.right():
            return None
        slot = self._plot.width() / self.entries
        return min(self.entries - 1, int((position.x() - self._plot.left()) / slot))

    @override
    def paint_pointed(self, painter: QPainter, entry: int) -> QPointF:
        """Mark the time and its numbers."""
        x = self.x_of(entry)
        painter.setPen(QPen(QColor(self.theme.faint), 1.0))
        painter.drawLine(QPointF(x, self._plot.top()), QPointF(x, self._plot.bottom()))
        painter.setPen(QPen(QColor(self.theme.card), 1.0))
        heights = [self._paint_dot(painter, x, line, entry) for line in self._data.lines]
        return QPointF(x, min(heights))

    def _paint_dot(self, painter: QPainter, x: float, line: Line, entry: int) -> float:
        y = self.y_of(line.values[entry])
        painter.setBrush(line.tone.color(self.theme))
        painter.drawEllipse(QPointF(x, y), _DOT_PX, _DOT_PX)
        return y

    def _paint_grid(self, painter: QPainter, steps: list[int], metrics: QFontMetrics) -> None:
        for step in steps:
            y = self.y_of(step)
            painter.setPen(QPen(QColor(self.theme.border), 1.0))
            painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
            painter.setPen(QColor(self.theme.muted))
            box = QRectF(0, y - metrics.height() / 2, self._plot.left() - SPACE_XS, 0)
            box.setHeight(metrics.height())
            alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, alignment, count(step))

    def _paint_labels(self, painter: QPainter, metrics: QFontMetrics) -> None:
        data = self._data
        widest = max(metrics.horizontalAdvance(axis_label(at, data.range)) for at in data.instants)
        room = int(self._plot.width() // (widest + SPACE_M))
        slot = self._plot.width() / self.entries
        painter.setPen(QColor(self.theme.muted))
        for entry in labelled(data.instants, data.range, room):
            begin = self._plot.left() + slot * entry
            middle = begin + slot / 2 if self.is_centered else begin
            middle = min(max(middle, widest / 2), self.width() - widest / 2 - 1)
            box = QRectF(middle - widest / 2 - 1, self._plot.bottom() + SPACE_XS, widest + 2, 0)
            box.setHeight(metrics.height())
            label = axis_label(data.instants[entry], data.range)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


class AreaChart(TimelineChart):
    """How many there are at the end of each bucket."""

    @override
    def paint_lines(self, painter: QPainter, plot: QRectF) -> None:
        """Paint each line with a soft ground below it."""
        for line in self._data.lines:
            color = line.tone.color(self.theme)
            points = [
                QPointF(self.x_of(entry), self.y_of(value))
                for entry, value in enumerate(line.values)
            ]
            # What was open at the begin of the first bucket is not told: the line starts flat.
            points.insert(0, QPointF(plot.left(), points[0].y()))
            ground = [
                QPointF(plot.left(), plot.bottom()),
                *points,
                QPointF(points[-1].x(), plot.bottom()),
            ]
            fade = QLinearGradient(plot.topLeft(), plot.bottomLeft())
            fade.setColorAt(0.0, _faded(color, _FILL_ALPHA))
            fade.setColorAt(1.0, _faded(color, _FILL_ALPHA // 6))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fade)
            painter.drawPolygon(QPolygonF(ground))
            pen = QPen(color, _LINE_PX)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(points[-1], _DOT_PX, _DOT_PX)


class ColumnChart(TimelineChart):
    """How many came and went in each bucket, side by side."""

    is_centered = True

    @override
    def paint_lines(self, painter: QPainter, plot: QRectF) -> None:
        """Paint a column for each number."""
        lines = self._data.lines
        slot = plot.width() / self.entries
        width = min(_MAX_COLUMN_PX, slot * _COLUMN_SHARE / max(1, len(lines)))
        painter.setPen(Qt.PenStyle.NoPen)
        for position, line in enumerate(lines):
            painter.setBrush(line.tone.color(self.theme))
            shift = (position - len(lines) / 2) * width
            for entry, value in enumerate(line.values):
                if value:
                    top = self.y_of(value)
                    column = QRectF(self.x_of(entry) + shift, top, width - 1, plot.bottom() - top)
                    radius = min(2.0, width / 3, column.height() / 2)
                    painter.drawRoundedRect(column, radius, radius)

    @override
    def paint_pointed(self, painter: QPainter, entry: int) -> QPointF:
        """Lay a shade over the columns of that time."""
        slot = self._plot.width() / self.entries
        shade = QRectF(self.x_of(entry) - slot / 2, self._plot.top(), slot, self._plot.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faded(QColor(self.theme.faint), _FILL_ALPHA))
        painter.drawRect(shade)
        highest = max(line.values[entry] for line in self._data.lines)
        return QPointF(shade.right() - SPACE_S, self.y_of(highest))


def _faded(color: QColor, alpha: int) -> QColor:
    faded = QColor(color)
    faded.setAlpha(alpha)
    return faded
