"""Measures pictures as an eye would: contrast (WCAG 2.2, relative luminance) and difference."""

import math

from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

LIGHT_PANEL = QColor("#f0f0f0")
DARK_PANEL = QColor("#202428")


def on_panel(pixmap: QPixmap, panel: QColor) -> QImage:
    """Return what ``pixmap`` looks like on a panel of that color."""
    image = QImage(pixmap.size(), QImage.Format.Format_RGB32)
    image.fill(panel)
    painter = QPainter(image)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return image


def luminance(color: QColor) -> float:
    red, green, blue = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor, b: QColor) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def color_distance(a: QColor, b: QColor) -> float:
    """Return how far apart two colors are in CIE L*a*b* (CIE76); 2.3 is just noticeable."""

    def lab(color: QColor) -> tuple[float, float, float]:
        red, green, blue = (
            _linear(part) for part in (color.redF(), color.greenF(), color.blueF())
        )
        x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
        y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
        fx, fy, fz = (
            part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)
        )
        return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

    return math.dist(lab(a), lab(b))


def colors(image: QImage) -> list[QColor]:
    """Return the color of each pixel, row by row."""
    return [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]


def share_that_differs(a: QImage, b: QImage, *, at_least: float = 1.5) -> float:
    """Return the share of pixels whose contrast between ``a`` and ``b`` can be seen."""
    pairs = list(zip(colors(a), colors(b), strict=True))
    return sum(contrast(one, other) >= at_least for one, other in pairs) / len(pairs)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
