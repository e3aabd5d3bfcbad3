"""Which icon stands for which state: a shape and a color of its own for each.

The colors are readable on light and on dark panels (contrast 3:1 on both), because no system
tells a program what the panel behind its icon looks like.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QIcon, QPainterPath

from desktop.core.connection import Link
from desktop.ui import glyphs
from desktop.ui.badge import badge_text
from desktop.ui.icon_painter import paint_app_icon, paint_tray_icon

TRAY_SIZES_PX = (16, 22, 24, 32, 48, 64)
APP_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


@dataclass(frozen=True, slots=True)
class IconLook:
    """How a state looks in the tray."""

    shape: Callable[[], QPainterPath]
    color: str


LOOKS = {
    Link.LIVE: IconLook(glyphs.bell, "#159a53"),
    Link.POLLING: IconLook(glyphs.hollow_bell, "#b8770a"),
    Link.CONNECTING: IconLook(glyphs.circling_arrows, "#2f7fe0"),
    Link.CATCHING_UP: IconLook(glyphs.circling_arrows, "#2f7fe0"),
    Link.OFFLINE: IconLook(glyphs.struck_bell, "#80858c"),
    Link.SIGNED_OUT: IconLook(glyphs.person, "#d9480f"),
    Link.WAITING_FOR_KEYRING: IconLook(glyphs.padlock, "#8a63d2"),
    Link.MAINTENANCE: IconLook(glyphs.pause_disc, "#0d8f8f"),
    Link.UPDATE_REQUIRED: IconLook(glyphs.arrow_up_disc, "#c2409a"),
}
"""Every link has one; connecting and catching up look the same, for they last seconds."""


def tray_icon(link: Link, unread: int) -> QIcon:
    """Return the tray icon for ``link`` with a badge for ``unread``."""
    return _tray_icon(link, badge_text(unread))


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon, for windows and toasts."""
    icon = QIcon()
    for size_px in APP_SIZES_PX:
        icon.addPixmap(paint_app_icon(size_px))
    return icon


@lru_cache(maxsize=len(LOOKS) * 2)
def _tray_icon(link: Link, badge: str) -> QIcon:
    look = LOOKS[link]
    icon = QIcon()
    for size_px in TRAY_SIZES_PX:
        icon.addPixmap(paint_tray_icon(size_px, look.shape(), QColor(look.color), badge))
    return icon
