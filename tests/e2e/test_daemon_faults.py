"""Services of the desktop that hang, die, are missing or late: the agent works on without them."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.notification_monitor import Toast
from tests.e2e.processes import SessionProcess, wait_until
from tests.e2e.product import ANA, PASSWORD, Product
from tests.e2e.status_notifier import TrayItem

NOT_HELD_UP_S = 5.0
"""How long the badge may take while somebody else hangs."""
LATE_S = 20.0

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(120)]


@pytest.fixture
def product(desktop_session: DesktopSession, tmp_path: Path) -> Product:
    """Ana is signed in; no agent runs."""
    product = Product(desktop_session, tmp_path)
    product.fill()
    credentials = ("--server", product.url, "--email", ANA, "--password-stdin")
    login = product.start_agent("login", *credentials, said=PASSWORD)
    assert login.wait(30) == 0, login.log()
    return product


def said_by(session: DesktopSession, agent: SessionProcess, words: str) -> TrayItem:
    """Return the tray icon once its tooltip contains ``words``."""

    def look() -> TrayItem | None:
        return next((i for i in session.tray_items() if words in " ".join(i.tooltip)), None)

    return wait_until(look, f"icon that says {words!r}", process=agent, timeout_s=LATE_S)


def assign(session: DesktopSession, product: Product, agent: SessionProcess, title: str) -> float:
    """Give Ana a ticket; return after how many seconds the tray knew of it."""
    ticket = product.file_ticket(title)
    said_by(session, agent, f"{product.unread()} unread")
    started = time.monotonic()
    product.assign_to_ana(ticket)
    said_by(session, agent, f"{product.unread()} unread")
    return time.monotonic() - started


def freeze(process: SessionProcess) -> None:
    os.kill(process.pid, signal.SIGSTOP)


def thaw(process: SessionProcess) -> None:
    os.kill(process.pid, signal.SIGCONT)


def test_notification_daemon_that_hangs_dies_and_is_missing_holds_nothing_up(
    desktop_session: DesktopSession, product: Product
) -> None:
    agent = product.start_agent()
    said_by(desktop_session, agent, "verified")
    heard = desktop_session.notifications
    daemon = desktop_session.processes["dunst"]
    took = [assign(desktop_session, product, agent, "before")]
    heard.wait_for(Toast)

    freeze(daemon)
    took.append(assign(desktop_session, product, agent, "while it hangs"))
    wait_until(lambda: heard.unanswered() > 0, "toast that waits for an answer", process=agent)
    daemon.kill()
    took.append(assign(desktop_session, product, agent, "while it is missing"))
    desktop_session.start_notifier()
    took.append(assign(desktop_session, product, agent, "now it is back"))

    # The fourth in ten seconds waits for the end of the flood.
    heard.wait_for(Toast, lambda toast: "now it is back" in toast.body, timeout_s=LATE_S)
    assert len([toast for toast in heard.toasts if toast.id is not None]) == 2
    print([f"{seconds:.1f}" for seconds in took])  # noqa: T201 - figures, for -s
    assert max(took) < NOT_HELD_UP_S


def test_keyring_that_hangs_or_comes_late_costs_no_sign_in(
    desktop_session: DesktopSession, product: Product
) -> None:
    keyring = desktop_session.processes["gnome-keyring-daemon"]
    freeze(keyring)
    agent = product.start_agent()
    said_by(desktop_session, agent, "Waiting for the keyring")
    thaw(keyring)
    said_by(desktop_session, agent, "verified")
    assert desktop_session.find_windows("--name", "Sign in") == []
    agent.stop()

    keyring.stop()
    agent = product.start_agent()
    said_by(desktop_session, agent, "Signed out")
    desktop_session.start_keyring()
    said_by(desktop_session, agent, "verified")
    assign(desktop_session, product, agent, "after the keyring")
    desktop_session.notifications.wait_for(Toast, lambda toast: "after" in toast.body)
