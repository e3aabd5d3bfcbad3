"""Items of the notification center as a Qt model."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from common.ids import EventId
from desktop.core.view import CenterItem
from desktop.ui.center.changes import Insertion, Removal, changes_between
from desktop.ui.center.sentences import spoken, tooltip

Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
MAX_STEPS = 40
"""More insertions and removals than this are told as a whole new list."""


class CenterRole(IntEnum):
    """What the delegate asks for beyond Qt's own roles."""

    ITEM = Qt.ItemDataRole.UserRole + 1


class CenterModel(QAbstractListModel):
    """Shows a sequence of items, in its order.

    A new sequence is told to the views as the changes that it is, so that selection and scroll
    position survive the arrival of a notification; a quite different one is a reset.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._items: list[CenterItem] = []
        self._now: datetime | None = None

    @property
    def items(self) -> Sequence[CenterItem]:
        """What is shown, from the top down."""
        return self._items

    def show_items(self, items: Sequence[CenterItem], now: datetime) -> None:
        """Replace all items; ``now`` is what ages are told from, aware."""
        self._now = now
        new = list(items)
        steps = changes_between(self._items, new)
        if steps is None or len(steps) > MAX_STEPS:
            self.beginResetModel()
            self._items = new
            self.endResetModel()
            return
        for step in steps:
            self._take(step, new)
        before, self._items = self._items, new
        self._tell_changes(before)

    def item(self, index: Index) -> CenterItem | None:
        """Return the item of a row; None for a row that is not there."""
        if index.isValid() and index.row() < len(self._items):
            return self._items[index.row()]
        return None

    def index_of(self, event_id: EventId) -> QModelIndex:
        """Return where an item is; an invalid index when it is not in the list."""
        for row, item in enumerate(self._items):
            if item.event_id == event_id:
                return self.index(row)
        return QModelIndex()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many items there are."""
        return 0 if parent.isValid() else len(self._items)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view or a screen reader asks of a row."""
        item = self.item(index)
        if item is None:
            return None
        match role:
            case CenterRole.ITEM:
                return item
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(item, self._now)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(item)
            case _:
                return None

    def _take(self, step: Insertion | Removal, new: list[CenterItem]) -> None:
        if isinstance(step, Removal):
            self.beginRemoveRows(_NOWHERE, step.first, step.first + step.count - 1)
            del self._items[step.first : step.first + step.count]
            self.endRemoveRows()
        else:
            self.beginInsertRows(_NOWHERE, step.first, step.first + step.count - 1)
            self._items[step.first : step.first] = new[step.first : step.first + step.count]
            self.endInsertRows()

    def _tell_changes(self, before: Sequence[CenterItem]) -> None:
        rows = [
            row
            for row, (old, new) in enumerate(zip(before, self._items, strict=True))
            if old is not new and old != new
        ]
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
