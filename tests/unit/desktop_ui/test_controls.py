import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.controls import Chip
from desktop.ui.theme import LIGHT, stylesheet

WORDS = "Contracts & procurement"


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """A row in the program's own looks, whose padding Qt leaves out of some sizes."""
    row = QWidget()
    qtbot.addWidget(row)
    row.setStyleSheet(stylesheet(LIGHT))
    QHBoxLayout(row)
    return row


def painted(chip: Chip, width: int) -> QImage:
    chip.resize(width, chip.sizeHint().height())
    return chip.grab().toImage()


def chip_of(row: QWidget, words: str) -> Chip:
    chip = Chip(row, words)
    chip.ensurePolished()
    return chip


def test_chip_shows_its_words_whole_where_there_is_room(row: QWidget) -> None:
    chip, plain = chip_of(row, WORDS), chip_of(row, "Contracts…")
    whole = chip.sizeHint().width()

    assert painted(chip, whole).width() == whole
    assert painted(chip, whole + 40) != painted(chip, whole)
    assert painted(chip, whole) != painted(plain, whole)


def test_words_of_a_chip_end_in_an_ellipsis_before_its_cross(row: QWidget) -> None:
    chip, short = chip_of(row, WORDS), chip_of(row, "Contra…")

    assert painted(chip, chip.minimumSizeHint().width()) == painted(
        short, short.sizeHint().width()
    )
    assert chip.toolTip() == WORDS


def test_chips_share_what_room_there_is(row: QWidget) -> None:
    layout = row.layout()
    assert layout is not None
    chips = [chip_of(row, WORDS) for _ in range(3)]
    for chip in chips:
        layout.addWidget(chip)
    row.resize(2 * chips[0].sizeHint().width(), 60)
    row.show()

    assert row.width() < 3 * chips[0].sizeHint().width()
    assert all(chip.width() >= chip.minimumSizeHint().width() for chip in chips)
    assert chips[-1].geometry().right() <= row.width()
