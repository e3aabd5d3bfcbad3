"""The notification center window: renders a snapshot, asks for things by intents."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.core.connection import Link
from desktop.core.intents import ClearAll, ClearItems, LoadOlder, MarkAllRead, MarkRead, OpenItem
from desktop.core.view import Account, Snapshot
from desktop.ui.banner import Banner
from desktop.ui.center_view import CenterView
from desktop.ui.parts import button, label
from desktop.ui.status import shown_link, status_line
from desktop.ui.texts import (
    APP_NAME,
    DASH,
    link_hint,
    no_tray_text,
    notice_text,
    translate,
    unread_count,
)
from desktop.ui.theme import Theme, current_theme
from desktop.ui.tray.icon import tray_icon
from desktop.ui.tray.state import TrayState
from desktop.ui.window import Window

AGE_REFRESH_MS = 10_000
_STATUS_ICON_PX = 18


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
        self.resize(560, 640)
        self.setMinimumSize(380, 320)
        self._build()
        self._ages = QTimer(self, interval=AGE_REFRESH_MS)
        self._ages.timeout.connect(self._refresh)
        self.apply_theme()
        self._refresh()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Make everything match ``snapshot``."""
        self._snapshot = snapshot
        self._refresh()

    def set_has_tray(self, has_tray: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Say in the window whether the tray is missing, and offer to quit here if so."""
        self._has_tray = has_tray
        self._refresh()

    @override
    def bring_to_front(self) -> None:
        """Show the window above the others, with the list focused."""
        super().bring_to_front()
        self._view.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Keep ages fresh while somebody can see them."""
        super().showEvent(event)
        self._refresh()
        self._ages.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Let the processor sleep while nobody looks."""
        self._ages.stop()
        super().hideEvent(event)

    @override
    def show_theme(self, theme: Theme) -> None:
        """Paint the rows in the colors of ``theme``."""
        self._view.set_theme(theme)

    def _build(self) -> None:
        self._state_icon = QLabel(self)
        self._heading = label(self, "heading", translate("Center", "Notifications"))
        self._pill = label(self, "pill")
        self._state = label(self, "muted")
        self._read_all = button(self, "plain", translate("Center", "Mark all read"))
        self._clear_all = button(self, "quiet", translate("Center", "Clear all"))
        self._hint = Banner("banner", self)
        self._notice = Banner("banner", self)
        self._tray_notice = Banner("banner", self)
        self._view = CenterView(current_theme(), self._now, self)
        self._account = label(self, "faint")
        self._keys = label(
            self, "faint", translate("Center", "Enter opens · R marks read · Del clears")
        )
        self._lay_out()
        self._read_all.clicked.connect(lambda: self.intent.emit(MarkAllRead()))
        self._clear_all.clicked.connect(lambda: self.intent.emit(ClearAll()))
        self._hint.pressed.connect(self.sign_in_requested)
        self._tray_notice.pressed.connect(self.quit_requested)
        self._view.opened.connect(lambda event_id: self.intent.emit(OpenItem(event_id)))
        self._view.read_wanted.connect(lambda ids: self.intent.emit(MarkRead(ids)))
        self._view.clear_wanted.connect(lambda ids: self.intent.emit(ClearItems(ids)))
        self._view.end_reached.connect(self._ask_for_older)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self._heading)
        title.addWidget(self._pill, alignment=Qt.AlignmentFlag.AlignVCenter)
        title.addStretch()
        title.addWidget(self._clear_all)
        title.addWidget(self._read_all)
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._state_icon)
        state.addWidget(self._state)
        state.addStretch()
        foot = QHBoxLayout()
        foot.addWidget(self._account)
        foot.addStretch()
        foot.addWidget(self._keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(title)
        layout.addLayout(state)
        for banner in (self._tray_notice, self._notice, self._hint):
            layout.addWidget(banner)
        layout.addWidget(self._view, 1)
        layout.addLayout(foot)

    def _refresh(self) -> None:
        snapshot, now = self._snapshot, self._now()
        link = shown_link(snapshot, now)
        icon = tray_icon(TrayState(link), 0)
        self._state_icon.setPixmap(icon.pixmap(_STATUS_ICON_PX, _STATUS_ICON_PX))
        self._state.setText(status_line(snapshot, now))
        self._pill.setText(unread_count(snapshot.unread))
        self._pill.setVisible(snapshot.unread > 0)
        self._read_all.setEnabled(snapshot.unread > 0)
        self._clear_all.setEnabled(bool(snapshot.items))
        self._account.setText(_account_text(snapshot.account))
        self._keys.setVisible(bool(snapshot.items))
        self._show_banners(snapshot, link)
        self._view.show_items(snapshot.items, _empty_text(link))

    def _show_banners(self, snapshot: Snapshot, link: Link) -> None:
        signed_out = link is Link.SIGNED_OUT
        self._hint.say(link_hint(link), translate("Center", "Sign in…") if signed_out else "")
        self._notice.say("" if snapshot.notice is None else notice_text(snapshot.notice))
        self._tray_notice.say(
            "" if self._has_tray else no_tray_text(), translate("Center", "Quit")
        )

    def _ask_for_older(self) -> None:
        # Once for each length of the list: scrolling to and fro asks for nothing new.
        if self._older_asked_at != len(self._snapshot.items):
            self._older_asked_at = len(self._snapshot.items)
            self.intent.emit(LoadOlder())


def _account_text(account: Account | None) -> str:
    if account is None:
        return ""
    server = account.server.partition("://")[2] or account.server
    return f"{account.name} · {server}"


def _empty_text(link: Link) -> str:
    match link:
        case Link.SIGNED_OUT | Link.WAITING_FOR_KEYRING:
            return translate("Center", "Your notifications appear here once you are signed in.")
        case _:
            return translate(
                "Center",
                "Nothing here. When a ticket is assigned to you or somebody mentions you, "
                "it appears here.",
            )
