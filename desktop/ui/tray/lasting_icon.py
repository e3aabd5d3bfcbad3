"""A tray icon that outlives the panels that show it, whatever order they come and go in.

Qt decides between StatusNotifierItem and XEmbed when an icon is shown, and never again: an icon
from before the panel (both start with the session) would stay on XEmbed, in a panel that speaks
StatusNotifierItem, for the rest of the run. Such an icon is made anew when the panel comes.
A panel that is started again finds an icon of its own kind by itself; Qt sees to that.
"""

import sys

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.ui.tray.host_watch import HostWatch, watch_hosts


class LastingIcon(QObject):
    """Stands for the one icon of the program; ``current`` is Qt's at the moment.

    Attributes:
        activated: The person clicked the icon.
        message_clicked: The person clicked the icon's message.
    """

    activated = Signal(QSystemTrayIcon.ActivationReason)
    message_clicked = Signal()

    def __init__(
        self, menu: QMenu, *, hosts: HostWatch | None = None, parent: QObject | None = None
    ) -> None:
        """Make an icon with ``menu``; it is seen after ``show``.

        Args:
            menu: Its menu; belongs to the caller.
            hosts: Tells of StatusNotifierItem hosts; None for what this system has.
            parent: Who owns it.
        """
        super().__init__(parent)
        self._menu = menu
        self._hosts = hosts or watch_hosts(sys.platform, self)
        self._hosts.came.connect(self._host_came)
        self._chose_status_notifier = self._hosts.is_there()
        self.current = self._make()

    def show(self) -> None:
        """Show the icon now, or when a panel comes."""
        self._chose_status_notifier = self._hosts.is_there()
        self.current.show()

    def hide(self) -> None:
        """Take the icon away."""
        self.current.hide()

    def set_icon(self, icon: QIcon) -> None:
        """Show ``icon`` from now on."""
        self.current.setIcon(icon)

    def set_tooltip(self, text: str) -> None:
        """Say ``text`` when the pointer rests on the icon."""
        if text != self.current.toolTip():
            self.current.setToolTip(text)

    def geometry(self) -> QRect:
        """Return where the icon is drawn; empty when a panel draws it for us."""
        return self.current.geometry()

    def show_message(
        self, title: str, body: str, picture: QSystemTrayIcon.MessageIcon, shown_ms: int
    ) -> None:
        """Show a message at the icon."""
        self.current.showMessage(title, body, picture, shown_ms)

    def _make(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(self._menu)
        icon.activated.connect(self.activated)
        icon.messageClicked.connect(self.message_clicked)
        return icon

    def _host_came(self) -> None:
        before = self.current
        if self._chose_status_notifier or not before.isVisible():
            return
        self.current = self._make()
        self.current.setIcon(before.icon())
        self.current.setToolTip(before.toolTip())
        before.hide()
        before.deleteLater()
        self.show()
