"""The numbers of a chart as a table: for who reads instead of looks."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from typing_extensions import override

from desktop.ui.dashboard.data import Bars, Timeline
from desktop.ui.dashboard.numbers import count, entry_label

translate = QCoreApplication.translate

Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words.

    Attributes:
        heads: Name of each column.
        rows: Each as long as ``heads``.
    """

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def grid_of(data: Timeline | Bars) -> Grid:
    """Return the numbers of a chart, the newest first."""
    if isinstance(data, Bars):
        heads = (translate("Chart", "Name"), translate("Chart", "Tickets"))
        rows = [(bar.name, count(bar.value)) for bar in data.bars]
        if data.rest is not None:
            people, tickets = data.rest
            others = translate("Chart", "{n} others").format(n=count(people))
            rows.append((others, count(tickets)))
        return Grid(heads, tuple(rows))
    return Grid(
        (translate("Chart", "Time"), *(line.name for line in data.lines)),
        tuple(
            (
                entry_label(data, entry),
                *(count(line.values[entry]) for line in data.lines),
            )
            for entry in reversed(range(len(data.instants)))
        ),
    )


class GridModel(QAbstractTableModel):
    """Shows a grid."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._grid = Grid()

    def show_grid(self, grid: Grid) -> None:
        """Show ``grid``; rows that stay keep the selection."""
        old, self._grid = self._grid, grid
        if old.heads != grid.heads or len(old.rows) != len(grid.rows):
            self.beginResetModel()
            self.endResetModel()
        elif old.rows != grid.rows:
            last = self.index(len(grid.rows) - 1, len(grid.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._grid.rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._grid.heads)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; numbers stand at the right."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._grid.rows[index.row()][index.column()]
        return _alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

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
            return self._grid.heads[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
