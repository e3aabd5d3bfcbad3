"""The tray icon, offscreen: what is shown is read back from the QSystemTrayIcon itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.core.connection import PROOF_S, Link
from desktop.core.intents import Intent, MarkAllRead
from desktop.ui.tray.tray import Tray
from tests.unit.desktop_ui.builders import NOON, make_items, make_snapshot, noon

MakeTray = Callable[..., Tray]


@pytest.fixture
def make_tray(qtbot: QtBot) -> MakeTray:
    del qtbot

    def make(has_host: Callable[[], bool] = lambda: True, no_tray_after_ms: int = 0) -> Tray:
        return Tray(noon, has_host=has_host, no_tray_after_ms=no_tray_after_ms)

    return make


def picture(tray: Tray) -> QImage:
    return tray.icon.current.icon().pixmap(22, 22).toImage()


def test_icon_is_there_at_once_and_not_green(make_tray: MakeTray) -> None:
    tray = make_tray()
    starting = picture(tray)

    tray.show_snapshot(make_snapshot())

    assert tray.icon.current.isVisible()
    assert starting != picture(tray)


def test_every_state_is_rendered(make_tray: MakeTray) -> None:
    tray = make_tray()
    pictures = []

    for link in Link:
        tray.show_snapshot(make_snapshot(link=link))
        pictures.append(picture(tray))
        assert tray.icon.current.toolTip().startswith("Bomizzel")

    tray.show_failure()
    pictures.append(picture(tray))

    assert all(pictures.count(one) == 1 for one in pictures)


def test_unread_changes_icon_and_tooltip(make_tray: MakeTray) -> None:
    tray = make_tray()
    tray.show_snapshot(make_snapshot())
    none_unread = picture(tray)

    tray.show_snapshot(make_snapshot(unread=3, items=make_items(3)))

    assert picture(tray) != none_unread
    assert "3 unread" in tray.icon.current.toolTip()
    assert "verified 12 s ago" in tray.icon.current.toolTip()


def test_green_fades_by_itself_when_no_snapshot_comes(qtbot: QtBot) -> None:
    del qtbot
    times = [NOON]
    tray = Tray(lambda: times[0], has_host=lambda: True, no_tray_after_ms=0)
    tray.show_snapshot(make_snapshot(verified_at=NOON))
    live = picture(tray)
    times[0] = NOON + timedelta(seconds=PROOF_S + 1)

    tray._ages.timeout.emit()

    assert picture(tray) != live
    assert "verified" not in tray.icon.current.toolTip()


def test_failed_agent_is_never_green(make_tray: MakeTray) -> None:
    tray = make_tray()
    tray.show_snapshot(make_snapshot())
    live = picture(tray)

    tray.show_failure()

    assert picture(tray) != live
    assert "stopped receiving" in tray.icon.current.toolTip()


def test_click_asks_for_the_center_and_the_menu_passes_its_wishes_on(
    make_tray: MakeTray, qtbot: QtBot
) -> None:
    tray = make_tray()
    asked: list[Intent] = []
    tray.intent.connect(asked.append)

    with qtbot.waitSignal(tray.center_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.show_snapshot(make_snapshot(unread=1, items=make_items(1)))
    next(a for a in tray.icon.current.contextMenu().actions() if "Mark all" in a.text()).trigger()

    assert asked == [MarkAllRead()]


def test_right_click_does_not_open_the_center(make_tray: MakeTray, qtbot: QtBot) -> None:
    tray = make_tray()

    with qtbot.assertNotEmitted(tray.center_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_missing_tray_is_told_once_and_its_coming_too(make_tray: MakeTray, qtbot: QtBot) -> None:
    there = [False]
    tray = make_tray(has_host=lambda: there[0], no_tray_after_ms=1)
    told: list[bool] = []
    tray.host_changed.connect(told.append)
    qtbot.waitUntil(lambda: told == [False])

    tray._looks.timeout.emit()
    there[0] = True
    tray._looks.timeout.emit()
    tray._looks.timeout.emit()

    assert told == [False, True]


def test_tray_that_is_there_is_not_worth_a_word(make_tray: MakeTray, qtbot: QtBot) -> None:
    tray = make_tray(no_tray_after_ms=0)

    with qtbot.assertNotEmitted(tray.host_changed, wait=20):
        tray._looks.timeout.emit()


def test_heartbeats_of_a_healthy_line_write_nothing_to_the_panel(qtbot: QtBot) -> None:
    del qtbot
    times = [NOON]
    tray = Tray(lambda: times[0], has_host=lambda: True)
    tray.show_snapshot(make_snapshot(verified_at=NOON))
    said = tray.icon.current.toolTip()
    times[0] = later = NOON + timedelta(seconds=25)

    tray.show_snapshot(make_snapshot(verified_at=later))
    assert tray.icon.current.toolTip() == said

    tray._ages.timeout.emit()
    assert "just now" in tray.icon.current.toolTip()


def test_icon_is_not_green_any_more_a_second_after_its_proof_is_too_old(qtbot: QtBot) -> None:
    del qtbot
    times = [NOON]
    tray = Tray(lambda: times[0], has_host=lambda: True)
    tray.show_snapshot(make_snapshot(verified_at=NOON))
    green = tray._drawn
    assert tray._proof.isActive()
    times[0] = NOON + timedelta(milliseconds=tray._proof.interval())

    tray._proof.timeout.emit()

    assert tray._drawn != green

    tray.show_snapshot(make_snapshot(verified_at=times[0]))
    assert tray._drawn == green


def test_opening_the_menu_refreshes_its_ages(qtbot: QtBot) -> None:
    del qtbot
    times = [NOON]
    tray = Tray(lambda: times[0], has_host=lambda: True)
    tray.show_snapshot(make_snapshot(verified_at=NOON))
    times[0] = NOON + timedelta(seconds=30)

    tray.icon.current.contextMenu().aboutToShow.emit()

    assert "verified 30 s ago" in tray.icon.current.contextMenu().actions()[0].text()
