"""The program's windows and tray in a real desktop session, with an agent that plays a scene."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.notification_monitor import Toast
from tests.e2e.processes import SessionProcess, wait_until

pytestmark = [pytest.mark.desktop_session]

Start = Callable[..., SessionProcess]


@pytest.fixture
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DesktopSession]:
    options = {"keyring": False, **getattr(request, "param", {})}
    with DesktopSession(tmp_path_factory.mktemp("ui"), **options) as session:
        yield session


@pytest.fixture
def start(session: DesktopSession) -> Start:
    def start_scene(*arguments: str) -> SessionProcess:
        return session.start(
            "program",
            [sys.executable, "-m", "tests.integration.desktop_ui.program", *arguments],
            env={"PYTHONPATH": str(Path.cwd())},
        )

    return start_scene


def with_session(**options: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("session", [options], indirect=True, ids=[""])


def said(process: SessionProcess, words: str) -> None:
    wait_until(lambda: words in process.log(), f"{words!r} in the output", process=process)


def test_tray_shows_state_badge_and_menu_and_quits_from_it(
    session: DesktopSession, start: Start
) -> None:
    program = start("keyring")
    waiting = session.wait_for_tray_item(tooltip="keyring").icon_data
    os.kill(program.pid, signal.SIGTERM)
    assert program.wait(5) == 0

    program = start("live")
    item = session.wait_for_tray_item(tooltip="4 unread")

    assert item.title == "Bomizzel"
    assert {(16, 16), (22, 22), (32, 32)} <= set(item.icon_sizes)
    assert item.icon_data != waiting
    labels = [entry.label for entry in item.menu if entry.visible and not entry.separator]
    assert labels[0].startswith("Live")
    assert labels[5:] == [
        "Open notifications…",
        "Mark all read",
        "Do not disturb",
        "Send a test notification",
        "Settings…",
        "Sign out",
        "Quit",
    ]
    session.click_tray_menu(item, "For 1 hour")
    said(program, "SetDoNotDisturb(until=")
    session.click_tray_menu(item, "Quit")
    assert program.wait(5) == 0
    assert "Quit()" in program.log()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_program_cleanly(
    session: DesktopSession, start: Start, number: signal.Signals
) -> None:
    program = start("keyring")
    session.wait_for_tray_item(tooltip="keyring")

    # Nothing else runs Python now, and Python is what handles a signal.
    os.kill(program.pid, number)

    assert program.wait(5) == 0
    assert "Quit()" in program.log()
    assert "Traceback" not in program.log()


def test_start_without_a_session_signs_in_by_keyboard(
    session: DesktopSession, start: Start
) -> None:
    program = start("signed-out")
    window = session.find_window("Sign in to Bomizzel")
    session.run("xdotool", "windowactivate", "--sync", str(window))

    session.run("xdotool", "type", "--delay", "10", "secret word")
    session.screenshot("ui-sign-in.png")
    session.run("xdotool", "key", "Return")

    said(program, "SignIn(server='https://help.example.org', email='ana@example.org')")
    wait_until(
        lambda: not session.find_windows("--name", "Sign in to Bomizzel"),
        "end of the sign-in window",
        process=program,
    )
    assert "secret word" not in program.log()


def test_click_on_the_icon_opens_the_center(session: DesktopSession, start: Start) -> None:
    start("keyring")
    item = session.wait_for_tray_item(tooltip="keyring")
    assert session.find_windows("--name", "Notifications") == []

    session.activate_tray(item)

    session.find_window("Notifications")


def test_keys_in_the_center_reach_the_agent(session: DesktopSession, start: Start) -> None:
    program = start("live")
    window = session.find_window("Notifications")
    session.run("xdotool", "windowactivate", "--sync", str(window))

    session.run("xdotool", "key", "--delay", "50", "Down", "Return", "r", "Delete")

    said(program, "OpenItem(event_id='e1')")
    said(program, "MarkRead(event_ids=('e1',))")
    said(program, "ClearItems(event_ids=('e1',))")


@with_session(tray=Tray.XEMBED)
def test_do_not_disturb_is_chosen_with_the_mouse(session: DesktopSession, start: Start) -> None:
    program = start("toast")
    icon = wait_until(
        lambda: session.embedded_icon("bomizzel-desktop"), "tray icon", process=program
    )
    session.open_pause_menu(icon, program)

    session.screenshot("ui-menu-do-not-disturb.png")
    session.choose_pause(program, line=1)

    said(program, "SetDoNotDisturb(until=")


@with_session(tray=Tray.NONE)
def test_without_a_tray_the_center_opens_and_a_late_tray_is_used(
    session: DesktopSession, start: Start
) -> None:
    program = start("keyring", "impatient")
    session.find_window("Notifications")
    session.screenshot("ui-no-tray.png")

    session.start_tray(Tray.STATUS_NOTIFIER)

    item = session.wait_for_tray_item(tooltip="keyring")
    session.screenshot("ui-late-tray.png")
    session.click_tray_menu(item, "Quit")
    assert program.wait(5) == 0
    assert "Quit()" in program.log()


@with_session(tray=Tray.STATUS_NOTIFIER)
def test_panel_that_crashed_gets_the_icon_back(session: DesktopSession, start: Start) -> None:
    start("offline")
    session.wait_for_tray_item(tooltip="4 unread")
    session.crash_tray(Tray.STATUS_NOTIFIER)

    session.start_tray(Tray.STATUS_NOTIFIER)

    item = session.wait_for_tray_item(tooltip="4 unread")
    session.activate_tray(item)
    session.find_window("Notifications")


@with_session(tray=Tray.XEMBED)
def test_xembed_tray_that_crashed_gets_the_icon_back(
    session: DesktopSession, start: Start
) -> None:
    program = start("keyring")
    wait_until(lambda: session.embedded_icon("bomizzel-desktop"), "tray icon", process=program)
    session.crash_tray(Tray.XEMBED)

    session.start_tray(Tray.XEMBED)

    icon = wait_until(lambda: session.embedded_icon("bomizzel-desktop"), "icon", process=program)
    session.screenshot("ui-tint2-again.png")
    session.click_window(icon, at=(8, 8))
    session.find_window("Notifications")


def test_toast_is_shown_by_the_daemon_and_its_click_reaches_the_agent(
    session: DesktopSession, start: Start
) -> None:
    program = start("toast")
    said(program, "shown by freedesktop")
    assert session.notifications.wait_for(Toast).summary == "Lea assigned you #1042"

    session.click_notification()

    said(program, "activated t1 default")


@with_session(tray=Tray.XEMBED, notifier=False)
def test_without_a_daemon_the_tray_shows_the_toast(session: DesktopSession, start: Start) -> None:
    program = start("toast")

    said(program, "shown by")

    session.screenshot("ui-tray-message.png")
    assert "shown by tray" in program.log()


@with_session(notifier=False)
def test_without_a_daemon_and_a_place_for_messages_the_center_is_left(
    session: DesktopSession, start: Start
) -> None:
    program = start("toast")

    said(program, "shown by center")

    assert "Traceback" not in program.log()
    assert session.wait_for_tray_item(tooltip="4 unread").status == "Active"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("scene", "title"),
    [
        ("live", "Notifications"),
        ("empty", "Notifications"),
        ("offline", "Notifications"),
        ("refused", "Sign in"),
    ],
)
def test_windows_are_there_to_be_looked_at(
    session: DesktopSession, start: Start, scene: str, title: str, scheme: str
) -> None:
    start(scene, scheme)
    window = session.find_window(title)

    assert window
    wait_until(
        lambda: session.screenshot(f"ui-{scene}-{scheme}.png").stat().st_size > 15_000,
        "window with something in it",
    )
    picture = session.screenshot(f"ui-{scene}-{scheme}.png")
    assert (share_of_bright_pixels(picture) > 0.1) == (scheme == "light")


def share_of_bright_pixels(picture: Path) -> float:
    """Return how much of ``picture`` is nearly white, between 0 and 1."""
    grays = Image.open(picture).convert("L").histogram()
    return sum(grays[240:]) / sum(grays)
