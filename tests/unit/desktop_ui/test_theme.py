import pytest
from PySide6.QtGui import QColor

from common.notifications import NotificationPriority
from desktop.ui.theme import DARK, LIGHT, Theme, stylesheet
from tests.unit.desktop_ui.pixels import contrast

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
def test_texts_can_be_read_on_every_ground(theme: Theme) -> None:
    for ground in (theme.window, theme.card, theme.hover, theme.selected):
        assert contrast(QColor(theme.text), QColor(ground)) >= 7
        assert contrast(QColor(theme.muted), QColor(ground)) >= 4.5
    for ground in (theme.window, theme.card):
        assert contrast(QColor(theme.faint), QColor(ground)) >= 3
        assert contrast(QColor(theme.accent), QColor(ground)) >= 4.5
    assert contrast(QColor(theme.on_accent), QColor(theme.accent)) >= 4.5
    assert contrast(QColor(theme.danger), QColor(theme.danger_ground)) >= 4.5
    assert contrast(QColor(theme.text), QColor(theme.info_ground)) >= 7


@THEMES
def test_each_priority_has_a_color_of_its_own(theme: Theme) -> None:
    names = {theme.priority_color(priority).name() for priority in NotificationPriority}

    assert len(names) == len(NotificationPriority)


@THEMES
def test_style_sheet_has_no_color_left_open(theme: Theme) -> None:
    assert "$" not in stylesheet(theme)
