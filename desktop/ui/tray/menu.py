"""What the tray's menu says: a pure picture of a snapshot, and the menu that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from desktop.core.connection import Link
from desktop.core.intents import MarkAllRead, SendTestNotification, SignOut
from desktop.core.view import CenterItem, Snapshot
from desktop.ui.parts import escaped
from desktop.ui.status import status_line
from desktop.ui.texts import APP_NAME, DASH, notice_line, one_line, translate
from desktop.ui.times import ago
from desktop.ui.tray.item_menu import ItemMenu, MenuLine
from desktop.ui.tray.pause_menu import PauseMenu, PauseState, pause_state

NEWEST_SHOWN = 5
MAX_LINE_CHARS = 56


@dataclass(frozen=True, slots=True)
class MenuState:
    """The whole menu at one moment.

    Attributes:
        header: The state of the line; cannot be chosen.
        notice: What happened to the last run; empty for nothing, and once it was read.
        newest: Unread items, newest first, at most ``NEWEST_SHOWN``.
        pause: What it says about do-not-disturb.
        has_figures: There are queues whose figures the person may see.
        can_sign_in: Nobody is signed in, and that is certain.
        can_sign_out: Somebody is signed in.
    """

    header: str
    notice: str
    newest: tuple[MenuLine, ...]
    can_mark_read: bool
    pause: PauseState
    has_figures: bool
    can_sign_in: bool
    can_sign_out: bool


def menu_state(snapshot: Snapshot, now: datetime) -> MenuState:
    """Return what the menu shows for ``snapshot``."""
    unread = [item for item in snapshot.items if not item.read][:NEWEST_SHOWN]
    return MenuState(
        header=status_line(snapshot, now),
        notice=notice_line(snapshot.notice),
        newest=tuple(
            MenuLine(
                item.event_id,
                _words(item, now),
                has_ticket=item.ticket_id is not None,
                can_claim=item.can_claim,
            )
            for item in unread
        ),
        can_mark_read=snapshot.unread > 0,
        pause=pause_state(snapshot, now),
        has_figures=bool(snapshot.queues),
        # A keyring that is not ready is no reason to ask for the password.
        can_sign_in=snapshot.link is Link.SIGNED_OUT,
        can_sign_out=snapshot.account is not None,
    )


class TrayMenu(QObject):
    """Owns the menu and tells what was chosen.

    The lines are made once and only change, because panels that show the menu over D-Bus read
    all of it again whenever a line is added or removed.

    Attributes:
        intent: Something that the agent is asked for.
        center_requested: The person wants the notification center.
        dashboard_requested: The person wants the figures of the queues.
        settings_requested: The person wants the settings.
        sign_in_requested: The person wants the sign-in window.
        quit_requested: The person wants the program to end.
    """

    intent = Signal(object)
    center_requested = Signal()
    dashboard_requested = Signal()
    settings_requested = Signal()
    sign_in_requested = Signal()
    quit_requested = Signal()

    def __init__(self, about_to_show: Callable[[], None], parent: QObject | None = None) -> None:
        """Make the menu; ``about_to_show`` is called before it opens, to refresh ages."""
        super().__init__(parent)
        self.menu = QMenu()
        self.menu.setTitle(APP_NAME)
        self.menu.aboutToShow.connect(about_to_show)
        self._header = self.menu.addAction("")
        self._header.setEnabled(False)
        self._notice = self.menu.addAction("")
        self._notice.triggered.connect(self.center_requested)
        self.menu.addSeparator()
        self._newest = [self._add_item() for _ in range(NEWEST_SHOWN)]
        self._items_end = self.menu.addSeparator()
        self._open_center = self.menu.addAction("")
        self._open_center.triggered.connect(self.center_requested)
        self._dashboard = self.menu.addAction("")
        self._dashboard.triggered.connect(self.dashboard_requested)
        self._mark_read = self.menu.addAction("")
        self._mark_read.triggered.connect(lambda: self.intent.emit(MarkAllRead()))
        self.menu.addSeparator()
        self._pause = PauseMenu(self)
        self._pause.intent.connect(self.intent)
        self.menu.addMenu(self._pause.menu)
        self._test = self.menu.addAction("")
        self._test.triggered.connect(lambda: self.intent.emit(SendTestNotification()))
        self._settings = self.menu.addAction("")
        self._settings.triggered.connect(self.settings_requested)
        self.menu.addSeparator()
        self._sign_in = self.menu.addAction("")
        self._sign_in.triggered.connect(self.sign_in_requested)
        self._sign_out = self.menu.addAction("")
        self._sign_out.triggered.connect(lambda: self.intent.emit(SignOut()))
        self._quit = self.menu.addAction("")
        self._quit.triggered.connect(self.quit_requested)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the lines that are always there, in the language of now."""
        for item in self._newest:
            item.retranslate()
        self._pause.retranslate()
        self._open_center.setText(translate("Tray", "Open notifications…"))
        self._mark_read.setText(translate("Tray", "Mark all read"))
        self._dashboard.setText(translate("Tray", "Dashboard…"))
        self._test.setText(translate("Tray", "Send a test notification"))
        self._settings.setText(translate("Tray", "Settings…"))
        self._sign_in.setText(translate("Tray", "Sign in…"))
        self._sign_out.setText(translate("Tray", "Sign out"))
        self._quit.setText(translate("Tray", "Quit"))

    def show_state(self, state: MenuState) -> None:
        """Make every line match ``state``."""
        self._header.setText(escaped(state.header))
        self._notice.setText(state.notice)
        self._notice.setVisible(bool(state.notice))
        for item, line in zip_longest(self._newest, state.newest):
            item.show_line(line)
        self._items_end.setVisible(bool(state.newest))
        self._mark_read.setEnabled(state.can_mark_read)
        self._pause.show_state(state.pause)
        self._test.setEnabled(state.can_sign_out)
        self._dashboard.setVisible(state.has_figures)
        self._sign_in.setVisible(state.can_sign_in)
        self._sign_out.setVisible(state.can_sign_out)

    def _add_item(self) -> ItemMenu:
        item = ItemMenu(self)
        item.intent.connect(self.intent)
        self.menu.addMenu(item.menu)
        return item


def _words(item: CenterItem, now: datetime) -> str:
    # What follows the first line, queue and people, has no room here.
    about = item.body.partition("\n")[0]
    words = one_line(f"{item.title}{DASH}{about}" if about else item.title)
    if len(words) > MAX_LINE_CHARS:
        words = f"{words[: MAX_LINE_CHARS - 1]}…"
    return f"{words}  ({ago(item.at, now)})"
