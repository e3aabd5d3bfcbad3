"""Which icon stands for which state: a shape and a color of its own for each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

from desktop.ui import glyphs
from desktop.ui.icon_colors import IconColor
from desktop.ui.icon_painter import fill_glyph
from desktop.ui.tray.badge import badge_text, paint_badge
from desktop.ui.tray.state import TrayState

TRAY_SIZES_PX = (16, 18, 20, 22, 24, 26, 28, 32, 48, 64)
"""What panels ask for, at 100 to 200 %; a size between two would be scaled, and blur digits."""


@dataclass(frozen=True, slots=True)
class IconLook:
    """How a state looks in the tray."""

    shape: Callable[[], QPainterPath]
    color: str


LOOKS = {
    TrayState.LIVE: IconLook(glyphs.bell, IconColor.LIVE),
    TrayState.POLLING: IconLook(glyphs.hollow_bell, IconColor.POLLING),
    TrayState.CONNECTING: IconLook(glyphs.circling_arrows, IconColor.CONNECTING),
    TrayState.CATCHING_UP: IconLook(glyphs.arrow_into_tray, IconColor.CATCHING_UP),
    TrayState.OFFLINE: IconLook(glyphs.struck_bell, IconColor.OFFLINE),
    TrayState.SIGNED_OUT: IconLook(glyphs.person, IconColor.SIGNED_OUT),
    TrayState.WAITING_FOR_KEYRING: IconLook(glyphs.padlock, IconColor.WAITING_FOR_KEYRING),
    TrayState.MAINTENANCE: IconLook(glyphs.pause_disc, IconColor.MAINTENANCE),
    TrayState.CANNOT_STORE: IconLook(glyphs.disk, IconColor.CANNOT_STORE),
    TrayState.UPDATE_REQUIRED: IconLook(glyphs.arrow_up_disc, IconColor.UPDATE_REQUIRED),
    TrayState.DO_NOT_DISTURB: IconLook(glyphs.crescent, IconColor.DO_NOT_DISTURB),
    TrayState.FAILED: IconLook(glyphs.warning_triangle, IconColor.FAILED),
}
"""Every state has one."""


def tray_icon(state: TrayState, unread: int) -> QIcon:
    """Return the tray icon for ``state`` with a badge for ``unread``."""
    return _tray_icon(state, badge_text(unread))


def paint_tray_icon(size_px: int, look: IconLook, badge: str = "") -> QPixmap:
    """Return a tray icon of ``size_px`` on a clear ground.

    Args:
        size_px: Width and height.
        look: What to paint; the same on light and dark panels.
        badge: Text of the badge at the bottom right; empty for none.
    """
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill_glyph(painter, QRectF(0, 0, size_px, size_px), look.shape(), QColor(look.color))
    if badge:
        paint_badge(painter, size_px, badge)
    painter.end()
    return pixmap


@lru_cache(maxsize=len(LOOKS) * 2)
def _tray_icon(state: TrayState, badge: str) -> QIcon:
    icon = QIcon()
    for size_px in TRAY_SIZES_PX:
        icon.addPixmap(paint_tray_icon(size_px, LOOKS[state], badge))
    return icon
