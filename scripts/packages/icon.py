"""The program's icon in the formats of Windows (``.ico``) and macOS (``.icns``).

``python -m scripts.packages.icon FILE``; the program's own painter draws each size.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer
from PySide6.QtWidgets import QApplication

from desktop.ui.icon_painter import paint_app_icon
from desktop.ui.icons import APP_SIZES_PX
from scripts.packages.version import ROOT

PAINT_TIMEOUT_S = 60


def write_icon(path: Path) -> None:
    """Write the icon to ``path``, in the format that its name ends with.

    Painting needs an application object of Qt, of which a process has one at most: it is done
    in a process of its own.

    Raises:
        subprocess.CalledProcessError: It cannot be painted; the reason is on standard error.
    """
    subprocess.run(
        (sys.executable, "-m", __name__, str(path)),
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=PAINT_TIMEOUT_S,
    )


def _main(path: Path) -> None:
    application = QApplication([])
    pictures = [_painted(size_px) for size_px in sorted(APP_SIZES_PX, reverse=True)]
    sizes = [picture.size for picture in pictures]
    pictures[0].save(path, sizes=sizes, append_images=pictures[1:])
    del application  # It had to last until here.


def _painted(size_px: int) -> Image.Image:
    buffer = QBuffer()
    paint_app_icon(size_px).save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data()))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
