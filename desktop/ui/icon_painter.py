"""Paints icons with QPainter: no image files, sharp at each size, the same on all systems."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPainterPath, QPixmap

from desktop.ui.glyphs import FIELD, bell
from desktop.ui.icon_colors import IconColor


def paint_app_icon(size_px: int) -> QPixmap:
    """Return the program's own icon: a white bell on a green tile."""
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tile = QRectF(0, 0, size_px, size_px).adjusted(*(size_px * part for part in _TILE))
    ground = QLinearGradient(tile.topLeft(), tile.bottomLeft())
    ground.setColorAt(0, QColor(IconColor.TILE_TOP))
    ground.setColorAt(1, QColor(IconColor.TILE_BOTTOM))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(tile, size_px * 0.22, size_px * 0.22)
    inset = size_px * 0.22
    fill_glyph(
        painter, tile.adjusted(inset, inset, -inset, -inset), bell(), QColor(IconColor.ON_COLOR)
    )
    painter.end()
    return pixmap


def glyph_icon(shape: QPainterPath, color: QColor) -> QIcon:
    """Return ``shape`` in one color as an icon for buttons and fields."""
    icon = QIcon()
    for size_px in _GLYPH_SIZES_PX:
        pixmap = QPixmap(size_px, size_px)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_glyph(painter, QRectF(0, 0, size_px, size_px), shape, color)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def fill_glyph(painter: QPainter, target: QRectF, shape: QPainterPath, color: QColor) -> None:
    """Fill ``shape`` with ``color``, scaled from its field to the square ``target``."""
    painter.save()
    painter.translate(target.topLeft())
    painter.scale(target.width() / FIELD, target.height() / FIELD)
    painter.fillPath(shape, color)
    painter.restore()


_GLYPH_SIZES_PX = (16, 24, 32, 48)
_TILE = (0.03, 0.03, -0.03, -0.03)
