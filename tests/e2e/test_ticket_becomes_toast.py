"""The product's main job on real parts: a ticket that is assigned becomes one toast."""

import re
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.notification_monitor import ActionInvoked, Closed, Toast
from tests.e2e.processes import SessionProcess, wait_until
from tests.e2e.product import ANA, PASSWORD, Product
from tests.e2e.status_notifier import TrayItem

SIGN_IN_TIMEOUT_S = 30

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(120)]


@pytest.fixture
def product(desktop_session: DesktopSession, tmp_path: Path) -> Product:
    product = Product(desktop_session, tmp_path)
    product.fill()
    return product


def sign_in_through_the_window(session: DesktopSession, product: Product) -> SessionProcess:
    agent = product.start_agent("--server", product.url)
    window = session.find_window("Sign in", timeout_s=SIGN_IN_TIMEOUT_S)
    session.run("xdotool", "windowactivate", "--sync", str(window))
    session.run("xdotool", "type", "--delay", "20", ANA)
    session.run("xdotool", "key", "Tab")
    session.run("xdotool", "type", "--delay", "20", PASSWORD)
    session.screenshot("sign-in.png")
    session.run("xdotool", "key", "Return")
    wait_until_live(session, agent)
    return agent


def wait_until_live(session: DesktopSession, agent: SessionProcess) -> None:
    wait_until(
        lambda: any("verified" in " ".join(item.tooltip) for item in session.tray_items()),
        "tray icon that says verified",
        process=agent,
        timeout_s=SIGN_IN_TIMEOUT_S,
    )


def unread_in(item: TrayItem) -> int:
    """Return the count that the tooltip of a tray icon names; 0 when it names none."""
    found = re.search(r"(\d+) unread", " ".join(item.tooltip))
    return int(found[1]) if found else 0


def badge_of(session: DesktopSession, unread: int) -> TrayItem | None:
    """Return the tray icon if it shows this count."""
    return next((item for item in session.tray_items() if unread_in(item) == unread), None)


def test_assigned_ticket_becomes_one_toast_and_a_click_reads_it(
    desktop_session: DesktopSession, product: Product
) -> None:
    agent = sign_in_through_the_window(desktop_session, product)
    idle = wait_until(
        lambda: badge_of(desktop_session, product.unread()), "first count", process=agent
    )
    ticket_id = product.file_ticket("Printer on the 3rd floor jams", priority="high")

    product.assign_to_ana(ticket_id)

    toast = desktop_session.notifications.wait_for(Toast)
    assert "Printer on the 3rd floor jams" in f"{toast.summary} {toast.body}"
    badge = wait_until(lambda: badge_of(desktop_session, product.unread()), "badge", process=agent)
    assert badge.icon_data != idle.icon_data
    assert unread_in(badge) > unread_in(idle)
    desktop_session.screenshot("toast.png")

    desktop_session.click_notification()

    assert desktop_session.notifications.wait_for(ActionInvoked).id == toast.id
    wait_until(lambda: _is_read(product, ticket_id), "read mark on the server", process=agent)
    wait_until(
        lambda: [page for page in product.pages_opened() if ticket_id in page],
        "page of the ticket in the browser",
        process=agent,
    )
    assert len([t for t in desktop_session.notifications.toasts if not t.replaces_id]) == 1
    desktop_session.notifications.wait_for(Closed, lambda closed: closed.id == toast.id)


def test_killed_agent_comes_back_with_one_digest_and_nothing_twice(
    desktop_session: DesktopSession, product: Product
) -> None:
    tickets = [product.file_ticket(f"Laptop {number} is lost") for number in range(4)]
    agent = sign_in_through_the_window(desktop_session, product)
    product.assign_to_ana(tickets[0])
    desktop_session.notifications.wait_for(Toast)

    agent.kill()
    desktop_session.notifications.clear()
    for ticket_id in tickets[1:]:
        product.assign_to_ana(ticket_id)
    agent = product.start_agent()
    wait_until_live(desktop_session, agent)

    digest = desktop_session.notifications.wait_for(Toast, timeout_s=15)
    assert "3 assigned" in f"{digest.summary} {digest.body}"
    desktop_session.screenshot("digest.png")
    # A fence: what comes after the digest is the next event, so nothing came between.
    fence = product.file_ticket("Fence")
    product.assign_to_ana(fence)
    desktop_session.notifications.wait_for(
        Toast, lambda toast: "Fence" in toast.summary + toast.body
    )
    assert len(desktop_session.notifications.toasts) == 2
    wait_until(
        lambda: badge_of(desktop_session, product.unread()),
        "badge that equals the server's count",
        process=agent,
    )
    told = [item for item in product.notifications() if item["kind"] == "assigned"]
    assert len(told) == 5


@pytest.mark.parametrize("desktop_session", [Tray.XEMBED], indirect=True)
def test_tickets_from_before_the_first_sign_in_wait_in_the_center_without_toasts(
    desktop_session: DesktopSession, product: Product
) -> None:
    for number in range(3):
        product.assign_to_ana(product.file_ticket(f"Monitor {number} flickers"))
    login = product.start_agent(
        "login", "--server", product.url, "--email", ANA, "--password-stdin", said=PASSWORD
    )
    assert login.wait(30) == 0, login.log()
    agent = product.start_agent()
    icon = wait_until(lambda: _xembed_icon(desktop_session), "tray icon", process=agent)
    wait_until(product.agent_has_compared_counts, "first contact", process=agent)
    fence = product.file_ticket("Fence")

    product.assign_to_ana(fence)

    toast = desktop_session.notifications.wait_for(Toast, timeout_s=20)
    assert "Fence" in toast.body
    assert len(desktop_session.notifications.toasts) == 1
    desktop_session.click_window(icon, at=(8, 8))
    desktop_session.find_window("Notifications")
    desktop_session.screenshot("center.png")


def _is_read(product: Product, ticket_id: str) -> bool:
    told = [
        item
        for item in product.notifications()
        if item.get("ticketId") == ticket_id and item["kind"] == "assigned"
    ]
    return bool(told) and all(item.get("read") for item in told)


def _xembed_icon(session: DesktopSession) -> int | None:
    windows = session.run("xwininfo", "-root", "-tree")
    found = re.search(r'(0x[0-9a-f]+) "Bomizzel": \("bomizzel-desktop"', windows)
    return int(found[1], 16) if found else None
