"""Ties tray, windows and bridge together: who sees each snapshot, and which window opens when."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from common.ids import EventId
from desktop.core.connection import Link
from desktop.core.intents import Intent, LanguageChanged
from desktop.core.view import Snapshot
from desktop.ui.appearance import Appearance
from desktop.ui.bridge import AgentThread
from desktop.ui.closed_windows import ClosedWindows
from desktop.ui.geometry import GeometryFile
from desktop.ui.tray.tray import Tray

if TYPE_CHECKING:  # Imported when they are opened: the tray comes first.
    from desktop.ui.center.window import CenterWindow
    from desktop.ui.dashboard.window import DashboardWindow
    from desktop.ui.settings.window import SettingsWindow
    from desktop.ui.sign_in.window import SignInWindow

_CENTER, _SETTINGS = "center", "settings"


class Desk(QObject):
    """Everything that the person sees. Windows are made when they are opened, and only then.

    Attributes:
        quit_requested: The person wants the program to end.
        released: A window was closed, and what it held is free.
    """

    quit_requested = Signal()
    released = Signal()

    def __init__(
        self,
        tray: Tray,
        agent: AgentThread,
        now: Callable[[], datetime],
        appearance: Appearance,
        *,
        dashboard_file: Path,
        places_file: Path,
        diagnostics: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        """Connect ``tray``, ``agent`` and ``appearance``.

        Args:
            tray: The way to everything for who clicks.
            agent: Whose snapshots are shown, and who is asked for things.
            now: Tells the time, aware.
            appearance: Language and theme.
            dashboard_file: Where the dashboard keeps its layout.
            places_file: Where it is kept where the other windows are.
            diagnostics: The command that writes a diagnostics bundle; the path comes last.
            parent: Who owns it.
        """
        super().__init__(parent)
        self._tray = tray
        self._agent = agent
        self._now = now
        self._appearance = appearance
        self._dashboard_file = dashboard_file
        self._places = GeometryFile(places_file)
        self._diagnostics = diagnostics
        self._snapshot: Snapshot | None = None
        self._offered_sign_in = False
        self._has_tray = True
        self._center_was_opened = False
        self._center: CenterWindow | None = None
        self._login: SignInWindow | None = None
        self._settings: SettingsWindow | None = None
        self._dashboard: DashboardWindow | None = None
        self._closed = ClosedWindows(self)
        self._closed.released.connect(self.released)
        agent.snapshot.connect(self.show_snapshot)
        agent.dashboard_requested.connect(self.open_dashboard)
        agent.center_requested.connect(self._answer_in_center)
        agent.failed.connect(self._show_failure)
        appearance.language_changed.connect(self._change_language)
        tray.intent.connect(self._submit)
        tray.center_requested.connect(self.open_center)
        tray.settings_requested.connect(self.open_settings)
        tray.dashboard_requested.connect(self.open_dashboard)
        tray.sign_in_requested.connect(self.open_login)
        tray.quit_requested.connect(self.quit_requested)
        tray.host_changed.connect(self._tray_host_changed)

    @property
    def has_open_windows(self) -> bool:
        """Whether the person has a window open, minimized ones included."""
        windows = (self._center, self._login, self._settings, self._dashboard)
        return any(window is not None for window in windows)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show ``snapshot`` everywhere; offer to sign in when the program starts signed out."""
        self._snapshot = snapshot
        self._appearance.apply(snapshot.settings.values)
        self._tray.show_snapshot(snapshot)
        if self._center is not None:
            self._center.show_snapshot(snapshot)
        if self._login is not None:
            self._login.show_snapshot(snapshot)
        if self._settings is not None:
            self._settings.show_snapshot(snapshot)
        if self._dashboard is not None:
            self._dashboard.show_snapshot(snapshot)
        if snapshot.account is not None:
            # A window that opens by itself later would take the keyboard from the person.
            self._offered_sign_in = True
        elif snapshot.link is Link.SIGNED_OUT and not snapshot.sign_in.busy:
            self._offer_sign_in()

    def bring_to_front(self) -> None:
        """Show the window that the person needs now: the program was started once more."""
        if self._snapshot is not None and self._snapshot.link is Link.SIGNED_OUT:
            self.open_login()
        else:
            self.open_center()

    def open_center(self) -> None:
        """Bring the notification center to the front."""
        self._center_was_opened = True
        if self._center is None:
            from desktop.ui.center.window import CenterWindow  # noqa: PLC0415

            self._center = CenterWindow(self._now)
            self._closed.watch(self._center, partial(self._forget, self._center))
            self._center.intent.connect(self._submit)
            self._center.sign_in_requested.connect(self.open_login)
            self._center.quit_requested.connect(self.quit_requested)
            self._center.set_has_tray(self._has_tray)
            self._places.restore(self._center, _CENTER)
            if self._snapshot is not None:
                self._center.show_snapshot(self._snapshot)
        self._center.bring_to_front()

    def open_login(self) -> None:
        """Bring the sign-in window to the front."""
        if self._login is None:
            from desktop.ui.sign_in.window import SignInWindow  # noqa: PLC0415

            self._login = SignInWindow()
            self._closed.watch(self._login, partial(self._forget, self._login))
            self._login.intent.connect(self._submit)
            if self._snapshot is not None:
                self._login.show_snapshot(self._snapshot)
        self._login.bring_to_front()

    def open_settings(self) -> None:
        """Bring the settings to the front."""
        if self._settings is None:
            from desktop.ui.settings.window import SettingsWindow  # noqa: PLC0415

            self._settings = SettingsWindow(self._now, diagnostics=self._diagnostics)
            self._closed.watch(self._settings, partial(self._forget, self._settings))
            self._settings.intent.connect(self._submit)
            self._places.restore(self._settings, _SETTINGS)
            if self._snapshot is not None:
                self._settings.show_snapshot(self._snapshot)
        self._settings.bring_to_front()

    def open_dashboard(self) -> None:
        """Bring the dashboard to the front."""
        if self._dashboard is None:
            from desktop.ui.dashboard.layout import LayoutFile  # noqa: PLC0415
            from desktop.ui.dashboard.window import DashboardWindow  # noqa: PLC0415

            self._dashboard = DashboardWindow(self._now, LayoutFile(self._dashboard_file))
            self._closed.watch(self._dashboard, partial(self._forget, self._dashboard))
            self._dashboard.intent.connect(self._submit)
            if self._snapshot is not None:
                self._dashboard.show_snapshot(self._snapshot)
        self._dashboard.bring_to_front()

    def keep_places(self) -> None:
        """Remember where the windows are that are open."""
        for window, name in ((self._center, _CENTER), (self._settings, _SETTINGS)):
            if window is not None:
                self._places.keep(window, name)

    def _forget(self, window: QWidget) -> None:
        """Let go of a window that was closed."""
        self.keep_places()
        if self._center is window:
            self._center = None
        elif self._login is window:
            self._login = None
        elif self._settings is window:
            self._settings = None
        elif self._dashboard is window:
            self._dashboard = None

    def _offer_sign_in(self) -> None:
        if not self._offered_sign_in:
            self._offered_sign_in = True
            self.open_login()

    def _answer_in_center(self, event_ids: tuple[EventId, ...]) -> None:
        self.open_center()
        if self._center is not None:
            self._center.show_slice(event_ids)

    def _change_language(self) -> None:
        """Make the windows anew, and let the agent say its sentences again."""
        self._agent.submit(LanguageChanged())
        self._tray.retranslate()
        self.keep_places()
        center, login, settings = self._center, self._login, self._settings
        dashboard = self._dashboard
        self._center = self._login = self._settings = self._dashboard = None
        for window, reopen in (
            (center, self.open_center),
            (login, self.open_login),
            (dashboard, self.open_dashboard),
            (settings, lambda: self._reopen_settings(settings)),
        ):
            if window is not None:
                was_visible = window.isVisible()
                window.hide()  # What it remembers, the next one finds.
                if was_visible:
                    reopen()
                window.deleteLater()

    def _reopen_settings(self, former: "SettingsWindow | None") -> None:
        """Go on where the person chose another language, in a window that speaks it."""
        self.open_settings()
        if former is not None and self._settings is not None:
            self._settings.take_place_of(former)

    def _submit(self, intent: Intent) -> None:
        self._agent.submit(intent)

    def _show_failure(self) -> None:
        self._tray.show_failure()

    def _tray_host_changed(self, has_tray: bool) -> None:  # noqa: FBT001 - a Qt slot
        first_loss = self._has_tray and not has_tray and not self._center_was_opened
        self._has_tray = has_tray
        if self._center is not None:
            self._center.set_has_tray(has_tray)
        if first_loss:
            self.open_center()
