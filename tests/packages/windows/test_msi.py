"""The installer for a machine, on a Windows of the test's own."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from desktop.adapters.autostart.windows import RUN_KEY, VALUE
from desktop.adapters.policy.windows import PRESET_KEY, Hive, WindowsPolicies
from desktop.adapters.toasts.windows_system import APP_USER_MODEL_ID
from desktop.core.settings.merge import merge
from desktop.core.settings.sources import Source
from desktop.core.settings.values import Settings
from scripts.packages.msi import build_msi, product_code
from scripts.packages.support import VARIABLE
from tests.packages.windows.payload import FILES, SUPPORT_URL
from tests.packages.windows.wine import Wine

Installer = Callable[[str], Path]

OLD, NEW = "0.1.0", "0.1.1"
FATAL = 1603 & 0xFF
PROGRAMS = "Program Files/Bomizzel Desktop"
EXE = r"C:\Program Files\Bomizzel Desktop\bomizzel-desktop.exe"
PRESET = rf"HKLM\{PRESET_KEY}"
RUN = rf"HKLM\{RUN_KEY}"
UNINSTALL = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"


class Machine:
    """What an administrator does on a machine, and finds there."""

    def __init__(self, wine: Wine, msi: Installer) -> None:
        self.wine = wine
        self._msi = msi
        self.empty = wine.files()

    def install(self, version: str, *properties: str) -> int:
        return self._msiexec("/i", self._msi(version), *properties)

    def repair(self, version: str) -> int:
        """Do what ``/famus`` does, which Wine's own msiexec does not know."""
        code = f"{{{product_code(version)}}}"
        return self._msiexec("/i", code, "REINSTALL=ALL", "REINSTALLMODE=amus")

    def remove(self, version: str) -> int:
        return self._msiexec("/x", f"{{{product_code(version)}}}")

    def installed(self) -> frozenset[str]:
        """Return the program's files; the shortcut is elsewhere."""
        return frozenset(
            name.removeprefix(f"{PROGRAMS}/")
            for name in self.wine.files() - self.empty
            if name.startswith(PROGRAMS)
        )

    def versions(self) -> list[object]:
        """Return the versions in the list of programs."""
        return [
            self.wine.values(rf"{UNINSTALL}\{{{product_code(version)}}}")["DisplayVersion"]
            for version in (OLD, NEW)
            if f"{{{product_code(version)}}}" in self.wine.keys_below(UNINSTALL)
        ]

    def at_sign_in(self) -> object:
        """Return what is started for everybody, None when nothing is."""
        try:
            return self.wine.values(RUN).get(VALUE)
        except FileNotFoundError:
            return None

    def settings(self) -> Settings:
        """Return what the program reads on this machine."""
        return merge(WindowsPolicies(self._read_key).read()).values

    def _read_key(self, hive: Hive, path: str) -> Mapping[str, object]:
        return self.wine.values(rf"{hive}\{path}")

    def _msiexec(self, action: str, *arguments: str | Path) -> int:
        return self.wine.run("msiexec", action, *arguments, "/qn", "/norestart")


@pytest.fixture
def machine(wine: Wine, msi: Installer) -> Iterator[Machine]:
    machine = Machine(wine, msi)
    yield machine
    for version in (OLD, NEW):
        machine.remove(version)


def test_properties_are_what_the_program_reads_as_its_preset(machine: Machine) -> None:
    code = machine.install(
        OLD,
        "SERVERURL=https://help.example.org",
        "LAUNCHATLOGIN=1",
        r"EXTRACERTIFICATES=C:\ProgramData\our ca.pem",
        "LANGUAGE=de",
        "DISABLEUPDATECHECK=1",
    )

    settings = machine.settings()
    assert code == 0
    assert machine.installed() == set(FILES)
    assert settings.server_address == "https://help.example.org"
    assert settings.extra_certificates == r"C:\ProgramData\our ca.pem"
    assert (settings.language, settings.autostart) == ("de", True)


def test_without_properties_nothing_is_set_and_the_program_starts_at_sign_in(
    machine: Machine,
) -> None:
    assert machine.install(OLD) == 0

    assert machine.at_sign_in() == f'"{EXE}" --at-sign-in'
    with pytest.raises(FileNotFoundError):
        machine.wine.values(PRESET)


def test_start_at_sign_in_can_be_left_out(machine: Machine) -> None:
    assert machine.install(OLD, "LAUNCHATLOGIN=0") == 0

    assert machine.settings().autostart is False
    assert machine.at_sign_in() is None


def test_windows_knows_links_toasts_and_whom_the_program_is_from(machine: Machine) -> None:
    assert machine.install(OLD) == 0

    classes = r"HKLM\Software\Classes"
    scheme = machine.wine.values(rf"{classes}\bomizzel")
    listed = machine.wine.values(rf"{UNINSTALL}\{{{product_code(OLD)}}}")
    toasts = machine.wine.values(rf"{classes}\AppUserModelId\{APP_USER_MODEL_ID}")
    opened = machine.wine.values(rf"{classes}\bomizzel\shell\open\command")
    assert scheme == {"": "URL:Bomizzel", "URL Protocol": ""}
    assert opened[""] == f'"{EXE}" "%1"'
    assert toasts["DisplayName"] == "Bomizzel Desktop"
    assert {name: listed[name] for name in ("DisplayName", "DisplayVersion", "Publisher")} == {
        "DisplayName": "Bomizzel Desktop",
        "DisplayVersion": OLD,
        "Publisher": "Bomizzel",
    }
    assert listed["NoModify"] == 1
    assert listed["HelpLink"] == SUPPORT_URL


