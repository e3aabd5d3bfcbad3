from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from common.ids import EventId
from desktop.core.connection import Link
from desktop.core.intents import (
    Claim,
    Intent,
    MarkAllRead,
    MarkRead,
    OpenItem,
    SendTestNotification,
    SetDoNotDisturb,
    SignOut,
    Snooze,
)
from desktop.core.view import Notice, Snapshot
from desktop.ui.times import clock_time
from desktop.ui.tray.menu import MAX_LINE_CHARS, TrayMenu, menu_state
from desktop.ui.tray.pause_menu import Pause, pause_end
from tests.unit.desktop_ui.builders import NOON, make_item, make_items, make_snapshot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def menu() -> TrayMenu:
    return TrayMenu(lambda: None)


def visible(menu: TrayMenu) -> list[str]:
    return [a.text() for a in menu.menu.actions() if a.isVisible() and not a.isSeparator()]


def action(menu: TrayMenu, *texts: str) -> QAction:
    """Return a line by its text, or one of a submenu by both texts."""
    actions = menu.menu.actions()
    for text in texts[:-1]:
        (submenu,) = (a.menu() for a in actions if text in a.text())
        assert isinstance(submenu, QMenu)
        actions = submenu.actions()
    return next(a for a in actions if texts[-1] in a.text())


def test_newest_unread_items_are_offered() -> None:
    items = make_items(8)
    snapshot = make_snapshot(items=(replace(items[0], read=True), *items[1:]), unread=7)

    lines = menu_state(snapshot, NOON).newest

    assert [line.event_id for line in lines] == ["e2", "e3", "e4", "e5", "e6"]
    assert "Printer jams" in lines[0].text
    assert "2 min ago" in lines[0].text


def test_long_line_is_cut() -> None:
    snapshot = make_snapshot(items=(make_item(1, title="long " * 50),), unread=1)

    (line,) = menu_state(snapshot, NOON).newest

    assert len(line.text) < MAX_LINE_CHARS + 20
    assert "…" in line.text


@pytest.mark.parametrize(
    ("snapshot", "sign_in", "sign_out"),
    [
        pytest.param(Snapshot(link=Link.SIGNED_OUT), True, False, id="signed-out"),
        pytest.param(Snapshot(link=Link.WAITING_FOR_KEYRING), False, False, id="keyring"),
        pytest.param(make_snapshot(link=Link.OFFLINE), False, True, id="offline"),
        pytest.param(make_snapshot(link=Link.LIVE), False, True, id="live"),
    ],
)
def test_password_is_asked_for_only_when_nobody_is_signed_in(
    snapshot: Snapshot, sign_in: bool, sign_out: bool
) -> None:
    state = menu_state(snapshot, NOON)

    assert (state.can_sign_in, state.can_sign_out) == (sign_in, sign_out)


def test_menu_shows_the_whole_state(menu: TrayMenu) -> None:
    menu.show_state(menu_state(make_snapshot(items=make_items(2), unread=2), NOON))

    header, first, second, *rest = visible(menu)
    assert header.startswith("Live")
    assert "Ticket 1" in first
    assert "Ticket 2" in second
    assert rest == [
        "Open notifications…",
        "Mark all read",
        "Do not disturb",
        "Send a test notification",
        "Settings…",
        "Sign out",
        "Quit",
    ]
    assert not menu.menu.actions()[0].isEnabled()


def test_lines_of_items_that_are_gone_disappear(menu: TrayMenu) -> None:
    menu.show_state(menu_state(make_snapshot(items=make_items(3), unread=3), NOON))

    menu.show_state(menu_state(Snapshot(link=Link.SIGNED_OUT), NOON))

    assert visible(menu) == [
        "Signed out",
        "Open notifications…",
        "Mark all read",
        "Do not disturb",
        "Send a test notification",
        "Settings…",
        "Sign in…",
        "Quit",
    ]
    assert not action(menu, "Mark all read").isEnabled()


def test_ampersand_of_a_title_is_no_shortcut(menu: TrayMenu) -> None:
    items = (make_item(1, title="R&D printer", body=""),)

    menu.show_state(menu_state(make_snapshot(items=items, unread=1), NOON))

    assert "R&&D printer" in visible(menu)[1]


