"""Notices that a package of Linux was upgraded or removed while its program runs.

What is not imported yet would be imported from the files of another version, or not at all
(ADR-0042). Windows' installer ends the program and starts it again itself; macOS keeps what runs.
"""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLE_MS = 5_000
"""How long nothing must change before the installer is taken to be done."""


class InstalledFiles(QObject):
    """Watches the folder of a program, without waking up until something changes there.

    Attributes:
        replaced: There is another program now, by the same name.
        removed: There is none any more.

    Args:
        program: The file that was started.
        settle_ms: Milliseconds without a change, after which it is looked what came of them.
    """

    replaced = Signal()
    removed = Signal()

    def __init__(self, program: Path, settle_ms: int = SETTLE_MS) -> None:
        """Remember which file it is, and watch from now on."""
        super().__init__()
        self._program = program
        self._began_as = _identity(program)
        self._settled = QTimer(self, singleShot=True, interval=settle_ms)
        self._settled.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher([str(program.parent)], self)
        self._watcher.directoryChanged.connect(lambda _: self._settled.start())

    def _look(self) -> None:
        identity = _identity(self._program)
        if identity is None:
            self.removed.emit()
        elif identity != self._began_as:
            self.replaced.emit()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file it is, and since when: a new one may get the number of the former."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns
