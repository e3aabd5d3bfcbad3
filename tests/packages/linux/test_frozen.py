"""The frozen program in a real desktop session: what it brings along is all that it needs."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.notification_monitor import Toast
from tests.e2e.processes import wait_until
from tests.e2e.product import ANA, PASSWORD, Product
from tests.e2e.self_test import ALL, self_test
from tests.integration.desktop.adapters.authority import Authority
from tests.integration.desktop.adapters.web_server import no_token, tls_of, web_server

INSTALLED_MB = 150
_TIMEOUT_S = 30

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(400)]


@pytest.fixture
def desktop_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path_factory.mktemp("session")) as session:
        yield session


@pytest.fixture
def product(frozen: Path, desktop_session: DesktopSession, tmp_path: Path) -> Product:
    product = Product(desktop_session, tmp_path, program=[frozen])
    product.fill()
    return product


def test_program_is_within_its_budget(frozen: Path) -> None:
    files = [path for path in frozen.parent.rglob("*") if not path.is_symlink()]

    assert sum(path.stat().st_size for path in files if path.is_file()) <= INSTALLED_MB * 1e6


def test_signed_in_program_shows_one_toast_and_finds_nothing_wrong(
    desktop_session: DesktopSession, product: Product, frozen: Path
) -> None:
    profile = ("--profile", str(product.profile))
    words = ("login", "--server", product.url, "--email", ANA, "--password-stdin")
    desktop_session.run(frozen, *words, *profile, stdin=PASSWORD, timeout_s=_TIMEOUT_S)
    agent = product.start_agent()
    wait_until(
        lambda: any("verified" in " ".join(i.tooltip) for i in desktop_session.tray_items()),
        "tray icon that says verified",
        process=agent,
        timeout_s=_TIMEOUT_S,
    )

    product.assign_to_ana(product.file_ticket("Printer jams"))

    toast = desktop_session.notifications.wait_for(Toast)
    assert "Printer jams" in f"{toast.summary} {toast.body}"
    assert Path(toast.icon).is_relative_to(frozen.parent)
    assert Path(toast.icon).is_file()
    examined = desktop_session.run(frozen, "doctor", "--json", *profile, timeout_s=_TIMEOUT_S)
    found = {f["check"]: f["code"] for f in json.loads(examined)["findings"]}
    assert (found["keyring"], found["signIn"]) == ("keyring_fine", "signed_in")
    agent.stop()
    assert len([t for t in desktop_session.notifications.toasts if not t.replaces_id]) == 1


async def test_every_part_of_it_works(
    desktop_session: DesktopSession, frozen: Path, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    env = desktop_session.env | {"SSL_CERT_FILE": str(authority.certificate)}
    async with web_server(no_token, tls_of(authority.issue())) as address:
        words = (env, tmp_path / "profile", "--server", address)
        code, works = await asyncio.to_thread(self_test, *words, program=[frozen])

    assert (code, works) == (0, dict.fromkeys(ALL, True))


def test_program_speaks_german_where_the_system_does(
    desktop_session: DesktopSession, frozen: Path, tmp_path: Path
) -> None:
    desktop_session.start(
        "agent", [frozen, "--profile", tmp_path], env={"LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
    )

    desktop_session.find_window("Anmelden", timeout_s=_TIMEOUT_S)