def test_chosen_lines_become_intents(menu: TrayMenu) -> None:
    asked: list[Intent] = []
    menu.intent.connect(asked.append)
    items = (make_item(1), make_item(2, can_claim=True))
    menu.show_state(menu_state(make_snapshot(items=items, unread=2), NOON))

    for texts in (
        ("Ticket 2", "Open"),
        ("Ticket 2", "Claim"),
        ("Ticket 1", "Remind me in 15 minutes"),
        ("Ticket 1", "Mark read"),
        ("Mark all",),
        ("Send a test",),
        ("Sign out",),
    ):
        action(menu, *texts).trigger()

    assert asked == [
        OpenItem(EventId("e2")),
        Claim(EventId("e2")),
        Snooze(EventId("e1")),
        MarkRead((EventId("e1"),)),
        MarkAllRead(),
        SendTestNotification(),
        SignOut(),
    ]


def test_only_a_ticket_that_nobody_has_is_claimed(menu: TrayMenu) -> None:
    items = (make_item(1, can_claim=True), make_item(2, holder="Omar Haddad"))

    menu.show_state(menu_state(make_snapshot(items=items, unread=2), NOON))

    assert action(menu, "Ticket 1", "Claim").isEnabled()
    assert not action(menu, "Ticket 2", "Claim").isEnabled()


def test_item_without_a_ticket_has_nothing_to_open(menu: TrayMenu) -> None:
    items = (make_item(1, ticket_id=None),)

    menu.show_state(menu_state(make_snapshot(items=items, unread=1), NOON))

    assert not action(menu, "Ticket 1", "Open").isEnabled()
    assert action(menu, "Ticket 1", "Mark read").isEnabled()


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("For 30 minutes", NOON + timedelta(minutes=30)),
        ("For 1 hour", NOON + timedelta(hours=1)),
        ("Until tomorrow", pause_end(Pause.UNTIL_TOMORROW, NOON, day_begins="08:00")),
    ],
)
def test_do_not_disturb_is_chosen(menu: TrayMenu, text: str, until: datetime) -> None:
    asked: list[Intent] = []
    menu.intent.connect(asked.append)
    menu.show_state(menu_state(make_snapshot(), NOON))

    action(menu, "Do not disturb", text).trigger()

    assert asked == [SetDoNotDisturb(until)]
    assert not action(menu, "Do not disturb", "Turn off").isEnabled()


def test_do_not_disturb_says_its_end_and_is_turned_off(menu: TrayMenu) -> None:
    asked: list[Intent] = []
    menu.intent.connect(asked.append)
    until = NOON + timedelta(minutes=30)

    menu.show_state(menu_state(make_snapshot(do_not_disturb_until=until), NOON))
    action(menu, f"Do not disturb until {clock_time(until, NOON)}", "Turn off").trigger()

    assert asked == [SetDoNotDisturb(None)]


def test_lines_stay_the_same_objects_whatever_comes_and_goes(menu: TrayMenu) -> None:
    before = menu.menu.actions()

    for count in (5, 0, 3):
        menu.show_state(menu_state(make_snapshot(items=make_items(count)), NOON))

    assert menu.menu.actions() == before


def test_line_that_a_panel_still_shows_opens_nothing_once_it_is_gone(menu: TrayMenu) -> None:
    asked: list[Intent] = []
    menu.intent.connect(asked.append)
    menu.show_state(menu_state(make_snapshot(items=make_items(1), unread=1), NOON))
    stale = action(menu, "Ticket 1", "Open")

    menu.show_state(menu_state(make_snapshot(), NOON))
    stale.trigger()

    assert asked == []


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Open notifications", "center_requested"),
        ("Sign in", "sign_in_requested"),
        ("Quit", "quit_requested"),
    ],
)
def test_windows_and_the_end_are_asked_for_by_signals(
    menu: TrayMenu, qtbot: QtBot, text: str, signal: str
) -> None:
    with qtbot.waitSignal(getattr(menu, signal)):
        action(menu, text).trigger()


def test_crash_of_the_last_run_is_told_until_it_was_read(menu: TrayMenu) -> None:
    opened: list[bool] = []
    menu.center_requested.connect(lambda: opened.append(True))

    menu.show_state(menu_state(make_snapshot(notice=Notice.CRASHED), NOON))
    action(menu, "crashed").trigger()
    told = visible(menu)
    menu.show_state(menu_state(make_snapshot(), NOON))

    assert opened == [True]
    assert told[1] == "Bomizzel crashed the last time"
    assert not any("crashed" in text for text in visible(menu))
