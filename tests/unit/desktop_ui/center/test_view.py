"""The list by itself: what it paints, and what stays when its items change."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.ui.center.sentences import lines_of
from desktop.ui.center.view import CenterView
from desktop.ui.theme import LIGHT
from tests.unit.desktop_ui.builders import make_item, make_items, noon


@pytest.fixture
def view(qtbot: QtBot) -> CenterView:
    view = CenterView(LIGHT, noon, lines_of)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    qtbot.waitExposed(view)
    return view


def chosen(view: CenterView) -> list[str]:
    return [item.event_id for item in view.chosen()]


def test_frame_of_ten_thousand_rows_paints_those_that_are_visible_only(
    view: CenterView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_items(make_items(10_000), "")
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    painted: list[int] = []
    paint = view._delegate.paint

    def count(painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painted.append(index.row())
        paint(painter, option, index)

    monkeypatch.setattr(view._delegate, "paint", count)
    for part in range(1, 5):
        painted.clear()
        bar.setValue(bar.maximum() * part // 5)
        view.viewport().repaint()
        assert 0 < len(set(painted)) <= 10


def test_quite_another_list_keeps_what_is_chosen_and_the_place(
    view: CenterView, qtbot: QtBot
) -> None:
    items = make_items(400)
    view.show_items(items, "")
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    select = QItemSelectionModel.SelectionFlag.Select
    view.setCurrentIndex(view.model().index(200, 0))
    view.selectionModel().select(view.model().index(202, 0), select)
    bar.setValue(900)

    view.show_items(tuple(reversed(items)), "")

    assert set(chosen(view)) == {"e201", "e203"}
    assert view.current() == items[200]
    assert bar.value() == 900


def test_next_item_is_current_when_the_current_one_leaves(view: CenterView) -> None:
    items = make_items(5)
    view.show_items(items, "")
    view.setCurrentIndex(view.model().index(2, 0))

    view.show_items((*items[:2], *items[3:]), "")

    assert view.current() == items[3]


def test_three_dots_of_a_row_open_its_menu(view: CenterView) -> None:
    view.show_items(make_items(3), "")
    row = view.visualRect(view.model().index(1, 0))

    at = view._delegate.more_rect(row).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert chosen(view) == ["e2"]
    menu.close()


def test_click_elsewhere_on_a_row_only_chooses_it(view: CenterView) -> None:
    view.show_items((make_item(1),), "")

    at = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert QApplication.activePopupWidget() is None
    assert chosen(view) == ["e1"]
