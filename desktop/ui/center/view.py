"""The list of the notification center: looks, keyboard, context menu, empty state."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import QItemSelectionModel, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget
from typing_extensions import override

from common.ids import EventId
from desktop.core.view import CenterItem
from desktop.ui.center.delegate import CenterDelegate
from desktop.ui.center.menu import Wish, menu_for, wish_of
from desktop.ui.center.model import CenterModel
from desktop.ui.glyphs import bell
from desktop.ui.icon_painter import fill_glyph
from desktop.ui.theme import Theme


class CenterView(QListView):
    """Lists notifications and tells what the person wants with them.

    Attributes:
        wished: A ``Wish`` and the ids, a tuple, of the items that it is about.
        end_reached: The person scrolled to the end of a list that is longer than the window.
        current_changed: The current item is another one, or reads otherwise now.
    """

    wished = Signal(object, tuple)
    end_reached = Signal()
    current_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], datetime],
        lines: Callable[[CenterItem], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Start empty, in the colors of ``theme``; ``lines`` returns what stands below a title."""
        super().__init__(parent)
        self._now = now
        self._empty_text = ""
        self._model = CenterModel(self)
        self._delegate = CenterDelegate(theme, now, lines, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(lambda _: self._wish(Wish.OPEN))
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def items(self) -> Sequence[CenterItem]:
        """What is listed, from the top down."""
        return self._model.items

    def show_items(self, items: Sequence[CenterItem], empty_text: str) -> None:
        """Show ``items``, or the sentence ``empty_text`` when there are none.

        Selection, current item and scroll position stay with the items that stay; when the
        current item leaves, the keyboard goes on to the next one.
        """
        current, chosen = self.current(), [item.event_id for item in self.chosen()]
        top, row, before = (
            self.verticalScrollBar().value(),
            self.currentIndex().row(),
            [*self.items],
        )
        self._empty_text = empty_text
        self._model.show_items(items, self._now())
        now = self.current()
        if current is not None and (now is None or now.event_id != current.event_id):
            self._restore([item.event_id for item in before[row:]], chosen)
            self.verticalScrollBar().setValue(top)
        self.viewport().update()
        self.current_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colors of ``theme`` from now on."""
        self._delegate.theme = theme
        self.viewport().update()

    def current(self) -> CenterItem | None:
        """Return the item that the keyboard is at."""
        return self._model.item(self.currentIndex())

    def chosen(self) -> list[CenterItem]:
        """Return the selected items, from the top down."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [item for index in rows if (item := self._model.item(index)) is not None]

    def focus_first(self) -> None:
        """Take the keyboard, with an item to start from."""
        self.setFocus()
        if not self.currentIndex().isValid() and self._model.items:
            self.setCurrentIndex(self._model.index(0))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, also when nothing was chosen before."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.items:
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._model.index(0), keep)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keyboard do what the mouse can."""
        wish = wish_of(event, self.chosen())
        if wish is not None:
            self._wish(wish)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the menu of the row whose three dots were clicked."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        dots = self._delegate.more_rect(self.visualRect(index))
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and dots.contains(at):
            self._show_menu(event.globalPosition().toPoint())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done, at the mouse or, for the menu key, at the current row."""
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(row.center())
        self._show_menu(at)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the empty state."""
        super().paintEvent(event)
        if not self._model.items and self._empty_text:
            self._paint_empty()

    def context_menu(self) -> QMenu | None:
        """Return the menu for the selected items; None when none is selected."""
        chosen = self.chosen()
        return menu_for(chosen, self._wish, self) if chosen else None

    def _show_menu(self, at: QPoint) -> None:
        menu = self.context_menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def _restore(self, following: Iterable[EventId], chosen: Iterable[EventId]) -> None:
        """Let the first of ``following`` that is listed be current, else the last item."""
        rows = {item.event_id: row for row, item in enumerate(self.items)}
        found = (rows[event_id] for event_id in following if event_id in rows)
        self.setCurrentIndex(self._model.index(next(found, len(rows) - 1)))
        select = QItemSelectionModel.SelectionFlag.Select
        for row in sorted(rows[event_id] for event_id in chosen if event_id in rows):
            self.selectionModel().select(self._model.index(row), select)

    def _wish(self, wish: Wish) -> None:
        items = self.chosen()
        if wish in {Wish.OPEN, Wish.CLAIM, Wish.SNOOZE, Wish.WHY}:
            current = self.current()
            items = [] if current is None else [current]
        if items:
            self.wished.emit(wish, tuple(item.event_id for item in items if wish.fits(item)))

    def _scrolled(self, value: int) -> None:
        if 0 < value == self.verticalScrollBar().maximum():
            self.end_reached.emit()

    def _paint_empty(self) -> None:
        theme = self._delegate.theme
        area = self.viewport().rect()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(0, 0, 96, 96)
        disc.moveCenter(area.center() - QPoint(0, 58))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selected))
        painter.drawEllipse(disc)
        fill_glyph(painter, disc.adjusted(26, 25, -26, -27), bell(), QColor(theme.accent))
        painter.setPen(QColor(theme.muted))
        words = area.adjusted(48, area.height() // 2 + 10, -48, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(words, flags | Qt.TextFlag.TextWordWrap, self._empty_text)
        painter.end()
