"""Which window opens when."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.core.connection import Link
from desktop.core.figures.values import FigureRange
from desktop.core.intents import (
    ChangeSettings,
    Intent,
    LanguageChanged,
    MarkAllRead,
    UnwatchFigures,
    WatchFigures,
)
from desktop.core.settings.descriptions import Section
from desktop.core.settings.values import LanguageChoice, Settings
from desktop.core.view import SignInState, Snapshot
from desktop.ui.appearance import Appearance
from desktop.ui.bridge import AgentThread
from desktop.ui.desk import Desk
from desktop.ui.tray.tray import Tray
from tests.fakes.running_agent import FakeRunningAgent
from tests.unit.desktop_ui.builders import make_items, make_snapshot, noon

SIGNED_OUT = Snapshot(link=Link.SIGNED_OUT)


class FakeAgentThread(AgentThread):
    """The bridge with nothing at its other end."""

    def __init__(self) -> None:
        super().__init__(lambda _: FakeRunningAgent())
        self.intents: list[Intent] = []

    @override
    def submit(self, intent: Intent) -> None:
        self.intents.append(intent)


@pytest.fixture
def agent(qtbot: QtBot) -> FakeAgentThread:
    del qtbot
    return FakeAgentThread()


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:
    del qtbot
    return Tray(noon, has_host=lambda: True)


@pytest.fixture
def desk(qtbot: QtBot, agent: FakeAgentThread, tray: Tray, tmp_path: Path) -> Desk:
    del qtbot
    return Desk(
        tray,
        agent,
        noon,
        Appearance(Settings()),
        dashboard_file=tmp_path / "dashboard.ini",
        places_file=tmp_path / "windows.ini",
        diagnostics=(),
    )


def login_is_open(desk: Desk) -> bool:
    return desk._login is not None and desk._login.isVisible()


def center_is_open(desk: Desk) -> bool:
    return desk._center is not None and desk._center.isVisible()


def test_no_window_is_made_before_it_is_needed(desk: Desk, agent: FakeAgentThread) -> None:
    agent.snapshot.emit(make_snapshot())

    assert desk._center is None
    assert desk._login is None


def test_start_without_a_session_opens_the_sign_in_window_once(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(SIGNED_OUT)
    assert login_is_open(desk)
    assert desk._login is not None
    desk._login.close()

    agent.snapshot.emit(SIGNED_OUT)

    assert not login_is_open(desk)


def test_keyring_that_is_not_ready_opens_no_window(desk: Desk, agent: FakeAgentThread) -> None:
    agent.snapshot.emit(Snapshot(link=Link.WAITING_FOR_KEYRING))

    assert not login_is_open(desk)


def test_session_that_ends_later_does_not_take_the_keyboard(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(make_snapshot())

    agent.snapshot.emit(SIGNED_OUT)

    assert not login_is_open(desk)


def test_sign_in_from_the_command_line_opens_the_window_only_when_it_is_refused(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(Snapshot(link=Link.SIGNED_OUT, sign_in=SignInState(busy=True)))
    assert not login_is_open(desk)

    refused = SignInState(error="invalid_credentials", email="ana@example.org")
    agent.snapshot.emit(Snapshot(link=Link.SIGNED_OUT, sign_in=refused))

    assert login_is_open(desk)
    assert desk._login is not None
    assert desk._login._email.text() == "ana@example.org"


def test_click_on_the_tray_opens_the_center_with_the_newest_snapshot(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    agent.snapshot.emit(make_snapshot(unread=2, items=make_items(2)))

    tray.center_requested.emit()

    assert center_is_open(desk)
    assert desk._center is not None
    assert desk._center.head.pill.text() == "2 unread"


def test_digest_that_was_clicked_opens_the_center_with_what_it_stands_for(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(make_snapshot(unread=3, items=make_items(3)))

    agent.center_requested.emit((make_items(3)[1].event_id,))

    assert center_is_open(desk)
    assert desk._center is not None
    assert [item.event_id for item in desk._center.listed.items] == ["e2"]


def test_window_opens_where_it_was_closed(desk: Desk) -> None:
    desk.open_center()
    assert desk._center is not None
    desk._center.resize(777, 555)
    desk._center.close()

    desk.open_center()

    assert desk._center.size().toTuple() == (777, 555)


def test_snapshots_reach_tray_and_open_windows(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    desk.open_center()

    agent.snapshot.emit(make_snapshot(unread=2))

    assert "2 unread" in tray.icon.current.toolTip()
    assert desk._center is not None
    assert desk._center.head.pill.text() == "2 unread"


def test_wishes_of_tray_and_windows_reach_the_agent(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    desk.open_center()
    agent.snapshot.emit(make_snapshot(unread=2, items=make_items(2)))
    assert desk._center is not None

    desk._center.bar.read.click()
    tray.intent.emit(MarkAllRead())

    assert agent.intents[-2:] == [MarkAllRead(), MarkAllRead()]


def test_missing_tray_opens_the_center_once_with_a_way_out(
    desk: Desk, tray: Tray, qtbot: QtBot
) -> None:
    tray.host_changed.emit(False)
    assert center_is_open(desk)
    assert desk._center is not None
    desk._center.close()

    tray.host_changed.emit(True)
    tray.host_changed.emit(False)

    assert not center_is_open(desk)
    desk.open_center()
    buttons = desk._center.findChildren(QPushButton)
    with qtbot.waitSignal(desk.quit_requested):
        next(b for b in buttons if b.text() == "Quit" and b.isVisible()).click()


def test_agent_that_fails_is_seen_in_the_tray(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    del desk

    agent.failed.emit("LookupError")

    assert "stopped" in tray.icon.current.toolTip()


@pytest.mark.parametrize(("snapshot", "opens_center"), [(SIGNED_OUT, False), (None, True)])
def test_second_start_shows_the_window_that_is_needed(
    desk: Desk, agent: FakeAgentThread, snapshot: Snapshot | None, opens_center: bool
) -> None:
    agent.snapshot.emit(snapshot or make_snapshot())

    desk.bring_to_front()

    assert center_is_open(desk) is opens_center
    assert login_is_open(desk) is not opens_center


def test_windows_speak_another_language_at_once_and_stay_open(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    locale = QLocale()
    agent.snapshot.emit(make_snapshot())
    desk.open_center()
    english = desk._center

    desk._appearance.apply(Settings(language=LanguageChoice.GERMAN))

    try:
        assert center_is_open(desk)
        assert desk._center is not None
        assert desk._center is not english
        assert desk._center.windowTitle().startswith("Benachrichtigungen")
        assert "Beenden" in {action.text() for action in tray.icon.current.contextMenu().actions()}
        assert LanguageChanged() in agent.intents
    finally:
        desk._appearance.apply(Settings())
        QLocale.setDefault(locale)
    assert desk._center.windowTitle().startswith("Notifications")


def test_closed_window_stays_closed_in_another_language(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(make_snapshot())
    desk.open_center()
    assert desk._center is not None
    desk._center.close()

    desk._appearance.language_changed.emit()

    assert desk._center is None


def test_settings_open_from_the_tray_with_what_holds_and_pass_choices_on(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    agent.snapshot.emit(make_snapshot())

    tray.settings_requested.emit()

    assert desk._settings is not None
    assert desk._settings.isVisible()
    desk._settings.intent.emit(ChangeSettings({"theme": "dark"}))
    assert agent.intents == [ChangeSettings({"theme": "dark"})]


def test_settings_go_on_where_another_language_was_chosen(
    desk: Desk, agent: FakeAgentThread
) -> None:
    agent.snapshot.emit(make_snapshot())
    desk.open_settings()
    assert desk._settings is not None
    desk._settings.show_section(Section.APPEARANCE)

    desk._appearance.language_changed.emit()

    assert desk._settings.isVisible()
    assert desk._settings.section is Section.APPEARANCE


def test_tray_opens_the_dashboard_which_asks_for_figures_while_it_is_visible(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    desk.show_snapshot(make_snapshot())
    assert agent.intents == []

    tray.dashboard_requested.emit()
    dashboard = desk._dashboard
    assert dashboard is not None
    assert agent.intents == [WatchFigures(FigureRange.TODAY)]
    dashboard.hide()
    assert agent.intents[1:] == [UnwatchFigures()]


def test_dashboard_speaks_the_other_language_at_once(
    desk: Desk, agent: FakeAgentThread, tray: Tray
) -> None:
    tray.dashboard_requested.emit()
    before = desk._dashboard
    desk._change_language()

    assert desk._dashboard is not before
    assert isinstance(agent.intents[-1], WatchFigures)


def test_window_that_is_closed_is_taken_down_and_its_memory_given_back(
    desk: Desk, qtbot: QtBot
) -> None:
    for opened, name in (
        (desk.open_center, "_center"),
        (desk.open_login, "_login"),
        (desk.open_settings, "_settings"),
        (desk.open_dashboard, "_dashboard"),
    ):
        opened()
        window = getattr(desk, name)

        with qtbot.waitSignals([window.destroyed, desk.released]):
            window.close()

        assert getattr(desk, name) is None
