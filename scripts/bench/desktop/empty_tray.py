"""The floor: a program in the tray that does nothing, with the toolkit of the agent."""

import signal
import sys

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon


def main() -> None:
    """Show an icon until the process is ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = QApplication(sys.argv)
    picture = QPixmap(32, 32)
    picture.fill("gray")
    icon = QSystemTrayIcon(QIcon(picture))
    icon.setToolTip("Nothing")
    icon.show()
    app.exec()


if __name__ == "__main__":
    main()
