"""The upper edge of the notification center: what is unread, and the state of the line."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.connection import Link
from desktop.core.view import Snapshot
from desktop.ui.banner import Banner
from desktop.ui.parts import label
from desktop.ui.status import shown_link, status_line
from desktop.ui.texts import link_hint, no_tray_text, notice_text, translate, unread_count
from desktop.ui.theme import SPACE_S
from desktop.ui.tray.icon import tray_icon
from desktop.ui.tray.state import TrayState

_STATUS_ICON_PX = 18


class Head(QWidget):
    """Says how things stand, with what there is to do about it.

    Attributes:
        sign_in_requested: The person wants the sign-in window.
        quit_requested: The person wants the program to end.
    """

    sign_in_requested = Signal()
    quit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a state."""
        super().__init__(parent)
        self.state_icon = QLabel(self)
        self._heading = label(self, "heading", translate("Center", "Notifications"))
        self.pill = label(self, "pill")
        self.state = label(self, "muted")
        self._hint = Banner("banner", self)
        self._notice = Banner("banner", self)
        self._tray_notice = Banner("banner", self)
        self._hint.pressed.connect(self.sign_in_requested)
        self._tray_notice.pressed.connect(self.quit_requested)
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot, now: datetime, *, has_tray: bool) -> None:
        """Say how things stand."""
        link = shown_link(snapshot, now)
        icon = tray_icon(TrayState(link), 0)
        self.state_icon.setPixmap(icon.pixmap(_STATUS_ICON_PX, _STATUS_ICON_PX))
        self.state.setText(status_line(snapshot, now))
        self.pill.setText(unread_count(snapshot.unread))
        self.pill.setVisible(snapshot.unread > 0)
        sign_in = translate("Center", "Sign in…") if link is Link.SIGNED_OUT else ""
        self._hint.say(link_hint(link), sign_in)
        self._notice.say("" if snapshot.notice is None else notice_text(snapshot.notice))
        self._tray_notice.say("" if has_tray else no_tray_text(), translate("Center", "Quit"))

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self._heading)
        title.addWidget(self.pill, alignment=Qt.AlignmentFlag.AlignVCenter)
        title.addStretch()
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self.state_icon)
        state.addWidget(self.state)
        state.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addLayout(title)
        layout.addLayout(state)
        for banner in (self._tray_notice, self._notice, self._hint):
            layout.addWidget(banner)
