"""The list of the notification center: looks, keyboard, context menu, empty state."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget
from typing_extensions import override

from common.ids import EventId
from desktop.core.view import CenterItem
from desktop.ui.center_delegate import CenterDelegate
from desktop.ui.center_model import CenterModel
from desktop.ui.glyphs import bell
from desktop.ui.icon_painter import fill_glyph
from desktop.ui.texts import translate
from desktop.ui.theme import Theme


class CenterView(QListView):
    """Lists notifications and tells what the person wants with them.

    Attributes:
        opened: The id of the item that was activated.
        read_wanted: The ids, a tuple, of the chosen items that are unread.
        clear_wanted: The ids, a tuple, of the chosen items.
        end_reached: The person scrolled to the end of a list that is longer than the window.
    """

    opened = Signal(str)
    read_wanted = Signal(tuple)
    clear_wanted = Signal(tuple)
    end_reached = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        """Start empty, in the colors of ``theme``."""
        super().__init__(parent)
        self._now = now
        self._empty_text = ""
        self._model = CenterModel(self)
        self._delegate = CenterDelegate(theme, now, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.activated.connect(self._open_current)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setAccessibleName(translate("Center", "Notifications"))

    def show_items(self, items: Sequence[CenterItem], empty_text: str) -> None:
        """Show ``items``, or the sentence ``empty_text`` when there are none."""
        current = self._model.item(self.currentIndex())
        self._model.show_items(items, self._now())
        self._empty_text = empty_text
        if current is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index_of(current.event_id))
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colors of ``theme`` from now on."""
        self._delegate.theme = theme
        self.viewport().update()

    def chosen(self) -> list[CenterItem]:
        """Return the selected items, from the top down."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [item for index in rows if (item := self._model.item(index)) is not None]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keyboard do what the mouse can: Enter, R and Delete."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open_current()
            case Qt.Key.Key_R:
                self._want_read()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._want_clear()
            case _:
                super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the empty state."""
        super().paintEvent(event)
        if self._model.rowCount() == 0 and self._empty_text:
            self._paint_empty()

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

    def _open_current(self) -> None:
        item = self._model.item(self.currentIndex())
        if item is not None:
            self.opened.emit(item.event_id)

    def _want_read(self) -> None:
        unread = _ids(item for item in self.chosen() if not item.read)
        if unread:
            self.read_wanted.emit(unread)

    def _want_clear(self) -> None:
        chosen = _ids(self.chosen())
        if chosen:
            self.clear_wanted.emit(chosen)

    def _scrolled(self, value: int) -> None:
        if 0 < value == self.verticalScrollBar().maximum():
            self.end_reached.emit()

    def _show_menu(self, at: QPoint) -> None:
        menu = self.context_menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(at))

    def context_menu(self) -> QMenu | None:
        """Return the menu for the selected items; None when none is selected."""
        chosen = self.chosen()
        if not chosen:
            return None
        menu = QMenu(self)
        open_action = menu.addAction(translate("Center", "Open"))
        open_action.triggered.connect(self._open_current)
        read_action = menu.addAction(translate("Center", "Mark read"))
        read_action.triggered.connect(self._want_read)
        read_action.setEnabled(any(not item.read for item in chosen))
        menu.addSeparator()
        menu.addAction(translate("Center", "Clear")).triggered.connect(self._want_clear)
        return menu


def _ids(items: Iterable[CenterItem]) -> tuple[EventId, ...]:
    return tuple(item.event_id for item in items)
