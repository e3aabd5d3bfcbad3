"""The diagnostics bundle: another process writes it, and the outcome is told."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.settings.diagnostics import DiagnosticsCard

WRITES = (sys.executable, "-c", "import sys; open(sys.argv[1], 'w').close()")
FAILS = (sys.executable, "-c", "raise SystemExit(1)")


class Saving:
    """A card, and a person who names a file."""

    def __init__(self, qtbot: QtBot, command: tuple[str, ...], path: str) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.card = DiagnosticsCard(command, self.window, ask=lambda _: path)
        self.button = self.card.findChildren(QPushButton)[0]
        self.before = self.card.outcome()

    def start(self) -> None:
        QTest.keyClick(self.button, Qt.Key.Key_Space)


def test_bundle_is_written_where_the_person_wants_it(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    saving = Saving(qtbot, WRITES, str(path))

    saving.start()

    assert not saving.button.isEnabled()
    qtbot.waitUntil(lambda: saving.card.outcome() == f"Saved as {path}.", timeout=10_000)
    assert path.exists()
    assert saving.button.isEnabled()


@pytest.mark.parametrize("command", [FAILS, ("/no/such/program",)])
def test_bundle_that_cannot_be_written_is_told(qtbot: QtBot, command: tuple[str, ...]) -> None:
    saving = Saving(qtbot, command, "/no/where.zip")

    saving.start()

    said = "/no/where.zip could not be written."
    qtbot.waitUntil(lambda: saving.card.outcome() == said, timeout=10_000)
    assert saving.button.isEnabled()


def test_person_who_names_no_file_gets_none(qtbot: QtBot) -> None:
    saving = Saving(qtbot, ("/no/such/program",), "")

    saving.start()

    assert saving.card.outcome() == saving.before
    assert saving.button.isEnabled()
