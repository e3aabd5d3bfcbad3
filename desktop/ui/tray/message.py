"""Toasts through the tray icon's own message: the last resort before the center alone.

A member of the toast chain by its shape. It is called in the agent's thread and shows in Qt's.
"""

import asyncio
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.core.toasts.toast import DEFAULT_ACTION, NotShownError, Toast, Urgency
from desktop.ui.tray.lasting_icon import LastingIcon

DEFAULT_SHOWN_S = 10.0


class TrayToasts(QObject):
    """Shows one toast at a time as a balloon of the tray icon; a click opens the newest."""

    name = "tray"
    service = "tray"

    _wanted = Signal(object, object)

    def __init__(
        self,
        icon: LastingIcon,
        *,
        platform: str = sys.platform,
        has_host: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        parent: QObject | None = None,
    ) -> None:
        """Show at ``icon``; to be made in Qt's thread.

        Args:
            icon: The program's tray icon.
            platform: One of ``sys.platform``'s words.
            has_host: Whether the desktop shows tray icons now.
            parent: Who owns it.
        """
        super().__init__(parent)
        self._icon = icon
        self._linux = platform.startswith("linux")
        self._has_host = has_host
        self._shown: tuple[str, Callable[[str], None]] | None = None
        self._on_activated: Callable[[str, str], None] | None = None
        self._wanted.connect(self._show, Qt.ConnectionType.QueuedConnection)
        icon.message_clicked.connect(self._clicked)

    def listen(self, on_activated: Callable[[str, str], None]) -> None:
        """Call ``on_activated`` with tag and action, on the loop that showed the toast."""
        self._on_activated = on_activated

    async def show(self, toast: Toast) -> None:
        """Show ``toast``, in place of the one before.

        Raises:
            NotShownError: There is no tray, or its messages go through the notification
                daemon that the chain has asked already.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[None] = loop.create_future()

        def tell(error: NotShownError | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_finish, answer, error)

        def activate(tag: str) -> None:
            if self._on_activated is not None and not loop.is_closed():
                loop.call_soon_threadsafe(self._on_activated, tag, DEFAULT_ACTION)

        self._wanted.emit((toast, activate), tell)
        await answer

    async def is_silenced(self) -> bool:
        """Return False: Qt cannot tell."""
        return False

    async def withdraw(self, tag: str) -> None:
        """Do nothing: Qt cannot take a message back."""

    async def close(self) -> None:
        """Do nothing: the icon belongs to the tray."""

    @Slot(object, object)
    def _show(
        self,
        wanted: tuple[Toast, Callable[[str], None]],
        tell: Callable[[NotShownError | None], None],
    ) -> None:
        toast, activate = wanted
        # With a StatusNotifierItem, showMessage calls the notification daemon and waits in the
        # windows' thread, 24 s for a hung one; only an icon that is drawn by us has a place.
        if not self._has_host() or (self._linux and self._icon.geometry().isNull()):
            tell(NotShownError("no_place"))
            return
        self._shown = (toast.tag, activate)
        shown_ms = round((toast.timeout_s or DEFAULT_SHOWN_S) * 1000)
        self._icon.show_message(toast.title, toast.body, _picture(toast.urgency), shown_ms)
        tell(None)

    @Slot()
    def _clicked(self) -> None:
        if self._shown is not None:
            (tag, activate), self._shown = self._shown, None
            activate(tag)


def _picture(urgency: Urgency) -> QSystemTrayIcon.MessageIcon:
    if urgency is Urgency.CRITICAL:
        return QSystemTrayIcon.MessageIcon.Warning
    return QSystemTrayIcon.MessageIcon.Information


def _finish(answer: "asyncio.Future[None]", error: NotShownError | None) -> None:
    if answer.done():
        return  # The caller gave up.
    if error is None:
        answer.set_result(None)
    else:
        answer.set_exception(error)
