"""The table of queues: sortable, with a small line of each queue's open tickets."""

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop.core.figures.thresholds import Level
from desktop.ui.dashboard.data import LEVEL_TONES, Row, Tone
from desktop.ui.dashboard.numbers import duration
from desktop.ui.dashboard.queue_columns import COLUMNS, QueueColumn
from desktop.ui.dashboard.queue_model import QueueModel, QueueRole, SortedQueues
from desktop.ui.theme import RADIUS_S, SPACE_S, SPACE_XS, Theme

translate = QCoreApplication.translate

MAX_ROWS_SHOWN = 14
"""Rows without a scroll bar of the table's own."""

_ROW_PADDING = 12
_TREND_PX = 84
_LEVEL_ALPHA = 46
_FIXED = {QueueColumn.NAME}
_TIMES = {QueueColumn.OLDEST, QueueColumn.RESPONSE, QueueColumn.RESOLUTION}
_LONG_S = 23 * 3_600.0 + 59 * 60.0
"""A time that needs as much room as any."""
_HIDDEN_AT_FIRST = (QueueColumn.LAST_HOUR,)


class QueueDelegate(QStyledItemDelegate):
    """Paints figures at a level on a ground of its color, and trends as lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Paint in the colors of ``theme``."""
        super().__init__(parent)
        self.theme = theme

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell."""
        row, level = index.data(QueueRole.ROW), index.data(QueueRole.LEVEL)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(self.theme.selected))
        if level is not Level.NORMAL:
            ground = LEVEL_TONES[level].color(self.theme)
            ground.setAlpha(_LEVEL_ALPHA)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(cell.adjusted(2, 3, -2, -3), RADIUS_S, RADIUS_S)
        if index.column() == QueueColumn.TREND:
            self._paint_trend(painter, cell.adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S), row)
        else:
            self._paint_words(painter, cell, index, row, level)
        painter.restore()

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room of a cell."""
        if index.column() == QueueColumn.TREND:
            return QSize(_TREND_PX, option.fontMetrics.height() + _ROW_PADDING)
        font = QFont(option.font)
        font.setBold(True)  # As at a level that is not normal.
        metrics = QFontMetrics(font)
        words = metrics.horizontalAdvance(str(index.data()))
        if index.column() in _TIMES:
            words = max(words, metrics.horizontalAdvance(duration(_LONG_S)))
        return QSize(words + 2 * SPACE_S + SPACE_XS, option.fontMetrics.height() + _ROW_PADDING)

    def _paint_words(
        self,
        painter: QPainter,
        cell: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        row: Row,
        level: Level,
    ) -> None:
        is_second = index.column() in {QueueColumn.TEAM, QueueColumn.AS_OF}
        color = self.theme.muted if is_second or row.is_stale else self.theme.text
        if level is Level.ALARM:
            color = self.theme.danger
        font = painter.font()
        font.setBold(level is not Level.NORMAL)
        painter.setFont(font)
        painter.setPen(QColor(color))
        box = cell.adjusted(SPACE_S, 0, -SPACE_S, 0)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(box.width())
        )
        painter.drawText(box, index.data(Qt.ItemDataRole.TextAlignmentRole), text)

    def _paint_trend(self, painter: QPainter, box: QRectF, row: Row) -> None:
        if len(row.trend) < 2:  # noqa: PLR2004 - a line has two ends
            return
        low, high = min(row.trend), max(row.trend)
        step = box.width() / (len(row.trend) - 1)
        scale = box.height() / (high - low) if high > low else 0.0
        level = box.bottom() if high > low else box.center().y()
        points = QPolygonF(
            [
                QPointF(box.left() + step * entry, level - (value - low) * scale)
                for entry, value in enumerate(row.trend)
            ]
        )
        tone = Tone.FAINT if row.is_stale else Tone.FIRST
        painter.setPen(QPen(tone.color(self.theme), 1.5))
        painter.drawPolyline(points)


class QueueTable(QTableView):
    """Shows the queues."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Start empty, sorted by the number of open tickets."""
        super().__init__(parent)
        self._model = QueueModel(self)
        self._sorted = SortedQueues(self)
        self._sorted.setSourceModel(self._model)
        self._delegate = QueueDelegate(theme, self)
        self.setModel(self._sorted)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(translate("Dashboard", "Queues"))
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setStretchLastSection(False)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(False)  # It would lie on the name: the name has an arrow.
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        self.sortByColumn(QueueColumn.OPEN, Qt.SortOrder.DescendingOrder)
        for column in _HIDDEN_AT_FIRST:
            self.hideColumn(column)
        self._was_sized = False

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """The rows in the order in which they stand."""
        indexes = [self._sorted.index(n, 0) for n in range(self._sorted.rowCount())]
        return tuple(index.data(QueueRole.ROW) for index in indexes)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show ``rows``; the first ones decide how wide the columns are."""
        before = len(self._model.rows)
        self._model.show_rows(rows)
        if rows and not self._was_sized:
            self._was_sized = True
            self.resizeColumnsToContents()
            room = self.viewport().width() - self.horizontalHeader().length()
            width = self.columnWidth(QueueColumn.NAME)
            self.setColumnWidth(QueueColumn.NAME, width + max(0, room))
        if len(rows) != before:
            self._fit_height()

    def search(self, text: str) -> None:
        """Show queues that match ``text``."""
        self._sorted.search(text)

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        self._delegate.theme = theme
        self._fit_height()
        self.viewport().update()

    def kept_layout(self) -> bytes:
        """Return order, widths and sorting of the columns, to be restored in a later run."""
        return bytes(self.horizontalHeader().saveState().data())

    def restore_layout(self, kept: bytes) -> None:
        """Restore what ``kept_layout`` returned; anything else changes nothing."""
        self._was_sized = self.horizontalHeader().restoreState(QByteArray(kept))

    def column_menu(self) -> QMenu:
        """Return a menu that shows and hides columns."""
        menu = QMenu(self)
        for column in QueueColumn:
            action = menu.addAction(COLUMNS[column].title())
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.setEnabled(column not in _FIXED)
            action.toggled.connect(
                lambda is_shown, number=int(column): self.setColumnHidden(number, not is_shown)
            )
        return menu

    def _offer_columns(self, at: QPoint) -> None:
        self.column_menu().exec(self.horizontalHeader().mapToGlobal(at))

    def _fit_height(self) -> None:
        """Be as high as the rows, so that the window scrolls and not the table in it."""
        row_px = self.fontMetrics().height() + _ROW_PADDING
        self.verticalHeader().setDefaultSectionSize(row_px)
        rows = min(MAX_ROWS_SHOWN, max(2, len(self._model.rows)))
        self.setFixedHeight(row_px * rows + self.horizontalHeader().sizeHint().height() + 14)
