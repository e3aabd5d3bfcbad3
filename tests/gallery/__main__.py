"""Every window in both themes and both languages: ``python -m tests.gallery FOLDER``.

Pictures go to the folder; texts that do not fit, and focus that cannot be seen, are printed, one
a line. The scale of the screen
comes from ``QT_SCALE_FACTOR``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from common.notifications import NotificationKind, NotificationPriority
from desktop.app import make_application
from desktop.core.settings.descriptions import Section
from desktop.core.settings.values import LanguageChoice, Settings, ThemeChoice
from desktop.ui.appearance import Appearance
from desktop.ui.center.filtering import Filter
from desktop.ui.center.window import CenterWindow
from desktop.ui.dashboard.layout import LayoutFile
from desktop.ui.dashboard.limits import LimitsDialog
from desktop.ui.dashboard.queue_choice import QueueChoice
from desktop.ui.dashboard.window import DashboardWindow
from desktop.ui.settings.window import SettingsWindow
from desktop.ui.sign_in.window import SignInWindow
from desktop.ui.tray.menu import TrayMenu, menu_state
from tests.gallery import scenes
from tests.gallery.clipping import clipped_texts
from tests.gallery.focus import unseen_focus
from tests.unit.desktop_ui.builders import NOON
from tests.unit.desktop_ui.dashboard.builders import LIMITS, dashboard_snapshot, make_figures


def windows() -> Iterator[tuple[str, QWidget]]:
    """Yield each window as it is shown, one after the other, with the name of its picture."""
    for name, snapshot in scenes.SIGN_INS.items():
        sign_in = SignInWindow()
        sign_in.show_snapshot(snapshot())
        yield f"sign-in-{name}", sign_in
    for name, snapshot in scenes.CENTERS.items():
        center = CenterWindow(lambda: scenes.NOW)
        center.show_snapshot(snapshot())
        yield f"center-{name}", center
        if name == "live":
            yield from _more_of(center)
    settings = SettingsWindow(lambda: scenes.NOW, diagnostics=())
    for section in Section:
        settings.show_snapshot(scenes.managed() if section is Section.START_UP else scenes.live())
        settings.show_section(section)
        yield f"settings-{section.value}", settings
    yield from _dashboards()
    menu = TrayMenu(lambda: None)
    menu.show_state(menu_state(scenes.live(), scenes.NOW))
    yield "tray-menu", menu.menu


def _more_of(center: CenterWindow) -> Iterator[tuple[str, QWidget]]:
    center.show()
    center.listed.focus_first()
    QTest.keyClick(center.listed, Qt.Key.Key_W)
    yield "center-why", center
    center.bar.turn(to_silenced=True)
    yield "center-silenced", center
    center.bar.turn(to_silenced=False)
    queues = frozenset({"Network", "Field service", "Accounts & Access"})
    center.filters.set_filter(Filter(text="o", queues=queues, unread=True))
    yield "center-filtered", center
    center.filters.set_filter(Filter(text="zzz"))
    yield "center-nothing-matches", center
    kinds = frozenset({NotificationKind.ASSIGNED, NotificationKind.MENTIONED})
    high = frozenset({NotificationPriority.HIGH})
    center.filters.set_filter(Filter(kinds=kinds, queues=queues, priorities=high))
    center.resize(center.minimumSize())
    yield "center-small", center


def _dashboards() -> Iterator[tuple[str, QWidget]]:
    with TemporaryDirectory() as folder:
        dashboard = DashboardWindow(lambda: NOON, LayoutFile(Path(folder) / "layout.ini"))
        dashboard.show_snapshot(dashboard_snapshot(thresholds=LIMITS))
        yield "dashboard", dashboard
        limits = LimitsDialog(LIMITS, make_figures().queues, dashboard)
        yield "dashboard-limits", limits
        yield "dashboard-queues", QueueChoice(make_figures().queues, (), dashboard)


def main(folder: Path) -> int:
    """Take the pictures and print what does not fit."""
    app = make_application()
    appearance = Appearance(Settings(language=LanguageChoice.ENGLISH))
    for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        for language in (LanguageChoice.ENGLISH, LanguageChoice.GERMAN):
            appearance.apply(Settings(theme=theme, language=language))
            for name, window in windows():
                picture = f"{name}-{theme.value}-{language.value}.png"
                _show(app, window)
                window.grab().save(str(folder / picture))
                for problem in (*clipped_texts(window), *unseen_focus(window)):
                    print(f"{picture}: {problem}")
                window.hide()
    return 0


def _show(app: QApplication, window: QWidget) -> None:
    window.show()
    # Deprecated, and the only way offscreen to make a window active that was hidden before.
    QApplication.setActiveWindow(window)
    for _ in range(3):
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
