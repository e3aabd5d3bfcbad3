"""The desktop's package of Debian, really installed on this machine, and gone after it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.packages.deb import QUICK
from scripts.packages.desktop_deb import build_desktop_deb
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.notification_monitor import Toast
from tests.e2e.processes import wait_until
from tests.e2e.product import ANA, PASSWORD, Product
from tests.packages.pages import blocks

PLACES = (
    "/opt/bomizzel-desktop",
    "/usr/bin/bomizzel-desktop",
    "/usr/share/applications/bomizzel-desktop.desktop",
    "/usr/share/doc/bomizzel-desktop",
    "/usr/share/icons/hicolor/96x96/apps/bomizzel-desktop.png",
    "/usr/share/icons/hicolor/scalable/apps/bomizzel-desktop.svg",
    "/usr/share/icons/hicolor/symbolic/apps/bomizzel-desktop-symbolic.svg",
    "/usr/share/metainfo/org.bomizzel.desktop.metainfo.xml",
    "/etc/bomizzel-desktop",
    "/etc/xdg/autostart/bomizzel-desktop.desktop",
)
_TIMEOUT_S = 120

pytestmark = pytest.mark.timeout(400)


def run(*command: str | Path, codes: tuple[int, ...] = (0,), cwd: str | Path = "/") -> str:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
        cwd=cwd,
    )
    assert done.returncode in codes, (command, done.returncode, done.stdout)
    return done.stdout


def there() -> list[str]:
    return [place for place in PLACES if Path(place).exists()]


@pytest.fixture
def installed(desktop_deb: Path) -> Iterator[None]:
    """The package on this machine; whatever happens, it is purged afterwards."""
    try:
        run("dpkg", "--install", desktop_deb)
        yield
    finally:
        run("dpkg", "--purge", "--force-remove-reinstreq", "bomizzel-desktop", codes=(0, 1))


@pytest.mark.usefixtures("installed")
def test_program_starts_by_its_name_and_is_told_what_the_machine_says(tmp_path: Path) -> None:
    assert there() == list(PLACES)
    policy = Path("/etc/bomizzel-desktop/policy.d/50-test.json")
    policy.write_text('{"serverAddress": "https://help.example.org"}')
    explained = run("bomizzel-desktop", "policy", "--explain", "--json", "--profile", tmp_path)
    policy.unlink()

    assert "https://help.example.org" in explained
    assert str(policy) in explained
    version = json.loads(run("bomizzel-desktop", "doctor", "--json", codes=tuple(range(9))))
    assert version["platform"] == "linux"


@pytest.mark.usefixtures("installed")
def test_nothing_is_left_after_a_purge_and_no_autostart_after_a_removal() -> None:
    assert run("dpkg", "--verify", "bomizzel-desktop") == ""

    run("dpkg", "--remove", "bomizzel-desktop")

    # dpkg keeps the entry as a configuration file; TryExec makes desktops pass over it.
    entry = Path("/etc/xdg/autostart/bomizzel-desktop.desktop").read_text()
    assert "TryExec=/usr/bin/bomizzel-desktop\n" in entry
    assert not Path("/usr/bin/bomizzel-desktop").exists()
    run("dpkg", "--purge", "bomizzel-desktop")
    assert there() == []


@pytest.mark.usefixtures("installed")
def test_desktops_understand_the_entries() -> None:
    entries = [place for place in PLACES if place.endswith(".desktop")]

    assert run("desktop-file-validate", *entries) == ""
    (metainfo,) = (place for place in PLACES if place.endswith(".xml"))
    run("appstreamcli", "validate", "--no-net", "--pedantic", metainfo)


def test_each_command_of_the_page_works_after_those_before_it(
    desktop_deb: Path, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    shutil.copyfile(desktop_deb, tmp_path / "bomizzel-desktop_0.1.0_amd64.deb")
    commands = [line for block in blocks("linux.md", "sh") for line in block.splitlines()]

    try:
        said = [run("sh", "-c", command, cwd=tmp_path) for command in commands]
    finally:
        run("dpkg", "--purge", "--force-remove-reinstreq", "bomizzel-desktop", codes=(0, 1))

    assert "https://help.example.org" in said[4]
    assert there() == []


@pytest.mark.desktop_session
def test_program_that_runs_goes_on_as_the_new_version_and_ends_with_the_last(
    desktop_deb: Path, frozen: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newer = build_desktop_deb(frozen.parent, tmp_path, version="0.0.2", packed=QUICK)
    program = Path("/opt/bomizzel-desktop/bomizzel-desktop")
    try:
        run("dpkg", "--install", desktop_deb)
        with DesktopSession(tmp_path_factory.mktemp("session")) as session:
            product = Product(session, tmp_path, program=[program])
            product.fill()
            words = ("login", "--server", product.url, "--email", ANA, "--password-stdin")
            session.run(program, *words, "--profile", product.profile, stdin=PASSWORD)
            agent = product.start_agent()
            wait_until(product.times_caught_up, "the agent, live", process=agent)
            started = Path(f"/proc/{agent.pid}/exe")

            run("dpkg", "--install", newer)

            assert started.stat().st_ino != program.stat().st_ino
            wait_until(
                lambda: started.stat().st_ino == program.stat().st_ino,
                "the program of the new package",
                process=agent,
                timeout_s=_TIMEOUT_S,
            )
            product.assign_to_ana(product.file_ticket("Printer jams"))
            toast = session.notifications.wait_for(Toast)
            assert "Printer jams" in f"{toast.summary} {toast.body}"

            run("dpkg", "--purge", "bomizzel-desktop")

            assert agent.wait(_TIMEOUT_S) == 0
    finally:
        run("dpkg", "--purge", "--force-remove-reinstreq", "bomizzel-desktop", codes=(0, 1))
    assert there() == []


def test_package_is_clean(desktop_deb: Path) -> None:
    run("lintian", "--allow-root", "--fail-on", "error,warning", desktop_deb)