def test_repair_brings_back_files_and_keeps_what_was_set(machine: Machine) -> None:
    machine.install(OLD, "SERVERURL=https://help.example.org", "LAUNCHATLOGIN=0")
    (machine.wine.disk / PROGRAMS / FILES[1]).unlink()

    assert machine.repair(OLD) == 0

    assert machine.installed() == set(FILES)
    assert machine.settings().server_address == "https://help.example.org"
    assert machine.settings().autostart is False


def test_upgrade_replaces_the_program_and_keeps_what_was_set(machine: Machine) -> None:
    machine.install(OLD, "SERVERURL=https://help.example.org", "LAUNCHATLOGIN=0", "LANGUAGE=de")

    assert machine.install(NEW, "LANGUAGE=en") == 0

    settings = machine.settings()
    assert machine.versions() == [NEW]
    assert (machine.wine.disk / PROGRAMS / FILES[1]).read_text() == NEW
    assert settings.server_address == "https://help.example.org"
    assert (settings.autostart, settings.language) == (False, "en")
    assert machine.at_sign_in() is None


def test_older_version_is_refused_and_the_newer_one_stays(machine: Machine) -> None:
    machine.install(NEW)

    assert machine.install(OLD) == FATAL

    assert machine.versions() == [NEW]
    assert (machine.wine.disk / PROGRAMS / FILES[1]).read_text() == NEW


def test_nothing_is_left_after_removal(machine: Machine) -> None:
    machine.install(OLD, "SERVERURL=https://help.example.org", "LAUNCHATLOGIN=1", "LANGUAGE=de")
    machine.install(NEW)

    assert machine.remove(NEW) == 0

    assert machine.wine.files() == machine.empty
    assert not (machine.wine.disk / PROGRAMS).exists()
    assert machine.versions() == []
    assert machine.at_sign_in() is None
    for parent, name in (
        (r"HKLM\Software", "Bomizzel"),
        (r"HKLM\Software\Classes", "bomizzel"),
        (r"HKLM\Software\Classes\AppUserModelId", APP_USER_MODEL_ID),
    ):
        assert name not in machine.wine.keys_below(parent)


def test_older_windows_is_refused(machine: Machine) -> None:
    machine.wine.set_value(r"HKCU\Software\Wine", "Version", "win7")
    try:
        assert machine.install(OLD) == FATAL
    finally:
        machine.wine.set_value(r"HKCU\Software\Wine", "Version", "win10")

    assert machine.wine.files() == machine.empty


def test_policy_of_the_machine_wins_over_what_the_installer_set(machine: Machine) -> None:
    machine.install(OLD, "LANGUAGE=de")
    policy = WindowsPolicies(lambda *_: {}).places[Source.MACHINE_POLICY]
    machine.wine.set_value(policy, "language", "en")
    try:
        assert machine.settings().language == "en"
    finally:
        assert machine.wine.run("reg", "delete", policy, "/f") == 0

    assert machine.settings().language == "de"


def test_installer_asks_programs_to_end_and_never_restarts_the_machine(msi: Installer) -> None:
    rows = table(msi(OLD), "Property")

    assert (rows["MSIRMSHUTDOWN"], rows["REBOOT"]) == ("1", "ReallySuppress")
    assert rows["ALLUSERS"] == "1"
    # Installed programs are found by it for ever: https://learn.microsoft.com/windows/win32/msi
    assert rows["UpgradeCode"] == "{8C0E6B5A-4F0D-4B57-9E1B-6D6B3A1F5C20}"


def test_shortcut_names_the_application_that_toasts_are_from(msi: Installer) -> None:
    assert table(msi(OLD), "MsiShortcutProperty") == {
        "AppUserModelId": f"StartMenu\tSystem.AppUserModel.ID\t{APP_USER_MODEL_ID}"
    }


def test_older_program_is_removed_where_a_failure_brings_it_back(msi: Installer) -> None:
    steps = {
        action: int(rest.rsplit("\t", 1)[1])
        for action, rest in table(msi(OLD), "InstallExecuteSequence").items()
    }

    assert steps["InstallInitialize"] < steps["RemoveExistingProducts"] < steps["InstallFiles"]


def test_same_program_is_the_same_installer(
    payload: Installer, msi: Installer, tmp_path: Path
) -> None:
    again = build_msi(payload(OLD), tmp_path, version=OLD)

    assert again.read_bytes() == msi(OLD).read_bytes()


def test_installer_without_an_address_of_help_shows_none_and_is_another_one(
    payload: Installer, msi: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    without = build_msi(payload(OLD), tmp_path, version=OLD)

    assert "ARPHELPLINK" not in table(without, "Property")
    assert package_code(without) != package_code(msi(OLD))


def test_folder_without_the_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"bomizzel-desktop\.exe"):
        build_msi(tmp_path, tmp_path, version=OLD)


def package_code(package: Path) -> str:
    return table(package, "_SummaryInformation")["9"]


def table(package: Path, name: str) -> dict[str, str]:
    """Return the rows of a table of the installer by their first column."""
    command = ("msiinfo", "export", package, name)
    text = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
    rows = text.replace("\r", "").splitlines()[3:]
    return dict(row.split("\t", 1) for row in rows)
