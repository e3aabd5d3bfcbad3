"""The dashboard in a real desktop, in front of the real server."""

from pathlib import Path

import pytest

from tests.e2e.desktop_session import ARTIFACTS, DesktopSession
from tests.e2e.processes import wait_until
from tests.e2e.product import Product
from tests.e2e.test_ticket_becomes_toast import sign_in_through_the_window

SOON_S = 2.0
"""How long a filed ticket may take to the screen, on a machine with other things to do."""

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(120)]


def test_filed_ticket_changes_the_tile_on_the_screen(
    desktop_session: DesktopSession, tmp_path: Path
) -> None:
    product = Product(desktop_session, tmp_path)
    product.fill()
    agent = sign_in_through_the_window(desktop_session, product)
    for number in range(3):
        product.assign_to_ana(product.file_ticket(f"Printer {number} jams"))

    item = desktop_session.wait_for_tray_item(tooltip="verified")
    desktop_session.click_tray_menu(item, "Dashboard…")
    window = desktop_session.find_window("Dashboard")
    desktop_session.run("xdotool", "windowsize", "--sync", str(window), "1180", "700")
    tile = _settled(desktop_session, window, tmp_path)
    product.file_ticket("Toner is empty", priority="urgent")

    wait_until(
        lambda: _tile(desktop_session, window, tmp_path) != tile,
        "another number of open tickets",
        process=agent,
        timeout_s=SOON_S,
    )
    desktop_session.screenshot(ARTIFACTS / "dashboard-live.png")


def _settled(session: DesktopSession, window: int, folder: Path) -> str:
    """Return what the tile looks like when it has stopped changing."""
    looks = [""]

    def look() -> bool:
        looks.append(_tile(session, window, folder))
        return looks[-5:] == looks[-1:] * 5

    wait_until(look, "figures that stay as they are")
    return looks[-1]


def _tile(session: DesktopSession, window: int, folder: Path) -> str:
    """Return a fingerprint of the first tile, where the number of open tickets stands."""
    picture = folder / "window.png"
    session.run("import", "-window", str(window), picture)
    return session.run("convert", picture, "-crop", "160x90+20+90", "-format", "%#", "info:")
