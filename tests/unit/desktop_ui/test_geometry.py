from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.geometry import GeometryFile


def test_window_stands_where_it_stood_in_the_last_run(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = QWidget(), QWidget()
    for window in (first, second):
        qtbot.addWidget(window)
    first.resize(444, 333)
    GeometryFile(tmp_path / "windows.ini").keep(first, "center")

    GeometryFile(tmp_path / "windows.ini").restore(second, "center")

    assert second.size() == first.size()


def test_window_that_nothing_is_known_of_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(444, 333)
    damaged = tmp_path / "windows.ini"
    damaged.write_bytes(b"\xff[General]\ncenter=@ByteArray(nonsense)\n")

    GeometryFile(damaged).restore(window, "center")
    GeometryFile(damaged).restore(window, "other")

    assert window.size().toTuple() == (444, 333)
