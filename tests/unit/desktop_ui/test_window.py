"""What all windows have in common."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.core.settings.values import ThemeChoice
from desktop.ui.theme import DARK, LIGHT, Theme, choose_theme, current_theme
from desktop.ui.window import Window, on_a_screen

LEFT = QRect(0, 0, 1920, 1040)
UNKNOWN = Qt.ColorScheme.Unknown
RIGHT = QRect(1920, 0, 1280, 1024)


@pytest.mark.parametrize(
    "place",
    [QRect(100, 100, 600, 400), QRect(2000, 40, 600, 400), QRect(-150, 0, 600, 400)],
    ids=["left", "right", "partly-outside"],
)
def test_window_that_can_be_reached_stays_where_it_is(place: QRect) -> None:
    assert on_a_screen(place, [LEFT, RIGHT]) == place


@pytest.mark.parametrize(
    "place",
    [
        QRect(2000, 40, 600, 400),
        QRect(-4000, -4000, 600, 400),
        QRect(100, -300, 600, 400),
        QRect(9000, 9000, 5000, 5000),
    ],
    ids=["screen-is-gone", "far-away", "title-bar-above", "larger-than-the-screen"],
)
def test_window_that_cannot_be_reached_comes_onto_a_screen(place: QRect) -> None:
    assert LEFT.contains(on_a_screen(place, [LEFT]))


def test_window_returns_when_its_screen_is_gone(qtbot: QtBot, qapp: QApplication) -> None:
    window = Window("A window")
    qtbot.addWidget(window)
    window.setGeometry(9000, 9000, 300, 200)

    window.show()

    assert qapp.primaryScreen().availableGeometry().contains(window.geometry())


def test_windows_follow_the_chosen_theme_at_once_and_the_system_again(
    qtbot: QtBot, qapp: QApplication
) -> None:
    class Painted(Window):
        theme: Theme | None = None

        @override
        def show_theme(self, theme: Theme) -> None:
            self.theme = theme

    system = qapp.palette()
    window = Painted("A window")
    qtbot.addWidget(window)
    window.apply_theme()
    window.show()
    assert window.theme is LIGHT

    choose_theme(ThemeChoice.DARK, UNKNOWN)
    try:
        qtbot.waitUntil(lambda: window.theme is DARK)
    finally:
        choose_theme(ThemeChoice.SYSTEM, UNKNOWN)

    qtbot.waitUntil(lambda: window.theme is LIGHT)
    assert qapp.palette() == system


def test_system_that_says_dark_and_brings_no_colors_is_believed(qapp: QApplication) -> None:
    system = qapp.palette()

    choose_theme(ThemeChoice.SYSTEM, Qt.ColorScheme.Dark)
    try:
        assert current_theme() is DARK
        choose_theme(ThemeChoice.LIGHT, Qt.ColorScheme.Dark)
        assert current_theme() is LIGHT
    finally:
        choose_theme(ThemeChoice.SYSTEM, UNKNOWN)

    assert qapp.palette() == system
