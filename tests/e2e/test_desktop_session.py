"""The session itself is tested, so that a failing test of the product means the product."""

import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.notification_monitor import ActionInvoked, Closed, Toast
from tests.e2e.processes import SessionProgramError, wait_until

pytestmark = pytest.mark.desktop_session

TRAY_PROGRAM = """
import sys
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

application = QApplication(["agent"])
application.setQuitOnLastWindowClosed(False)
pixmap = QPixmap(22, 22)
pixmap.fill("red")
icon = QSystemTrayIcon(QIcon(pixmap))
icon.setToolTip("3 unread")
menu = QMenu()
menu.addAction("Say hello").triggered.connect(lambda: print("hello", flush=True))
menu.addSeparator()
menu.addAction("Quit").triggered.connect(application.quit)
icon.setContextMenu(menu)
icon.activated.connect(lambda reason: print(reason.name, flush=True))
icon.show()
sys.exit(application.exec())
"""


def notify(session: DesktopSession, *options: str) -> None:
    session.start("notify-send", ["notify-send", "--app-name=Bomizzel", *options])


def test_toast_is_seen_and_a_click_does_its_default_action(
    desktop_session: DesktopSession,
) -> None:
    notify(desktop_session, "--action=default=Open", "Ticket 7", "is yours")
    toast = desktop_session.notifications.wait_for(Toast, lambda t: t.summary == "Ticket 7")
    desktop_session.click_notification()

    assert toast.id is not None
    assert (toast.app, toast.body) == ("Bomizzel", "is yours")
    assert toast.actions == (("default", "Open"),)
    assert toast.hints["urgency"] == 1
    assert desktop_session.notifications.wait_for(ActionInvoked) == ActionInvoked(
        toast.id, "default"
    )
    desktop_session.notifications.wait_for(Closed, lambda closed: closed.id == toast.id)
    assert desktop_session.processes["notify-send"].wait() == 0


def test_action_is_invoked_without_the_pointer(desktop_session: DesktopSession) -> None:
    notify(desktop_session, "--action=default=Open", "Ticket 8")
    toast = desktop_session.notifications.wait_for(Toast)
    desktop_session.invoke_notification()

    invoked = desktop_session.notifications.wait_for(ActionInvoked)

    assert (invoked.id, invoked.key) == (toast.id, "default")
    assert desktop_session.notifications.unanswered() == 0


def test_missing_toast_is_reported_with_what_was_seen(desktop_session: DesktopSession) -> None:
    notify(desktop_session, "another one")
    desktop_session.notifications.wait_for(Toast)

    with pytest.raises(AssertionError, match="another one"):
        desktop_session.notifications.wait_for(Toast, lambda t: t.summary == "mine", timeout_s=0.1)


@pytest.mark.parametrize("desktop_session", [Tray.NONE], indirect=True)
def test_secret_is_stored_and_read_back(desktop_session: DesktopSession) -> None:
    desktop_session.run("secret-tool", "store", "--label=x", "user", "ana", stdin="s3cret")

    assert desktop_session.run("secret-tool", "lookup", "user", "ana") == "s3cret"


def test_status_notifier_item_is_read_and_its_menu_works(desktop_session: DesktopSession) -> None:
    agent = desktop_session.start("agent", [sys.executable, "-c", TRAY_PROGRAM])
    item = desktop_session.wait_for_tray_item(tooltip="3 unread")

    assert [entry.label for entry in item.menu if not entry.separator] == ["Say hello", "Quit"]
    assert item.status == "Active"
    assert (22, 22) in item.icon_sizes
    desktop_session.activate_tray(item)
    desktop_session.click_tray_menu(item, "Say hello")
    desktop_session.click_tray_menu(item, "Quit")
    assert agent.wait() == 0
    assert agent.log().split() == ["Trigger", "hello"]


@pytest.mark.parametrize("desktop_session", [Tray.XEMBED], indirect=True)
def test_icon_is_drawn_in_an_xembed_tray(desktop_session: DesktopSession, tmp_path: Path) -> None:
    agent = desktop_session.start("agent", [sys.executable, "-c", TRAY_PROGRAM])

    def look() -> bool:
        screen = Image.open(desktop_session.screenshot(tmp_path / "screen.png")).convert("RGB")
        # Tray icons stand at the right end of the bottom panel.
        corner = screen.crop((1180, 764, 1280, 800))
        return (255, 0, 0) in {color for _, color in corner.getcolors(10_000) or []}

    wait_until(look, "red icon")
    (icon,) = desktop_session.find_windows("--class", "agent")
    desktop_session.click_window(icon, at=(10, 10))
    wait_until(lambda: "Trigger" in agent.log(), "click", process=agent)


@pytest.mark.parametrize(
    "desktop_session",
    [{"tray": Tray.NONE, "notifier": False, "keyring": False}],
    indirect=True,
)
def test_bare_session_has_only_what_was_asked_for(desktop_session: DesktopSession) -> None:
    assert list(desktop_session.processes) == ["Xvfb", "dbus-daemon", "openbox"]
    for name in ("org.freedesktop.Notifications", "org.freedesktop.secrets"):
        assert not desktop_session.bus.has_name(name)


def test_nothing_is_left_behind(tmp_path_factory: pytest.TempPathFactory) -> None:
    with DesktopSession(tmp_path_factory.mktemp("session")) as session:
        pids = [process.pid for process in session.processes.values()]

    assert all(process.returncode is not None for process in session.processes.values())
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_program_that_dies_is_reported_with_its_log(desktop_session: DesktopSession) -> None:
    desktop_session.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    desktop_session.processes["dunst"].stop()

    with pytest.raises(
        SessionProgramError, match=r"(?s)dunst ended with .*Cannot connect to DBus"
    ):
        desktop_session.start_notifier()


def test_environment_reaches_nothing_of_the_machine(desktop_session: DesktopSession) -> None:
    ours = set(desktop_session.env.values())

    assert os.environ.get("HOME") not in ours
    assert os.environ.get("XDG_RUNTIME_DIR", "-") not in ours
