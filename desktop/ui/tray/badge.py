"""The unread badge of the tray icon: digits as bitmaps, so that they stay sharp at 16 px.

No font is asked: what a font makes of a digit of 7 pixels differs on every machine.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop.ui.icon_colors import IconColor

BADGE_COLOR = QColor(IconColor.BADGE)
DIGIT_COLOR = QColor(IconColor.ON_COLOR)

_SMALL = {
    "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    "2": ".###. #...# ....# ...#. ..#.. .#... #####",
    "3": "####. ....# ....# .###. ....# ....# ####.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": ".###. #.... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ....# .###.",
    "+": "... ... .#. ### .#. ... ...",
}
_BOLD = {
    "1": "..##.. .###.. ####.. ..##.. ..##.. ..##.. ..##.. ..##.. ######",
    "2": ".####. ##..## ....## ....## ...##. ..##.. .##... ##.... ######",
    "3": "#####. ....## ....## ....## .####. ....## ....## ....## #####.",
    "4": "...##. ..###. ..###. .#.##. ##.##. ##.##. ###### ...##. ...##.",
    "5": "###### ##.... ##.... #####. ....## ....## ....## ##..## .####.",
    "6": "..###. .##... ##.... #####. ##..## ##..## ##..## ##..## .####.",
    "7": "###### ....## ....## ...##. ...##. ..##.. ..##.. .##... .##...",
    "8": ".####. ##..## ##..## ##..## .####. ##..## ##..## ##..## .####.",
    "9": ".####. ##..## ##..## ##..## ##..## .##### ....## ...##. .###..",
    "+": "...... ...... ..##.. ..##.. ###### ###### ..##.. ..##.. ......",
}
_BOLD_FROM_PX = 22
"""Size of icon from which the digits of two pixels' stroke fit."""


def badge_text(unread: int) -> str:
    """Return what the badge says: nothing, ``1`` to ``9``, or ``9+``."""
    if unread <= 0:
        return ""
    return str(unread) if unread <= 9 else "9+"  # noqa: PLR2004 - the last digit


def badge_rect(size_px: int, text: str) -> QRect:
    """Return where the badge lies in an icon of ``size_px``: its bottom right corner."""
    glyphs, scale = _glyphs(size_px)
    width = sum(len(_rows(glyphs, char)[0]) for char in text) + len(text) - 1
    height = len(_rows(glyphs, text[0]))
    margin = scale if glyphs is _SMALL else 2 * scale
    badge_height = height * scale + 2 * margin
    badge_width = max(width * scale + 2 * margin, badge_height)
    badge_width = min(badge_width, size_px)
    return QRect(size_px - badge_width, size_px - badge_height, badge_width, badge_height)


def paint_badge(painter: QPainter, size_px: int, text: str) -> None:
    """Paint the badge over what is there, with a clear gap around it."""
    rect = badge_rect(size_px, text)
    _, scale = _glyphs(size_px)
    radius = rect.height() * 0.34
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BADGE_COLOR)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    gap = QRectF(rect).adjusted(-scale, -scale, 0, 0)
    painter.drawRoundedRect(gap, radius, radius)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.drawRoundedRect(QRectF(rect), radius, radius)
    _paint_text(painter, rect, size_px, text)


def _paint_text(painter: QPainter, rect: QRect, size_px: int, text: str) -> None:
    glyphs, scale = _glyphs(size_px)
    width = sum(len(_rows(glyphs, char)[0]) for char in text) + len(text) - 1
    left = rect.left() + (rect.width() - width * scale) // 2
    for char in text:
        rows = _rows(glyphs, char)
        top = rect.top() + (rect.height() - len(rows) * scale) // 2
        for y, row in enumerate(rows):
            for x, pixel in enumerate(row):
                if pixel == "#":
                    painter.fillRect(left + x * scale, top + y * scale, scale, scale, DIGIT_COLOR)
        left += (len(rows[0]) + 1) * scale


def _glyphs(size_px: int) -> tuple[dict[str, str], int]:
    if size_px < _BOLD_FROM_PX:
        return _SMALL, 1
    return _BOLD, max(1, round(size_px / 26))


def _rows(glyphs: dict[str, str], char: str) -> list[str]:
    return glyphs[char].split()
