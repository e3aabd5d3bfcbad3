"""The files of the program on the disk, as an installer changes them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.installed_files import InstalledFiles

SETTLE_MS = 50


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "bomizzel-desktop"
    path.write_text("old")
    return path


@pytest.fixture
def installed(qtbot: QtBot, program: Path) -> InstalledFiles:
    del qtbot
    return InstalledFiles(program, SETTLE_MS)


def test_new_file_in_its_place_is_another_program(
    qtbot: QtBot, program: Path, installed: InstalledFiles
) -> None:
    new = program.with_suffix(".dpkg-new")

    with qtbot.waitSignal(installed.replaced):
        new.write_text("new")
        new.rename(program)


def test_file_that_is_gone_is_a_removal(
    qtbot: QtBot, program: Path, installed: InstalledFiles
) -> None:
    with qtbot.waitSignal(installed.removed):
        program.unlink()


def test_file_that_is_away_for_a_moment_is_no_removal(
    qtbot: QtBot, program: Path, installed: InstalledFiles
) -> None:
    gone: list[str] = []
    installed.removed.connect(lambda: gone.append("removed"))

    with qtbot.waitSignal(installed.replaced):
        program.unlink()
        program.write_text("new")

    assert gone == []


def test_neighbors_that_change_are_nobodys_business(
    qtbot: QtBot, program: Path, installed: InstalledFiles
) -> None:
    said: list[str] = []
    installed.replaced.connect(lambda: said.append("replaced"))
    installed.removed.connect(lambda: said.append("removed"))
    settled = installed._settled

    with qtbot.waitSignal(settled.timeout):
        (program.parent / "VERSION").write_text("2")

    assert said == []
