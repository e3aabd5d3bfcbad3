"""The notification center: what narrows its list, and what is said below it."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.intents import (
    ClearItems,
    Intent,
    LoadOlder,
    MarkRead,
    UndoClear,
)
from desktop.core.view import Older, SuppressedItem
from desktop.ui.center.filtering import Filter
from desktop.ui.center.view import CenterView
from desktop.ui.center.window import CenterWindow
from tests.unit.desktop_ui.builders import NOON, make_item, make_items, make_snapshot, noon


@pytest.fixture
def window(qtbot: QtBot) -> CenterWindow:
    window = CenterWindow(noon)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def asked(window: CenterWindow) -> list[Intent]:
    intents: list[Intent] = []
    window.intent.connect(intents.append)
    return intents


def listed(window: CenterWindow) -> CenterView:
    return window.listed


def rows(window: CenterWindow) -> list[str]:
    return [item.event_id for item in window.listed.items]


def select(window: CenterWindow, *rows: int) -> None:
    view = listed(window)
    view.setCurrentIndex(view.model().index(rows[0], 0))
    for row in rows:
        view.selectionModel().select(
            view.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select
        )


def press(window: CenterWindow, text: str) -> None:
    button = next(b for b in window.findChildren(QPushButton) if b.text() == text)
    assert button.isVisible()
    button.click()


def test_search_narrows_the_list_and_what_the_buttons_act_on(
    window: CenterWindow, asked: list[Intent], qtbot: QtBot
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(12), unread=12))

    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.filters.search, "#11")
    qtbot.waitUntil(lambda: rows(window) == ["e11"])
    press(window, "Mark these read")
    press(window, "Clear these")

    eleven = make_item(11).event_id
    assert asked == [MarkRead((eleven,)), ClearItems((eleven,))]


def test_nothing_that_matches_says_so_and_the_filters_can_be_cleared(
    window: CenterWindow,
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3)))

    window.filters.set_filter(Filter(text="nobody"))

    assert rows(window) == []
    assert "Nothing matches" in window.listed._empty_text
    press(window, "Clear filters")
    assert len(rows(window)) == 3


def test_slice_of_a_digest_is_shown_until_its_chip_is_taken_away(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(items=make_items(5)))

    window.show_slice((make_item(2).event_id, make_item(4).event_id))

    assert rows(window) == ["e2", "e4"]
    (chip,) = window.filters.chips()
    assert "2" in chip.text()
    chip.click()
    assert len(rows(window)) == 5


def test_what_was_silenced_is_on_a_page_of_its_own_with_the_reason(
    window: CenterWindow,
) -> None:
    muted = SuppressedItem(make_item(7, reason="muted_queue"), is_listed=False)
    quiet = SuppressedItem(make_item(8, reason="quiet_hours"), is_listed=True)
    window.show_snapshot(make_snapshot(items=make_items(1), suppressed=(muted, quiet)))

    window.bar.turn(to_silenced=True)

    assert window.bar.tabs.tabText(1) == "Silenced (2)"
    assert [item.event_id for item in window.silenced.items] == ["e7", "e8"]
    window.silenced.focus_first()
    QTest.keyClick(window.silenced, Qt.Key.Key_W)
    assert "muted this queue" in window.why.text()
    window.filters.set_filter(Filter(text="#8"))
    assert [item.event_id for item in window.silenced.items] == ["e8"]


def test_why_follows_the_current_item_and_escape_closes_it_first(window: CenterWindow) -> None:
    items = (make_item(1, reason="high_priority", decided_at=NOON), make_item(2, reason="digest"))
    window.show_snapshot(make_snapshot(items=items))
    select(window, 0)

    QTest.keyClick(listed(window), Qt.Key.Key_W)
    assert "concerns you directly" in window.why.text()
    QTest.keyClick(listed(window), Qt.Key.Key_Down)
    assert "your absence" in window.why.text()

    QTest.keyClick(listed(window), Qt.Key.Key_Escape)
    assert window.why.isHidden()
    assert window.isVisible()


def test_clearing_can_be_undone_by_the_bar_and_by_the_keyboard(
    window: CenterWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(2), undoable=12))
    assert window.foot.undo_text() == "12 notifications cleared"

    press(window, "Undo")
    QTest.keyClick(listed(window), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.show_snapshot(make_snapshot(items=make_items(2)))
    QTest.keyClick(listed(window), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert asked == [UndoClear(), UndoClear()]
    assert window.foot.undo_text() == ""


@pytest.mark.parametrize(
    ("older", "said"),
    [
        (Older.MORE, "Load older"),
        (Older.LOADING, "Loading"),
        (Older.FAILED, "Try again"),
        (Older.END, "90 days"),
    ],
)
def test_end_of_the_list_says_how_it_goes_on(
    window: CenterWindow, asked: list[Intent], older: Older, said: str
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(1), older=older))

    words = [w for w in (window.foot._says, window.foot._load) if w.isVisible()]
    assert any(said in word.text() for word in words)
    if window.foot._load.isVisible():
        window.foot._load.click()
        assert asked == [LoadOlder()]
