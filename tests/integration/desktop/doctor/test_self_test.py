"""``--self-test`` in real sessions: each part works, or says that it does not."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.notification_monitor import Toast
from tests.e2e.self_test import ALL, self_test
from tests.integration.desktop.adapters.authority import Authority
from tests.integration.desktop.adapters.web_server import no_token, tls_of, web_server

_KEPT_BY = "Python keyring library"


@pytest.mark.desktop_session
def test_everything_works_in_a_whole_session_and_leaves_no_trace(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with DesktopSession(tmp_path_factory.mktemp("session")) as session:
        env = session.env | {"PYTHONPATH": str(Path.cwd())}

        assert self_test(env, tmp_path / "profile") == (0, dict.fromkeys(ALL, True))

        toast = session.notifications.wait_for(Toast)
        assert toast.summary == "Bomizzel tries itself"
        kept = session.run("secret-tool", "search", "--all", "application", _KEPT_BY)
        assert "self-test" not in kept
    assert not (tmp_path / "profile").exists()


@pytest.mark.desktop_session
def test_what_a_session_lacks_fails_and_nothing_else(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    with DesktopSession(folder, tray=Tray.NONE, notifier=False, keyring=False) as session:
        env = session.env | {"PYTHONPATH": str(Path.cwd())}
        code, works = self_test(env, tmp_path / "profile")

    assert code == 1
    assert {part for part in works if not works[part]} == {"keyring", "toasts", "tray"}


def test_without_a_display_what_is_seen_fails(tmp_path: Path) -> None:
    missing = {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY"}
    env = {name: value for name, value in os.environ.items() if name not in missing}

    code, works = self_test(env, tmp_path / "profile")

    assert code == 1
    seen = {"keyring", "toasts", "icons", "translations", "tray"}
    assert {part for part in works if not works[part]} == seen


async def test_certificate_is_checked_with_the_authorities_of_the_machine(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    env = {n: v for n, v in os.environ.items() if n not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    believing = env | {"SSL_CERT_FILE": str(authority.certificate)}
    async with web_server(no_token, tls_of(authority.issue())) as address:
        words = ("--server", address)
        _, believed = await asyncio.to_thread(self_test, believing, tmp_path / "p", *words)
        _, strange = await asyncio.to_thread(self_test, env, tmp_path / "p", *words)

    assert (believed["certificates"], strange["certificates"]) == (True, False)
