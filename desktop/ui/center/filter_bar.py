"""Search and filters of the notification center, with a chip for each filter that is active."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from common.ids import EventId
from common.notifications import NotificationPriority
from desktop.core.view import CenterItem
from desktop.ui.center.filtering import Filter
from desktop.ui.controls import Chip
from desktop.ui.parts import button, escaped
from desktop.ui.texts import kind_title, priority_title, translate
from desktop.ui.theme import SPACE_S

TYPING_PAUSE_MS = 120
"""How long the person must not have typed before the list follows."""
_FIELD_MARGINS = 40
_PRIORITIES = (NotificationPriority.HIGH, NotificationPriority.MEDIUM)
_T = TypeVar("_T")


class FilterBar(QWidget):
    """Lets the person choose what the list shows.

    Attributes:
        changed: ``filter`` is another one now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with everything shown."""
        super().__init__(parent)
        self.filter = Filter()
        self._items: tuple[CenterItem, ...] = ()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(
            translate("Center", "Search number, title, queue or person")
        )
        self.search.setAccessibleName(translate("Center", "Search notifications"))
        self.search.setClearButtonEnabled(True)
        words = self.search.fontMetrics().horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(words + _FIELD_MARGINS)
        self.unread = button(self, "plain", translate("Center", "Unread"))
        self.unread.setCheckable(True)
        self.choose = button(self, "plain", translate("Center", "Filter"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.choose.setMenu(self._menu)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._read_search)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.unread.toggled.connect(lambda on: self.set_filter(replace(self.filter, unread=on)))
        self._lay_out()

    def show_items(self, items: tuple[CenterItem, ...]) -> None:
        """Offer the kinds and queues of ``items``."""
        self._items = items

    def set_filter(self, chosen: Filter) -> None:
        """Show what ``chosen`` says from now on."""
        if chosen == self.filter:
            return
        self.filter = chosen
        if self.search.text().strip() != chosen.text:
            self.search.setText(chosen.text)
        self.unread.setChecked(chosen.unread)
        self._show_chips()
        self.changed.emit()

    def clear(self) -> None:
        """Show everything."""
        self.set_filter(Filter())

    def show_slice(self, event_ids: Iterable[EventId]) -> None:
        """Show exactly these items, until the person takes the chip away."""
        self.set_filter(Filter(slice=frozenset(event_ids)))

    def chips(self) -> list[Chip]:
        """Return the chips from left to right."""
        places = (self._chips.itemAt(place) for place in range(self._chips.count()))
        widgets = (place.widget() for place in places if place is not None)
        return [widget for widget in widgets if isinstance(widget, Chip)]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.search, 1)
        row.addWidget(self.unread)
        row.addWidget(self.choose)
        self._chip_row = QWidget(self)
        self._chips = QHBoxLayout(self._chip_row)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(SPACE_S)
        self._clear = button(self._chip_row, "quiet", translate("Center", "Clear filters"))
        self._clear.clicked.connect(self.clear)
        self._chips.addStretch()
        self._chips.addWidget(self._clear)
        self._chip_row.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addLayout(row)
        layout.addWidget(self._chip_row)

    def _read_search(self) -> None:
        self.set_filter(replace(self.filter, text=self.search.text().strip()))

    def _show_chips(self) -> None:
        for chip in self.chips():
            self._chips.removeWidget(chip)
            chip.deleteLater()
        chosen = self.filter
        if chosen.slice:
            shown = translate("Center", "From the toast: {n}").format(n=len(chosen.slice))
            self._add_chip(shown, replace(chosen, slice=frozenset()))
        self._add_chip(_names(chosen.kinds, kind_title), replace(chosen, kinds=frozenset()))
        self._add_chip(_names(chosen.queues, str), replace(chosen, queues=frozenset()))
        self._add_chip(
            _names(chosen.priorities, priority_title), replace(chosen, priorities=frozenset())
        )
        self._chip_row.setVisible(chosen.is_active)

    def _add_chip(self, text: str, without: Filter) -> None:
        if not text:
            return
        chip = Chip(self._chip_row, text)
        chip.setAccessibleName(translate("Center", "Remove the filter {name}").format(name=text))
        chip.clicked.connect(lambda: self.set_filter(without))
        self._chips.insertWidget(self._chips.count() - 2, chip)

    def _fill_menu(self) -> None:
        self._menu.clear()
        chosen, items = self.filter, self._items
        kinds = sorted({item.kind for item in items} | chosen.kinds, key=kind_title)
        queues = sorted({item.queue_name for item in items if item.queue_name} | chosen.queues)
        self._offer(
            translate("Center", "Kind"),
            {kind: kind_title(kind) for kind in kinds},
            chosen.kinds,
            lambda some: replace(self.filter, kinds=some),
        )
        self._offer(
            translate("Center", "Queue"),
            {name: name for name in queues},
            chosen.queues,
            lambda some: replace(self.filter, queues=some),
        )
        self._offer(
            translate("Center", "Priority"),
            {priority: priority_title(priority) for priority in _PRIORITIES},
            chosen.priorities,
            lambda some: replace(self.filter, priorities=some),
        )
        self._menu.addSeparator()
        clear = self._menu.addAction(translate("Center", "Clear filters"))
        clear.setEnabled(chosen.is_active)
        clear.triggered.connect(self.clear)

    def _offer(
        self,
        title: str,
        names: Mapping[_T, str],
        chosen: frozenset[_T],
        with_chosen: Callable[[frozenset[_T]], Filter],
    ) -> None:
        menu = self._menu.addMenu(title)
        menu.setEnabled(bool(names))
        for value, name in names.items():
            action = menu.addAction(escaped(name))
            action.setCheckable(True)
            action.setChecked(value in chosen)
            others = chosen ^ {value}
            action.triggered.connect(lambda _=False, s=others: self.set_filter(with_chosen(s)))


def _names(values: Iterable[_T], name: Callable[[_T], str]) -> str:
    first, *others = sorted(map(name, values)) or [""]
    if len(others) > 1:
        return f"{first} +{len(others)}"
    return ", ".join((first, *others))
