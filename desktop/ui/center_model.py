"""The items of the notification center as a Qt model."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from common.ids import EventId
from desktop.core.view import CenterItem
from desktop.ui.texts import kind_title, priority_title, translate
from desktop.ui.times import ago, full_time

Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CenterRole(IntEnum):
    """What the delegate asks for beyond Qt's own roles."""

    ITEM = Qt.ItemDataRole.UserRole + 1


class CenterModel(QAbstractListModel):
    """Shows a sequence of items, in its order.

    A new sequence is told to the views as the smallest change that it is, so that selection and
    scroll position survive the arrival of a notification.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._items: tuple[CenterItem, ...] = ()
        self._now: datetime | None = None

    def show_items(self, items: Sequence[CenterItem], now: datetime) -> None:
        """Replace all items; ``now`` is what ages are told from, aware."""
        old, new = self._items, tuple(items)
        self._now = now
        arrived = _count_before(new, old)
        kept = len(new) - arrived
        if not kept or kept > len(old) or not _same_ids(new[arrived:], old[:kept]):
            self.beginResetModel()
            self._items = new
            self.endResetModel()
            return
        if kept < len(old):
            self.beginRemoveRows(_NOWHERE, kept, len(old) - 1)
            self._items = old[:kept]
            self.endRemoveRows()
        if arrived:
            self.beginInsertRows(_NOWHERE, 0, arrived - 1)
            self._items = (*new[:arrived], *old[:kept])
            self.endInsertRows()
        self._items = new
        self._tell_changes(old, arrived)

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
                return self._spoken(item)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{kind_title(item.kind)}\n{full_time(item.at)}"
            case _:
                return None

    def _tell_changes(self, old: tuple[CenterItem, ...], arrived: int) -> None:
        rows = [
            arrived + row
            for row, (before, after) in enumerate(zip(old, self._items[arrived:], strict=False))
            if before != after
        ]
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    def _spoken(self, item: CenterItem) -> str:
        state = translate("Center", "read") if item.read else translate("Center", "unread")
        parts = [state, priority_title(item.priority), item.title, item.body]
        if self._now is not None:
            parts.append(ago(item.at, self._now))
        return ", ".join(part for part in parts if part)


def _count_before(new: tuple[CenterItem, ...], old: tuple[CenterItem, ...]) -> int:
    """Return how many of ``new`` come before the first of ``old``; all of them without it."""
    if not old:
        return len(new)
    first = old[0].event_id
    for row, item in enumerate(new):
        if item.event_id == first:
            return row
    return len(new)


def _same_ids(some: tuple[CenterItem, ...], others: tuple[CenterItem, ...]) -> bool:
    return all(a.event_id == b.event_id for a, b in zip(some, others, strict=True))
