"""The notification center: what a snapshot looks like in it, and what it asks for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.connection import Link
from desktop.core.intents import (
    CenterShown,
    Claim,
    ClearAll,
    ClearItems,
    Intent,
    LoadOlder,
    MarkAllRead,
    MarkRead,
    MarkUnread,
    OpenItem,
    Snooze,
)
from desktop.core.view import Notice, Snapshot
from desktop.ui.center.view import CenterView
from desktop.ui.center.window import CenterWindow
from desktop.ui.theme import DARK, LIGHT, current_theme
from tests.unit.desktop_ui.builders import NOON, make_item, make_items, make_snapshot, noon
from tests.unit.desktop_ui.pixels import contrast


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


@pytest.fixture
def dark_desktop(qapp: QApplication) -> Iterator[None]:
    before = qapp.palette()
    qapp.setPalette(QPalette(QColor("#31363b"), QColor("#1b1e20")))
    yield
    qapp.setPalette(before)


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


@pytest.mark.parametrize("link", list(Link))
def test_every_state_is_rendered(window: CenterWindow, link: Link) -> None:
    window.show_snapshot(make_snapshot(link=link, items=make_items(3), unread=3))

    assert window.head.state.text()
    assert not window.head.state_icon.pixmap().isNull()
    assert not window.grab().isNull()


def test_snapshot_is_shown_whole(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3), unread=3))

    assert listed(window).model().rowCount() == 3
    assert window.head.pill.text() == "3 unread"
    assert "verified 12 s ago" in window.head.state.text()
    assert window._account.text() == "Ana Ruiz · help.example.org"


def test_unread_row_looks_different_from_a_read_one(window: CenterWindow) -> None:
    item = make_item(1)
    window.show_snapshot(make_snapshot(items=(item,)))
    unread = listed(window).grab().toImage()

    window.show_snapshot(make_snapshot(items=(replace(item, read=True),)))

    assert listed(window).grab().toImage() != unread


def test_mark_that_is_not_confirmed_can_be_seen(window: CenterWindow) -> None:
    item = make_item(1, read=True)
    window.show_snapshot(make_snapshot(items=(item,)))
    confirmed = listed(window).grab().toImage()

    window.show_snapshot(make_snapshot(items=(replace(item, pending=True),)))

    assert listed(window).grab().toImage() != confirmed


def test_enter_opens_the_current_item(window: CenterWindow, asked: list[Intent]) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3)))
    select(window, 1)

    QTest.keyClick(listed(window), Qt.Key.Key_Return)

    assert asked == [OpenItem(make_item(2).event_id)]


def test_double_click_opens_what_was_clicked(window: CenterWindow, asked: list[Intent]) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3)))
    view = listed(window)
    at = view.visualRect(view.model().index(2, 0)).center()
    left = Qt.MouseButton.LeftButton

    QTest.mouseClick(view.viewport(), left, pos=at)
    QTest.mouseDClick(view.viewport(), left, pos=at)

    assert asked == [OpenItem(make_item(3).event_id)]


def test_keys_mark_read_what_is_unread_and_clear_what_is_chosen(
    window: CenterWindow, asked: list[Intent]
) -> None:
    one, two = make_items(2)
    window.show_snapshot(make_snapshot(items=(one, replace(two, read=True)), unread=1))
    select(window, 0, 1)

    QTest.keyClick(listed(window), Qt.Key.Key_R)
    QTest.keyClick(listed(window), Qt.Key.Key_Delete)

    assert asked == [MarkRead((one.event_id,)), ClearItems((one.event_id, two.event_id))]


def test_r_marks_unread_what_is_read_and_u_does_so_by_itself(
    window: CenterWindow, asked: list[Intent]
) -> None:
    item = make_item(1, read=True)
    window.show_snapshot(make_snapshot(items=(item,)))
    select(window, 0)

    QTest.keyClick(listed(window), Qt.Key.Key_R)
    QTest.keyClick(listed(window), Qt.Key.Key_U)

    assert asked == [MarkUnread((item.event_id,))] * 2


def test_keys_claim_and_snooze_the_current_item(window: CenterWindow, asked: list[Intent]) -> None:
    item = make_item(1, can_claim=True)
    window.show_snapshot(make_snapshot(items=(item,), unread=1))
    select(window, 0)

    QTest.keyClick(listed(window), Qt.Key.Key_C)
    QTest.keyClick(listed(window), Qt.Key.Key_S)

    assert asked == [Claim(item.event_id), Snooze(item.event_id)]


def test_what_is_read_stays_where_it_is_until_the_window_is_opened_anew(
    window: CenterWindow,
) -> None:
    one, two, three = make_items(3)
    window.show_snapshot(make_snapshot(items=(one, replace(two, read=True), three)))
    assert rows(window) == ["e1", "e3", "e2"]
    everything_read = make_snapshot(items=tuple(replace(i, read=True) for i in (one, two, three)))

    window.show_snapshot(everything_read)
    assert rows(window) == ["e1", "e3", "e2"]

    window.hide()
    window.show()
    assert rows(window) == ["e1", "e2", "e3"]


def test_agent_is_told_when_the_whole_list_is_wanted(qtbot: QtBot) -> None:
    window = CenterWindow(noon)
    qtbot.addWidget(window)
    intents: list[Intent] = []
    window.intent.connect(intents.append)

    window.show()
    window.hide()

    assert intents == [CenterShown(is_open=True), CenterShown(is_open=False)]
    assert rows(window) == []


def test_snapshot_while_the_window_is_closed_costs_nothing_and_is_shown_later(
    qtbot: QtBot,
) -> None:
    window = CenterWindow(noon)
    qtbot.addWidget(window)

    window.show_snapshot(make_snapshot(items=make_items(3)))
    assert rows(window) == []

    window.show()
    assert len(rows(window)) == 3


def test_menu_key_opens_the_menu_at_the_current_row(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3)))
    select(window, 1)
    view = listed(window)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))

    QApplication.sendEvent(view, event)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    row = view.visualRect(view.currentIndex())
    assert menu.pos() == view.viewport().mapToGlobal(row.center())
    menu.close()


def test_keys_ask_for_nothing_when_nothing_is_chosen(
    window: CenterWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(make_snapshot())

    for key in (Qt.Key.Key_Return, Qt.Key.Key_R, Qt.Key.Key_Delete):
        QTest.keyClick(listed(window), key)

    assert asked == []


def test_buttons_mark_all_read_and_clear_all(window: CenterWindow, asked: list[Intent]) -> None:
    window.show_snapshot(make_snapshot(items=make_items(2), unread=2))

    press(window, "Mark all read")
    press(window, "Clear all")

    assert asked == [MarkAllRead(), ClearAll()]


def test_buttons_rest_when_there_is_nothing_for_them(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot())

    assert not window.bar.read.isEnabled()
    assert not window.bar.clear.isEnabled()


def test_context_menu_offers_what_the_keys_do(window: CenterWindow, asked: list[Intent]) -> None:
    window.show_snapshot(make_snapshot(items=(make_item(1, can_claim=True),), unread=1))
    select(window, 0)

    menu = window.listed.context_menu()

    assert menu is not None
    actions = {action.text(): action for action in menu.actions() if action.text()}
    for action in actions.values():
        action.trigger()
    first = make_item(1).event_id
    assert [text.partition("\t")[2] for text in actions] == [
        "Enter",
        "C",
        "S",
        "R",
        "U",
        "W",
        "Del",
    ]
    assert asked == [
        OpenItem(first),
        Claim(first),
        Snooze(first),
        MarkRead((first,)),
        ClearItems((first,)),
    ]
    assert window.why.isVisible()


def test_end_of_a_long_list_asks_once_for_older_ones(
    window: CenterWindow, asked: list[Intent], qtbot: QtBot
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(50)))
    bar = listed(window).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)

    for value in (bar.maximum(), 0, bar.maximum()):
        bar.setValue(value)

    assert asked == [LoadOlder()]


def test_arrival_keeps_selection_and_place(window: CenterWindow) -> None:
    items = make_items(50)
    window.show_snapshot(make_snapshot(items=items))
    select(window, 20)

    window.show_snapshot(make_snapshot(items=(make_item(99), *items)))

    assert [item.event_id for item in window.listed.chosen()] == [items[20].event_id]


def test_clearing_the_newest_keeps_the_current_item(window: CenterWindow) -> None:
    items = make_items(5)
    window.show_snapshot(make_snapshot(items=items))
    select(window, 3)

    window.show_snapshot(make_snapshot(items=items[1:]))

    assert listed(window).currentIndex().row() == 2


def test_empty_center_says_what_will_come(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot())

    said = window.listed.grab().toImage()

    assert "appears here" in window.listed._empty_text
    window.listed.show_items((), "")
    assert said != window.listed.grab().toImage()


def test_signed_out_center_offers_to_sign_in(window: CenterWindow, qtbot: QtBot) -> None:
    window.show_snapshot(Snapshot(link=Link.SIGNED_OUT))

    with qtbot.waitSignal(window.sign_in_requested):
        press(window, "Sign in…")


def test_keyring_that_is_not_ready_offers_no_sign_in(window: CenterWindow) -> None:
    window.show_snapshot(Snapshot(link=Link.WAITING_FOR_KEYRING))

    assert "keyring" in window.head._hint.text()
    assert not any(
        b.isVisible() and b.text() == "Sign in…" for b in window.findChildren(QPushButton)
    )


def test_notice_is_told_in_the_window(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(notice=Notice.SESSION_IN_MEMORY_ONLY))

    assert "keyring" in window.head._notice.text()


def test_window_without_a_tray_says_so_and_can_quit(window: CenterWindow, qtbot: QtBot) -> None:
    window.set_has_tray(False)

    assert "tray" in window.head._tray_notice.text()
    with qtbot.waitSignal(window.quit_requested):
        press(window, "Quit")
    window.set_has_tray(True)
    assert window.head._tray_notice.text() == ""


def test_ages_grow_while_the_window_is_open_and_rest_while_it_is_not(qtbot: QtBot) -> None:
    times = [NOON]
    window = CenterWindow(lambda: times[0])
    qtbot.addWidget(window)
    window.show_snapshot(make_snapshot())
    window.show()
    assert window._ages.isActive()
    times[0] = NOON + timedelta(seconds=20)

    window._ages.timeout.emit()

    assert "verified 32 s ago" in window.head.state.text()
    window.hide()
    assert not window._ages.isActive()


def test_escape_closes_the_window(window: CenterWindow, qtbot: QtBot) -> None:
    window.show_snapshot(make_snapshot(items=make_items(2)))

    QTest.keyClick(listed(window), Qt.Key.Key_Escape)

    qtbot.waitUntil(window.isHidden)


@pytest.mark.usefixtures("dark_desktop")
def test_dark_desktop_gets_a_dark_window(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3)))

    picture = window.grab().toImage()

    assert current_theme() is DARK
    assert contrast(picture.pixelColor(3, 3), QColor(DARK.window)) < 1.1


def test_window_follows_when_the_desktop_turns_dark(
    window: CenterWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    before = qapp.palette()
    assert current_theme() is LIGHT

    qapp.setPalette(QPalette(QColor("#31363b"), QColor("#1b1e20")))

    try:
        qtbot.waitUntil(lambda: window._theme is DARK)
    finally:
        qapp.setPalette(before)
    qtbot.waitUntil(lambda: window._theme is LIGHT)


def test_list_and_rows_have_names_for_screen_readers(window: CenterWindow) -> None:
    window.show_snapshot(make_snapshot(items=make_items(1), unread=1))

    assert listed(window).accessibleName() == "Notifications"
    view = QAccessible.queryAccessibleInterface(listed(window))
    assert view is not None
    assert view.role() is QAccessible.Role.List
    first = view.child(0)
    assert first.role() is QAccessible.Role.ListItem
    assert first.text(QAccessible.Text.Name).startswith("unread, Ticket 1 was assigned to you")
    for field in (window.filters.search, window.bar.tabs, window.silenced):
        assert field.accessibleName()
    row = listed(window).model().index(0, 0)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole).startswith("unread, Ticket 1")


def test_tab_goes_through_everything_from_the_search_to_the_list(
    window: CenterWindow, qtbot: QtBot
) -> None:
    window.show_snapshot(make_snapshot(items=make_items(3), unread=3))
    window.activateWindow()
    window.filters.search.setFocus()
    qtbot.waitUntil(window.filters.search.hasFocus)

    passed = []
    for _ in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        passed.append(window.focusWidget())

    filters, bar = window.filters, window.bar
    assert passed == [filters.unread, filters.choose, bar.tabs, bar.clear, bar.read, window.listed]
