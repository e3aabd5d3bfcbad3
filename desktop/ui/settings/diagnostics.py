"""The diagnostics bundle: a button that has it written, and where it is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.parts import button, label
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_XS

FILE_NAME = "bomizzel-diagnostics.zip"

AskPath = Callable[[QWidget], str]
"""Asks where to put the file; empty for nowhere."""


def ask_path(parent: QWidget) -> str:
    """Ask where to put the bundle; in the home folder if the person wants nothing else."""
    title = translate("Settings", "Save diagnostics")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / FILE_NAME), "*.zip")
    return chosen


class DiagnosticsCard(QFrame):
    """Has another process write the bundle: examining takes seconds, and imports much.

    Args:
        command: What writes it; the path comes last.
        parent: Who owns it.
        ask: Asks for the path.
    """

    def __init__(self, command: Sequence[str], parent: QWidget, ask: AskPath = ask_path) -> None:
        """Begin before anything was asked for."""
        super().__init__(parent)
        self.setObjectName("card")
        self._command = tuple(command)
        self._ask = ask
        self._path = ""
        title = label(self, "body", translate("Settings", "Diagnostics"))
        self._outcome = label(
            self,
            "faint",
            translate(
                "Settings",
                "A file for your IT with versions, settings, findings and the log. "
                "It holds no password and no texts of tickets.",
            ),
        )
        self._save = button(self, "plain", translate("Settings", "Save…"))
        self._save.setAccessibleName(translate("Settings", "Save diagnostics"))
        self._save.clicked.connect(self._start)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS // 2)
        for part in (title, self._outcome):
            part.setWordWrap(True)
            words.addWidget(part)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_L)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self._save)

    def outcome(self) -> str:
        """Return what is said below the title."""
        return self._outcome.text()

    def _start(self) -> None:
        self._path = self._ask(self)
        if not self._path:
            return
        self._save.setEnabled(False)
        self._outcome.setText(translate("Settings", "Looking around, which takes a few seconds…"))
        # Not ours: a window that is closed meanwhile does not take the file with it.
        process = QProcess(QCoreApplication.instance())
        process.finished.connect(process.deleteLater)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        program, *arguments = self._command
        process.start(program, [*arguments, self._path])

    def _finished(self, exit_code: int) -> None:
        if exit_code != 0:
            self._failed()
            return
        words = translate("Settings", "Saved as {path}.")
        self._outcome.setText(words.format(path=self._path))
        self._save.setEnabled(True)

    def _failed(self) -> None:
        words = translate("Settings", "{path} could not be written.")
        self._outcome.setText(words.format(path=self._path))
        self._save.setEnabled(True)
