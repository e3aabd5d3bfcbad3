"""Tries the parts of the program that people see; the application object exists."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop.core.diagnostics.self_test import REINSTALL, Part, Trial
from desktop.core.settings.values import LanguageChoice
from desktop.ui.icons import APP_SIZES_PX, app_icon
from desktop.ui.language import InstalledLanguage

TRAY_S = 5.0
_TRANSLATED = (("QPlatformTheme", "Cancel"), ("Tray", "Mark all read"))
"""Context and text of a sentence of Qt's own catalog, and of ours."""


def try_what_is_seen() -> Sequence[Trial]:
    """Return how icons, translations and the tray are; takes ``TRAY_S`` seconds at most."""
    return [_try_icons(), _try_translations(), _try_tray()]


def _try_icons() -> Trial:
    sizes = {size.width() for size in app_icon().availableSizes()}
    if sizes == set(APP_SIZES_PX):
        return Trial(Part.ICONS, works=True, explanation="The icons were drawn.")
    missing = "Icons cannot be drawn."
    return Trial(Part.ICONS, works=False, explanation=missing, fix=REINSTALL)


def _try_translations() -> Trial:
    language = InstalledLanguage()
    language.use(LanguageChoice.GERMAN)
    is_translated = all(
        QCoreApplication.translate(context, text) != text for context, text in _TRANSLATED
    )
    language.use(LanguageChoice.ENGLISH)
    if is_translated:
        return Trial(Part.TRANSLATIONS, works=True, explanation="The catalogs were read.")
    missing = "A catalog of German is missing."
    return Trial(Part.TRANSLATIONS, works=False, explanation=missing, fix=REINSTALL)


def _try_tray() -> Trial:
    icon = QSystemTrayIcon(app_icon())
    icon.show()
    # A panel that comes at the same time as the session may need a moment.
    ends_at = time.monotonic() + TRAY_S
    while not QSystemTrayIcon.isSystemTrayAvailable() and time.monotonic() < ends_at:
        QApplication.processEvents()
    is_there = QSystemTrayIcon.isSystemTrayAvailable() and icon.isVisible()
    icon.hide()
    if is_there:
        return Trial(Part.TRAY, works=True, explanation="An icon was shown in the tray.")
    return Trial(
        Part.TRAY,
        works=False,
        explanation="No icon was shown in the tray.",
        fix="Add a tray to the panel; GNOME needs the extension AppIndicator.",
    )
