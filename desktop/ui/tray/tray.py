"""The tray icon: state, badge, tooltip and menu of a snapshot."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.core.connection import PROOF_S, Link
from desktop.core.view import Snapshot
from desktop.ui.status import tooltip
from desktop.ui.texts import APP_NAME, DASH, agent_failed_text
from desktop.ui.tray.host_watch import HostWatch
from desktop.ui.tray.icon import tray_icon
from desktop.ui.tray.lasting_icon import LastingIcon
from desktop.ui.tray.menu import TrayMenu, menu_state
from desktop.ui.tray.state import TrayState, tray_state

AGE_REFRESH_MS = 60_000
"""How often the age in the tooltip is written again; panels hold a copy of the text.

Each time costs ten wake-ups, here and in the panel. The age on a healthy line goes to and fro
between 0 and 25 s; when it is not, the text follows at once. The menu is refreshed as it opens.
"""
PROOF_ENDS_MS = (PROOF_S + 1) * 1_000
LOOK_FOR_HOST_MS = 900_000
"""How often to look whether the panel is still there, which takes Qt 40 wake-ups."""
LOOK_FOR_LOST_HOST_MS = 10_000
NO_TRAY_AFTER_MS = 60_000
"""How long after the start a desktop may take to bring up its panel."""


class Tray(QObject):
    """Shows snapshots in the tray. Without a tray it waits; Qt shows the icon when one comes.

    Attributes:
        intent: Something that the agent is asked for.
        center_requested: The person wants the notification center.
        dashboard_requested: The person wants the figures of the queues.
        settings_requested: The person wants the settings.
        sign_in_requested: The person wants the sign-in window.
        quit_requested: The person wants the program to end.
        host_changed: Whether there is a tray, told when it is missing for too long after the
            start and each time that changes.
    """

    intent = Signal(object)
    center_requested = Signal()
    dashboard_requested = Signal()
    settings_requested = Signal()
    sign_in_requested = Signal()
    quit_requested = Signal()
    host_changed = Signal(bool)

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        has_host: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        hosts: HostWatch | None = None,
        no_tray_after_ms: int = NO_TRAY_AFTER_MS,
        parent: QObject | None = None,
    ) -> None:
        """Show an icon at once, as connecting.

        Args:
            now: Tells the time, aware.
            has_host: Whether the desktop shows tray icons now.
            hosts: Tells of panels that come late; None for what this system has.
            no_tray_after_ms: When to say for the first time that it does not.
            parent: Who owns it.
        """
        super().__init__(parent)
        self._now = now
        self._has_host = has_host
        self._had_host = True
        self._failed = False
        self._snapshot = Snapshot(link=Link.CONNECTING)
        self._drawn: tuple[TrayState, int] | None = None
        self._menu = TrayMenu(self._refresh, self)
        self._menu.intent.connect(self.intent)
        self._menu.center_requested.connect(self.center_requested)
        self._menu.dashboard_requested.connect(self.dashboard_requested)
        self._menu.settings_requested.connect(self.settings_requested)
        self._menu.sign_in_requested.connect(self.sign_in_requested)
        self._menu.quit_requested.connect(self.quit_requested)
        self.icon = LastingIcon(self._menu.menu, hosts=hosts, parent=self)
        self.icon.activated.connect(self._activated)
        self._refresh()
        self.icon.show()
        self._ages = QTimer(self, interval=AGE_REFRESH_MS)
        self._ages.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._ages.timeout.connect(self._refresh)
        self._ages.start()
        self._proof = QTimer(self, interval=PROOF_ENDS_MS, singleShot=True)
        self._proof.timeout.connect(self._refresh)
        self._looks = QTimer(self)
        self._looks.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._looks.timeout.connect(self._look_for_host)
        QTimer.singleShot(no_tray_after_ms, self, self._look_for_host)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Make icon, badge, tooltip and menu match ``snapshot``.

        A new proof alone is written down with the next ages, unless it changes the icon.
        """
        before, self._snapshot = self._snapshot, snapshot
        self._proof.start()
        is_proof_only = replace(before, verified_at=snapshot.verified_at) == snapshot
        if not is_proof_only or self._look() != self._drawn or before.verified_at is None:
            self._refresh()

    def show_failure(self) -> None:
        """Show that the agent has ended by a fault of its own, whatever the last snapshot was."""
        self._failed = True
        self._snapshot = Snapshot(link=Link.OFFLINE, account=self._snapshot.account)
        self._refresh()

    def retranslate(self) -> None:
        """Say everything anew, in the language of now."""
        self._menu.retranslate()
        self._refresh()

    def _refresh(self) -> None:
        snapshot, now = self._snapshot, self._now()
        look = self._look()
        if look != self._drawn:
            self._drawn = look
            self.icon.set_icon(tray_icon(*look))
        text = f"{APP_NAME}{DASH}{agent_failed_text()}" if self._failed else tooltip(snapshot, now)
        self.icon.set_tooltip(text)
        self._menu.show_state(menu_state(snapshot, now))

    def _look(self) -> tuple[TrayState, int]:
        """Return what the icon has to show: the state, and the count as far as it has room."""
        state = tray_state(self._snapshot, self._now(), failed=self._failed)
        return state, min(self._snapshot.unread, 10)

    def _look_for_host(self) -> None:
        has_host = self._has_host()
        self._looks.start(LOOK_FOR_HOST_MS if has_host else LOOK_FOR_LOST_HOST_MS)
        if has_host != self._had_host:
            self._had_host = has_host
            self.host_changed.emit(has_host)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.center_requested.emit()
