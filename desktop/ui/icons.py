"""The program's own icon, in every size that windows, launchers and toasts ask for."""

from functools import lru_cache

from PySide6.QtGui import QIcon

from desktop.ui.icon_painter import paint_app_icon

APP_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon, for windows and toasts."""
    icon = QIcon()
    for size_px in APP_SIZES_PX:
        icon.addPixmap(paint_app_icon(size_px))
    return icon
