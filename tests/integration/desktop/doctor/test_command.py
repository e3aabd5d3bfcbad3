"""``doctor`` and ``status`` as tools call them: fixed codes, each with a real cause."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from desktop.adapters.doctor.bus_question import ANSWER_S
from desktop.adapters.doctor.examination import KEYRING_S, SERVER_S
from desktop.adapters.policy.linux import LinuxPolicies
from desktop.commands.doctor import RUNNING_S
from desktop.commands.program import main
from tests.e2e.desktop_session import DesktopSession, Tray
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.server import EMAIL, PASSWORD, ContractServer


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path_factory.mktemp("doctor")) as session:
        session.env["PYTHONPATH"] = str(Path.cwd())
        yield session


@pytest.fixture
async def server() -> AsyncIterator[ContractServer]:
    server = ContractServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep commands of this process away from the keyring of whoever runs the tests."""
    monkeypatch.setattr("desktop.adapters.vault.KeyringVault", lambda _: MemoryVault())


class Desktop:
    """Commands of one profile in a session."""

    def __init__(self, session: DesktopSession, profile: Path) -> None:
        self._session = session
        self._profile = profile

    def run(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "desktop", *words, "--profile", str(self._profile)],
            env=self._session.env,
            input=said,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def doctor(self) -> tuple[int, dict[str, str]]:
        """Return the exit code, and the code of each finding by its check."""
        result = self.run("doctor", "--json")
        report = json.loads(result.stdout)
        assert report["exitCode"] == result.returncode
        return result.returncode, {f["check"]: f["code"] for f in report["findings"]}


@pytest.mark.desktop_session
async def test_each_trouble_of_a_session_has_its_code(
    session: DesktopSession, server: ContractServer, tmp_path: Path
) -> None:
    desktop = Desktop(session, tmp_path / "profile")
    in_thread = asyncio.to_thread
    code, found = await in_thread(desktop.doctor)
    assert (code, found["signIn"]) == (2, "not_signed_in")

    words = ("login", "--server", server.url, "--email", EMAIL, "--password-stdin")
    result = await in_thread(desktop.run, *words, said=PASSWORD)
    assert result.returncode == 0, result.stderr
    code, found = await in_thread(desktop.doctor)
    assert code == 0
    assert set(found.values()) == {
        *("profile_fine", "policy_fine", "server_fine", "encryption_none", "clock_fine"),
        *("keyring_fine", "signed_in", "toasts_fine", "tray_fine"),
    }

    session.processes["xfce4-panel"].stop()
    assert await in_thread(desktop.doctor) == (8, found | {"tray": "no_tray"})
    session.start_tray(Tray.XEMBED)
    assert await in_thread(desktop.doctor) == (0, found)

    session.processes["dunst"].stop()
    assert await in_thread(desktop.doctor) == (
        7,
        found | {"toasts": "no_notification_service"},
    )

    session.processes["gnome-keyring-daemon"].stop()
    assert await in_thread(desktop.doctor) == (
        4,
        found
        | {
            "keyring": "keyring_missing",
            "signIn": "not_signed_in",
            "toasts": "no_notification_service",
        },
    )
    locked = session.start(
        "gnome-keyring-daemon",
        [session.root / "gnome-keyring-daemon", "--foreground", "--components=secrets"],
    )
    session._wait_for_name("org.freedesktop.secrets", locked)
    code, now_found = await in_thread(desktop.doctor)
    assert (code, now_found["keyring"], now_found["signIn"]) == (
        4,
        "keyring_locked",
        "sign_in_unknown",
    )


@pytest.mark.usefixtures("no_keyring")
async def test_server_that_is_away_has_its_code(
    server: ContractServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await server.stop()

    words = ["doctor", "--server", server.url, "--profile", str(tmp_path)]
    assert await asyncio.to_thread(main, words) == 5

    assert f"Nothing answers at {server.url}" in capsys.readouterr().out


@pytest.mark.usefixtures("no_keyring")
def test_policy_that_cannot_be_read_has_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "policy.d"
    folder.mkdir(mode=0o755)
    (folder / "desk.json").write_text("{")
    policies = LinuxPolicies(tmp_path, user="ana", owner=os.getuid())
    monkeypatch.setattr("desktop.bootstrap.policies_of", lambda _: policies)

    assert main(["doctor", "--profile", str(tmp_path / "profile")]) == 3

    assert "desk.json" in capsys.readouterr().out


def test_doctor_takes_fifteen_seconds_at_most() -> None:
    # What waits for what else: the program that runs, the keyring's lock, the keyring, the server.
    assert RUNNING_S + ANSWER_S + KEYRING_S + SERVER_S < 15


@pytest.mark.expected_logs("last good policies not read")
@pytest.mark.usefixtures("no_keyring")
def test_profile_that_takes_no_files_has_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile"
    profile.write_text("a file where a folder should be")

    assert main(["doctor", "--profile", str(profile)]) == 1

    assert "takes no files" in capsys.readouterr().out


@pytest.mark.usefixtures("no_keyring")
def test_without_a_session_bus_and_display_they_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    main(["doctor", "--json", "--profile", str(tmp_path)])

    found = {f["check"]: f["code"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert (found["toasts"], found["tray"]) == ("no_session_bus", "no_display")


def test_status_says_that_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--profile", str(tmp_path / "profile")]) == 1

    assert json.loads(capsys.readouterr().out) == {"running": False, "agent": None}
    assert not (tmp_path / "profile").exists()
