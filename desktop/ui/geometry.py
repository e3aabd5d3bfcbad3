"""Where the person put each window: kept in a file of the profile, from run to run."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget


class GeometryFile:
    """Remembers in a file. It is no setting: nothing is lost when it cannot be read."""

    def __init__(self, path: Path) -> None:
        """Use this file; it need not exist."""
        self._path = path

    def restore(self, window: QWidget, name: str) -> None:
        """Put ``window`` where it was; leave it when nothing is known, or the file is damaged."""
        kept = self._open().value(name)
        if isinstance(kept, QByteArray):
            window.restoreGeometry(kept)

    def keep(self, window: QWidget, name: str) -> None:
        """Remember where ``window`` is; a disk that is full costs that and nothing else."""
        file = self._open()
        file.setValue(name, window.saveGeometry())
        file.sync()

    def _open(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)
