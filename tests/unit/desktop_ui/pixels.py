"""Measures pictures as an eye would: contrast (WCAG 2.2, relative luminance) and difference."""

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
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor, b: QColor) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def colors(image: QImage) -> list[QColor]:
    """Return the color of each pixel, row by row."""
    return [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]


def share_that_differs(a: QImage, b: QImage, *, at_least: float = 1.5) -> float:
    """Return the share of pixels whose contrast between ``a`` and ``b`` can be seen."""
    pairs = list(zip(colors(a), colors(b), strict=True))
    return sum(contrast(one, other) >= at_least for one, other in pairs) / len(pairs)
