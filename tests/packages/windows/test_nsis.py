"""The set-up for one person, on a Windows of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.adapters.autostart.windows import RUN_KEY, VALUE
from scripts.packages.nsis import build_nsis
from tests.packages.windows.payload import FILES, SUPPORT_URL
from tests.packages.windows.wine import Wine

Installer = Callable[[str], Path]

OLD, NEW = "0.1.0", "0.1.1"
NEWER_IS_THERE, MACHINE_HAS_IT = 3, 4
RUN = rf"HKCU\{RUN_KEY}"
CLASSES = r"HKCU\Software\Classes"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall"
LISTED = rf"{UNINSTALL}\Bomizzel.Desktop"
UNINSTALLER = "uninstall.exe"


class Account:
    """What a person does on a machine, and finds there."""

    def __init__(self, wine: Wine, setup: Installer) -> None:
        self.wine = wine
        self._setup = setup
        self.empty = wine.files()

    def install(self, version: str) -> int:
        return self.wine.run(self._setup(version), "/S")

    @property
    def folder(self) -> Path:
        """Where the program is."""
        (user,) = (self.wine.disk / "users").glob("*/AppData/Local/Programs/Bomizzel Desktop")
        return user

    def installed(self) -> set[str]:
        return {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    def remove(self) -> int:
        """Remove what is installed; the uninstaller goes on in a copy of itself."""
        code = self._uninstall()
        self.wine.wait()
        return code

    def tidy(self) -> None:
        """Remove whatever a test left; ``_?=`` makes the uninstaller no copy of itself."""
        if "Bomizzel.Desktop" in self.wine.keys_below(UNINSTALL):
            self._uninstall(f"_?={self.wine.values(LISTED)['InstallLocation']}")

    def _uninstall(self, *options: str) -> int:
        program = str(self.wine.values(LISTED)["UninstallString"]).strip('"')
        return self.wine.run(program, "/S", *options)


@pytest.fixture
def account(wine: Wine, nsis: Installer) -> Iterator[Account]:
    account = Account(wine, nsis)
    yield account
    account.tidy()


def test_person_gets_program_links_and_a_start_at_sign_in(account: Account) -> None:
    assert account.install(OLD) == 0

    listed = account.wine.values(LISTED)
    place = listed["InstallLocation"]
    assert account.installed() == {*FILES, UNINSTALLER}
    assert account.wine.values(RUN)[VALUE] == rf'"{place}\bomizzel-desktop.exe"'
    assert account.wine.values(rf"{CLASSES}\bomizzel\shell\open\command") == {
        "": rf'"{place}\bomizzel-desktop.exe" "%1"'
    }
    assert (listed["DisplayVersion"], listed["Publisher"]) == (OLD, "Bomizzel")
    assert listed["HelpLink"] == SUPPORT_URL
    assert [name for name in account.wine.files() if name.endswith("Bomizzel Desktop.lnk")]


def test_upgrade_leaves_no_file_of_the_older_version(account: Account) -> None:
    account.install(OLD)
    (account.folder / "_internal" / "only in the older one.dll").touch()

    assert account.install(NEW) == 0

    assert account.installed() == {*FILES, UNINSTALLER}
    assert (account.folder / FILES[1]).read_text() == NEW
    assert account.wine.values(LISTED)["DisplayVersion"] == NEW


def test_upgrade_leaves_the_start_at_sign_in_as_the_program_set_it(account: Account) -> None:
    account.install(OLD)
    account.wine.run("reg", "delete", RUN, "/v", VALUE, "/f")

    account.install(NEW)

    assert VALUE not in account.wine.values(RUN)


def test_older_version_is_refused(account: Account) -> None:
    account.install(NEW)

    assert account.install(OLD) == NEWER_IS_THERE

    assert (account.folder / FILES[1]).read_text() == NEW


def test_machine_that_has_the_program_needs_no_second_one(
    account: Account, msi: Installer
) -> None:
    assert account.wine.run("msiexec", "/i", msi(OLD), "/qn", "LAUNCHATLOGIN=0") == 0
    try:
        assert account.install(OLD) == MACHINE_HAS_IT
    finally:
        assert account.wine.run("msiexec", "/x", msi(OLD), "/qn") == 0

    assert "Bomizzel.Desktop" not in account.wine.keys_below(UNINSTALL)


def test_removal_leaves_nothing_but_what_is_not_the_programs(account: Account) -> None:
    account.install(OLD)
    stranger = account.folder / "not ours.txt"
    stranger.touch()

    assert account.remove() == 0

    left = account.wine.files() - account.empty
    assert left == {stranger.relative_to(account.wine.disk).as_posix()}
    stranger.unlink()
    stranger.parent.rmdir()
    assert VALUE not in account.wine.values(RUN)
    assert "bomizzel" not in account.wine.keys_below(CLASSES)
    assert "Bomizzel.Desktop" not in account.wine.keys_below(UNINSTALL)


def test_same_program_is_the_same_set_up(
    payload: Installer, nsis: Installer, tmp_path: Path
) -> None:
    again = build_nsis(payload(OLD), tmp_path, version=OLD)

    assert again.read_bytes() == nsis(OLD).read_bytes()
