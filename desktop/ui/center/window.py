"""The notification center window: renders a snapshot, asks for things by intents."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from common.ids import EventId
from desktop.core.connection import Link
from desktop.core.intents import (
    CenterShown,
    ClearAll,
    ClearItems,
    LoadOlder,
    MarkAllRead,
    MarkRead,
    UndoClear,
)
from desktop.core.view import Older, Snapshot
from desktop.ui.center.filter_bar import FilterBar
from desktop.ui.center.filtering import Arrangement, Filter
from desktop.ui.center.foot import Foot
from desktop.ui.center.head import Head
from desktop.ui.center.list_bar import ListBar
from desktop.ui.center.menu import Wish, intent_of
from desktop.ui.center.sentences import (
    account_text,
    lines_of,
    lines_of_silenced,
    nothing_listed,
    nothing_silenced,
)
from desktop.ui.center.view import CenterView
from desktop.ui.center.why import WhyPane
from desktop.ui.parts import label
from desktop.ui.status import shown_link
from desktop.ui.texts import APP_NAME, DASH, translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, Theme, current_theme
from desktop.ui.window import Window

AGE_REFRESH_MS = 10_000


class CenterWindow(Window):
    """Lists the notifications with the state of the line above them.

    Attributes:
        intent: Something that the agent is asked for.
        sign_in_requested: The person wants the sign-in window.
        quit_requested: The person wants the program to end.
    """

    intent = Signal(object)
    sign_in_requested = Signal()
    quit_requested = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        """Start empty; ``now`` tells the time, aware."""
        super().__init__(DASH.join((translate("Center", "Notifications"), APP_NAME)), parent)
        self._now = now
        self._snapshot = Snapshot(link=Link.CONNECTING)
        self._has_tray = True
        self._older_asked_at = 0
        self._arrangement = Arrangement()
        self._rendered: tuple[object, ...] = ()
        self.resize(620, 720)
        self.setMinimumSize(580, 380)
        self.head = Head(self)
        self.filters = FilterBar(self)
        self.bar = ListBar(self)
        self.listed = CenterView(current_theme(), now, lines_of, self)
        self.listed.setAccessibleName(translate("Center", "Notifications"))
        self.silenced = CenterView(current_theme(), now, lines_of_silenced, self)
        self.silenced.setAccessibleName(translate("Center", "Silenced"))
        self._pages = QStackedWidget(self)
        self.why = WhyPane(self)
        self.foot = Foot(self)
        self._account = label(self, "faint")
        self._keys = label(
            self, "faint", translate("Center", "Enter opens · R read · Del clears · W says why")
        )
        self._lay_out()
        self._connect()
        self._ages = QTimer(self, interval=AGE_REFRESH_MS)
        self._ages.timeout.connect(self._render)
        self.apply_theme()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Make everything match ``snapshot``; a closed window only remembers it."""
        self._snapshot = snapshot
        if self.isVisible():
            self._render()

    def set_has_tray(self, has_tray: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Say in the window whether the tray is missing, and offer to quit here if so."""
        self._has_tray = has_tray
        if self.isVisible():
            self._render()

    def show_slice(self, event_ids: tuple[EventId, ...]) -> None:
        """Show only these items, until the person takes the chip away; all for none."""
        self.bar.turn(to_silenced=False)
        self.filters.show_slice(event_ids)

    @override
    def bring_to_front(self) -> None:
        """Show the window above the others, with the list focused."""
        super().bring_to_front()
        self._focus_list()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Keep everything fresh while somebody can see it."""
        super().showEvent(event)
        if not event.spontaneous():
            self._arrangement.begin()
            self.intent.emit(CenterShown(is_open=True))
        self._rendered = ()
        self._render()
        self._ages.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Let the processor sleep and the list go while nobody looks."""
        self._ages.stop()
        if not event.spontaneous():
            for view in (self.listed, self.silenced):
                view.show_items((), "")
            self.intent.emit(CenterShown(is_open=False))
        super().hideEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what the keys do where there is room for it."""
        super().resizeEvent(event)
        self._make_room()

    @override
    def show_theme(self, theme: Theme) -> None:
        """Paint the rows in the colors of ``theme``."""
        self.listed.set_theme(theme)
        self.silenced.set_theme(theme)

    @property
    def _view(self) -> CenterView:
        return self.silenced if self.bar.shows_silenced else self.listed

    @property
    def _scroll_bar(self) -> QScrollBar:
        return self.listed.verticalScrollBar()

    def _lay_out(self) -> None:
        self._pages.addWidget(self.listed)
        self._pages.addWidget(self.silenced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self.head)
        layout.addWidget(self.filters)
        layout.addWidget(self.bar)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.foot)
        last = QHBoxLayout()
        last.addWidget(self._account, 1)
        last.addWidget(self._keys)
        layout.addLayout(last)

    def _connect(self) -> None:
        self.bar.read_wanted.connect(self._read_shown)
        self.bar.clear_wanted.connect(self._clear_shown)
        self.bar.turned.connect(self._turn)
        self.head.sign_in_requested.connect(self.sign_in_requested)
        self.head.quit_requested.connect(self.quit_requested)
        self.filters.changed.connect(self._choose_anew)
        self.filters.search.returnPressed.connect(self._focus_list)
        for view in (self.listed, self.silenced):
            view.wished.connect(self._grant)
            view.current_changed.connect(self._explain)
        self.listed.end_reached.connect(self._ask_for_older)
        for moved in (self._scroll_bar.valueChanged, self._scroll_bar.rangeChanged):
            moved.connect(lambda *_: self._show_foot())
        self.foot.older_wanted.connect(lambda: self.intent.emit(LoadOlder()))
        self.foot.undo_wanted.connect(self._undo)
        for keys, act in (
            (QKeySequence.StandardKey.Close, self.close),
            (QKeySequence.StandardKey.Find, self._find),
            (QKeySequence.StandardKey.Undo, self._undo),
            (Qt.Key.Key_Escape, self._step_back),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _render(self) -> None:
        snapshot, now = self._snapshot, self._now()
        self.head.show_snapshot(snapshot, now, has_tray=self._has_tray)
        self._account.setText(account_text(snapshot.account))
        self._make_room()
        self.foot.show_undoable(snapshot.undoable)
        chosen, link = self.filters.filter, shown_link(snapshot, now)
        lists = (snapshot.items, snapshot.suppressed, chosen, link)
        if lists != self._rendered:
            self._rendered = lists
            self._show_lists(snapshot, chosen, link)
        else:
            self._view.viewport().update()  # Ages grow.
        self._show_foot()

    def _make_room(self) -> None:
        needed = self._account.sizeHint().width() + self._keys.sizeHint().width()
        has_room = self.width() > needed + 3 * SPACE_L
        self._keys.setVisible(has_room and bool(self._snapshot.items))

    def _show_lists(self, snapshot: Snapshot, chosen: Filter, link: Link) -> None:
        self.filters.show_items(snapshot.items)
        shown = self._arrangement.arrange(snapshot.items, chosen)
        self.listed.show_items(shown, nothing_listed(link, chosen))
        silenced = chosen.choose(one.item for one in snapshot.suppressed)
        self.silenced.show_items(silenced, nothing_silenced(chosen))
        self.bar.count_silenced(len(snapshot.suppressed))
        self.bar.offer(
            can_read=any(not item.read for item in shown),
            can_clear=bool(shown),
            is_filtered=chosen.is_active,
        )

    def _show_foot(self) -> None:
        is_at_end = (
            self._scroll_bar.value() == self._scroll_bar.maximum() and self._view is self.listed
        )
        has_some = bool(self._snapshot.items)
        self.foot.show_older(self._snapshot.older, is_at_end=is_at_end and has_some)

    def _choose_anew(self) -> None:
        self._arrangement.begin()
        self._render()

    def _turn(self) -> None:
        self._pages.setCurrentWidget(self._view)
        self.why.hide()
        self._rendered = ()
        self._render()

    def _grant(self, wish: Wish, event_ids: tuple[EventId, ...]) -> None:
        if wish is Wish.WHY:
            self.why.show()
            self._explain()
        elif event_ids:
            self.intent.emit(intent_of(wish, event_ids))

    def _explain(self) -> None:
        if not self.why.isHidden():
            self.why.show_item(self._view.current())

    def _read_shown(self) -> None:
        if self.filters.filter.is_active:
            unread = tuple(item.event_id for item in self.listed.items if not item.read)
            self.intent.emit(MarkRead(unread))
        else:
            self.intent.emit(MarkAllRead())

    def _clear_shown(self) -> None:
        if self.filters.filter.is_active:
            self.intent.emit(ClearItems(tuple(item.event_id for item in self.listed.items)))
        else:
            self.intent.emit(ClearAll())

    def _undo(self) -> None:
        if self._snapshot.undoable:
            self.intent.emit(UndoClear())

    def _focus_list(self) -> None:
        self._view.focus_first()

    def _find(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _step_back(self) -> None:
        """Take back what narrows the view, one thing at a time; the window closes last."""
        if not self.why.isHidden():
            self.why.hide()
        elif self.filters.filter.is_active:
            self.filters.clear()
            self._focus_list()
        else:
            self.close()

    def _ask_for_older(self) -> None:
        # Once for each length of the list: scrolling to and fro asks for nothing new.
        length = len(self._snapshot.items)
        if self._snapshot.older is Older.MORE and self._older_asked_at != length:
            self._older_asked_at = length
            self.intent.emit(LoadOlder())
