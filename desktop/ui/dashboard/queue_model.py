"""The table of queues as a Qt model: one row each, sortable by what the figures are."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from typing_extensions import override

from common.ids import QueueId
from desktop.ui.dashboard.data import Row
from desktop.ui.dashboard.numbers import UNKNOWN, count
from desktop.ui.dashboard.queue_columns import COLUMNS, QueueColumn, level_in
from desktop.ui.dashboard.tile_view import level_words

translate = QCoreApplication.translate

Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_UP, _DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"


class QueueRole(IntEnum):
    """What proxy and delegate ask for beyond Qt's own roles."""

    SORT = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    LEVEL = Qt.ItemDataRole.UserRole + 3


class QueueModel(QAbstractTableModel):
    """Shows rows; a new picture of the same queues changes cells and moves nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, in the order of the model."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``."""
        old, new = self._rows, tuple(rows)
        if _ids(old) != _ids(new):
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        self._rows = new
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                first, last = self.index(number, 0), self.index(number, len(QueueColumn) - 1)
                self.dataChanged.emit(first, last)

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of queues."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(QueueColumn)

    @override
    def data(  # noqa: PLR0911 - one return a role
        self, index: Index, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a cell says, sorts by and looks like."""
        row, column = self._rows[index.row()], QueueColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return COLUMNS[column].words(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _aloud(row, column)
            case QueueRole.SORT:
                return COLUMNS[column].value(row)
            case QueueRole.ROW:
                return row
            case QueueRole.LEVEL:
                return level_in(row, column)
            case _:
                return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[QueueColumn(section)].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(QueueColumn(section))
        return None


class SortedQueues(QSortFilterProxyModel):
    """Sorts by figures, those that are not known last; shows the queues that match a search."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with all queues, by their names."""
        super().__init__(parent)
        self._search = ""
        self.setDynamicSortFilter(True)

    def search(self, text: str) -> None:
        """Show queues whose name or team holds all words of ``text``."""
        self._search = text.casefold()
        self.invalidate()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Return whether a queue matches the search."""
        model = self.sourceModel()
        assert isinstance(model, QueueModel)  # noqa: S101 - set by this module's only user
        row = model.rows[source_row]
        name = f"{row.name} {row.team}".casefold()
        return all(word in name for word in self._search.split())

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column, with an arrow at the one that sorts."""
        found = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn():
            return found
        is_up = self.sortOrder() is Qt.SortOrder.AscendingOrder
        return f"{found} {_UP if is_up else _DOWN}"

    @override
    def lessThan(self, source_left: Index, source_right: Index) -> bool:
        """Compare two queues; equal ones stand by name."""
        left, right = source_left.data(QueueRole.SORT), source_right.data(QueueRole.SORT)
        if left is None or right is None:
            is_up = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (right is None) == is_up and left is not right
        return bool(left < right)


def _ids(rows: Sequence[Row]) -> list[QueueId]:
    return [row.queue_id for row in rows]


def _aloud(row: Row, column: QueueColumn) -> str:
    if column is QueueColumn.TREND:
        if not row.trend:
            return UNKNOWN
        text = translate("Dashboard", "from {first} to {last}")
        return text.format(first=count(row.trend[0]), last=count(row.trend[-1]))
    words = [COLUMNS[column].words(row), level_words(level_in(row, column))]
    if row.is_stale:
        words.append(translate("Dashboard", "May be out of date."))
    return " ".join(word for word in words if word)


def _alignment(column: QueueColumn) -> Qt.AlignmentFlag:
    is_text = column in {QueueColumn.NAME, QueueColumn.TEAM, QueueColumn.TREND}
    side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
