"""The server's package of Debian, really installed, started, upgraded and removed."""

import os
import pwd
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from scripts.packages.deb import QUICK
from scripts.packages.server_deb import build_server_deb
from tests.packages.server.installation import (
    DATA,
    SETTINGS,
    install,
    preseeded_machine,
    run,
    service,
)

OLD, NEW = "0.1.0", "0.1.1"
_PID = Path("/run/bomizzel-server.pid")
_TIMEOUT_S = 10
_MAX_PACKAGE_BYTES = 40_000_000

Build = Callable[[str], Path]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def url(server_deb: Build) -> Iterator[str]:
    """Address of a server that was installed and runs."""
    with preseeded_machine() as address:
        install(server_deb(OLD))
        # On a machine without runlevels, such as a container, invoke-rc.d starts nothing.
        service("start")
        yield address


def _readiness(url: str) -> dict[str, object]:
    answer: dict[str, object] = requests.get(f"{url}/readyz", timeout=_TIMEOUT_S).json()
    return answer


def _sign_in(url: str, password: str) -> int:
    body = {"email": "ana@example.org", "password": password}
    answer = requests.post(f"{url}/api/v1/auth/login", json=body, timeout=_TIMEOUT_S)
    return answer.status_code


def _add_ana() -> None:
    run(
        "bomizzel-server", "user", "add", "ana@example.org", "--name", "Ana", "--role", "admin",
        "--password-stdin", said="correct horse\n",
    )  # fmt: skip


def _owned() -> list[str]:
    """Return what is left of the package anywhere that it writes to."""
    places = ("/usr", "/etc", "/var/lib", "/var/log", "/run")
    found = run("find", *places, "-xdev", "-name", "*bomizzel*", "-not", "-path", "*/dpkg/*")
    return found.splitlines()


def test_server_is_ready_as_soon_as_it_is_installed(url: str) -> None:
    assert _readiness(url)["ready"] is True
    assert "is running" in service("status")
    assert (SETTINGS.stat().st_mode & 0o777, DATA.stat().st_mode & 0o777) == (0o640, 0o700)
    database = DATA / "bomizzel.db"
    assert database.owner() == "bomizzel"
    assert SETTINGS.group() == "bomizzel"


def test_upgrade_keeps_settings_and_data_and_restarts(url: str, server_deb: Build) -> None:
    _add_ana()
    settings = SETTINGS.read_text()
    before = run("cat", str(_PID))

    install(server_deb(NEW))
    service("restart")

    assert run("cat", str(_PID)) != before
    assert run("dpkg-query", "--show", "--showformat=${Version}", "bomizzel-server") == NEW
    assert SETTINGS.read_text() == settings
    assert _sign_in(url, "correct horse") == 200


def test_removal_stops_it_and_keeps_what_was_changed(url: str) -> None:
    run("dpkg", "--remove", "bomizzel-server")

    assert not _PID.exists()
    with pytest.raises(requests.ConnectionError):
        _readiness(url)
    assert SETTINGS.exists()
    assert (DATA / "bomizzel.db").exists()
    assert not Path("/usr/lib/bomizzel-server").exists()


def test_purge_keeps_the_tickets_and_nothing_else(url: str) -> None:
    said = run("dpkg", "--purge", "bomizzel-server")

    assert "the tickets are kept in /var/lib/bomizzel" in said
    assert _owned() == [str(DATA), str(DATA / "bomizzel.db")]
    assert pwd.getpwnam("bomizzel").pw_dir == str(DATA)
    with pytest.raises(requests.ConnectionError):
        _readiness(url)


def test_purge_without_tickets_leaves_nothing(url: str) -> None:
    service("stop")
    run("rm", str(DATA / "bomizzel.db"))

    run("dpkg", "--purge", "bomizzel-server")

    assert _owned() == []
    with pytest.raises(KeyError):
        pwd.getpwnam("bomizzel")
    with pytest.raises(requests.ConnectionError):
        _readiness(url)


def test_settings_are_for_root_and_the_server_only(url: str) -> None:
    refused = subprocess.run(
        ["setpriv", "--reuid=nobody", "--clear-groups", "bomizzel-server", "check"],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
        cwd="/",
    )

    assert (refused.returncode, "run this as root" in refused.stderr) == (78, True)
    assert _readiness(url)["ready"] is True


def test_what_cannot_be_used_is_told_and_not_started(url: str) -> None:
    service("stop")
    SETTINGS.write_text("SOCKET_IO_PORT=http\n")

    checked = run("bomizzel-server", "check", may_fail=True)
    refused = service("start", may_fail=True)

    assert "SOCKET_IO_PORT: must be" in refused
    assert checked.startswith("SOCKET_IO_PORT: must be a whole number")
    with pytest.raises(requests.ConnectionError):
        _readiness(url)


def test_package_is_clean(server_deb: Build) -> None:
    package = server_deb(OLD)

    run("lintian", "--allow-root", "--fail-on", "error,warning", str(package))
    assert package.stat().st_size < _MAX_PACKAGE_BYTES


def test_agent_and_qt_are_not_in_it(server_deb: Build) -> None:
    names = run("dpkg", "--contents", str(server_deb(OLD))).lower()

    assert "/backend/" in names
    assert all(word not in names for word in ("/desktop/", "pyside", "keyring"))


def test_same_source_makes_the_same_bytes_whoever_builds(
    server_deb: Build, tmp_path: Path
) -> None:
    umask = os.umask(0o077)
    try:
        again = build_server_deb(tmp_path, version=OLD, packed=QUICK)
    finally:
        os.umask(umask)

    assert again.read_bytes() == server_deb(OLD).read_bytes()
