"""A working day in the two desktops that are tested: toasts, buttons, menus, panels that crash."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop_session import DesktopSession, Notifier, Tray
from tests.e2e.notification_monitor import ActionInvoked, Closed, CloseRequested, Toast
from tests.e2e.processes import SessionProcess, wait_until
from tests.e2e.product import ANA, PASSWORD, Product

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(120)]

XFCE = {"tray": Tray.STATUS_NOTIFIER, "toasts_by": Notifier.XFCE, "keyring": True}
PLAIN = {"tray": Tray.XEMBED, "toasts_by": Notifier.DUNST}


@pytest.fixture
def product(desktop_session: DesktopSession, tmp_path: Path) -> Product:
    product = Product(desktop_session, tmp_path)
    product.fill()
    login = product.start_agent(
        "login", "--server", product.url, "--email", ANA, "--password-stdin", said=PASSWORD
    )
    assert login.wait(30) == 0, login.log()
    return product


@pytest.fixture
def agent(product: Product) -> SessionProcess:
    # Signing in has caught up too: what comes before this agent has would belong into a digest.
    before = product.times_caught_up()
    agent = product.start_agent()
    wait_until(
        lambda: product.times_caught_up() > before, "live agent", process=agent, timeout_s=30
    )
    return agent


def ticket_of(product: Product, ticket_id: str) -> dict[str, Any]:
    ticket: dict[str, Any] = product.lead.get(f"tickets/{ticket_id}")
    return ticket


def toast_about(session: DesktopSession, title: str) -> Toast:
    return session.notifications.wait_for(Toast, lambda toast: title in toast.body, timeout_s=10)


def assignments(product: Product) -> int:
    return len([item for item in product.notifications() if item["kind"] == "assigned"])


def make_urgent(product: Product, ticket_id: str) -> None:
    version = ticket_of(product, ticket_id)["version"]
    product.lead.patch(f"tickets/{ticket_id}", priority="urgent", expectedVersion=version)


@pytest.mark.parametrize("desktop_session", [XFCE], indirect=True, ids=["xfce"])
def test_toasts_are_answered_by_their_buttons_and_leave_when_read_elsewhere(
    desktop_session: DesktopSession, product: Product, agent: SessionProcess
) -> None:
    session = desktop_session
    hot, slow = (product.file_ticket(title) for title in ("Server room is hot", "Mail is slow"))
    make_urgent(product, hot)
    urgent = toast_about(session, "Server room is hot")
    assert (urgent.hints["urgency"], urgent.timeout_ms) == (2, 0)
    assert [label for _, label in urgent.actions] == ["Open", "Claim", "In 15 minutes"]
    session.find_toast()
    session.screenshot("day-xfce-urgent.png")

    session.click_toast_button(from_right=1)

    wait_until(
        lambda: ticket_of(product, hot).get("assigneeId") == product.ana.user_id,
        "claim on the server",
        process=agent,
    )
    assert session.notifications.wait_for(ActionInvoked).key == "claim"
    session.notifications.wait_for(Closed, lambda closed: closed.id == urgent.id)

    make_urgent(product, slow)
    snoozed = toast_about(session, "Mail is slow")
    session.click_toast_button()
    session.notifications.wait_for(ActionInvoked, lambda invoked: invoked.key == "snooze")
    session.notifications.wait_for(Closed, lambda closed: closed.id == snoozed.id)
    assert ticket_of(product, slow).get("assigneeId") is None

    product.assign_to_ana(product.file_ticket("Door does not close"))
    told = toast_about(session, "Door does not close")
    product.ana.post("notifications/read", all=True)
    withdrawn = session.notifications.wait_for(CloseRequested, lambda c: c.id == told.id)
    assert withdrawn.id == told.id


@pytest.mark.parametrize("desktop_session", [PLAIN], indirect=True, ids=["tint2"])
def test_flood_is_three_toasts_and_a_summary_and_do_not_disturb_is_one_digest(
    desktop_session: DesktopSession, product: Product, agent: SessionProcess
) -> None:
    session = desktop_session
    tickets = [product.file_ticket(f"Phone {number} is dead") for number in range(9)]

    for ticket_id in tickets[:6]:
        product.assign_to_ana(ticket_id)

    summary = session.notifications.wait_for(
        Toast, lambda toast: toast.summary.startswith("3 more"), timeout_s=15
    )
    session.screenshot("day-tint2-summary.png")
    assert [toast for toast in session.notifications.toasts if toast.id != summary.id][3:] == []

    session.crash_tray(Tray.XEMBED)
    session.start_tray(Tray.XEMBED)
    icon = wait_until(
        lambda: session.embedded_icon("bomizzel-desktop"), "icon in the new panel", process=agent
    )
    session.notifications.clear()
    session.open_pause_menu(icon, agent)
    session.screenshot("day-tint2-menu.png")
    session.choose_pause(agent, line=0)
    for ticket_id in tickets[6:]:
        product.assign_to_ana(ticket_id)
    wait_until(lambda: assignments(product) == 9, "notifications on the server", process=agent)
    session.open_pause_menu(icon, agent)
    session.screenshot("day-tint2-paused.png")
    assert session.notifications.toasts == []
    session.choose_pause(agent, line=3)

    digest = session.notifications.wait_for(Toast)
    assert "3 assigned" in digest.summary
    session.screenshot("day-tint2-digest.png")
    session.click_notification()
    session.find_window("Notifications")
    session.screenshot("day-tint2-center.png")
