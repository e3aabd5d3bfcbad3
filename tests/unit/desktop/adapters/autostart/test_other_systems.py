"""Starting with the session on Windows and macOS, with fakes of what they keep it in."""

import plistlib
from pathlib import Path

import pytest

from desktop.adapters.autostart.linux import LinuxAutostart
from desktop.adapters.autostart.macos import MacAutostart
from desktop.adapters.autostart.system import autostart_of, stable
from desktop.adapters.autostart.windows import RUN_KEY, VALUE, WindowsAutostart

COMMAND = [r"C:\Program Files\Bomizzel\bomizzel-desktop.exe"]


class MemoryRegistry:
    """Implements ``Registry``; counts writes."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}
        self.of_machine: dict[tuple[str, str], str] = {}
        self.writes = 0

    def get(self, key: str, name: str) -> str | None:
        return self.values.get((key, name))

    def get_of_machine(self, key: str, name: str) -> str | None:
        return self.of_machine.get((key, name))

    def set(self, key: str, name: str, text: str) -> None:
        self.writes += 1
        self.values[key, name] = text

    def remove(self, key: str, name: str) -> None:
        self.writes += 1
        del self.values[key, name]


def test_windows_starts_the_program_by_a_value_that_is_written_once() -> None:
    registry = MemoryRegistry()
    autostart = WindowsAutostart(registry, command=COMMAND)

    autostart.apply(is_on=True)
    autostart.apply(is_on=True)
    assert registry.values == {(RUN_KEY, VALUE): f'"{COMMAND[0]}"'}
    assert registry.writes == 1

    autostart.apply(is_on=False)
    autostart.apply(is_on=False)
    assert (registry.values, registry.writes) == ({}, 2)


@pytest.mark.parametrize("is_on", [True, False])
def test_value_of_the_installer_needs_no_second_one(*, is_on: bool) -> None:
    registry = MemoryRegistry()
    WindowsAutostart(registry, command=COMMAND).apply(is_on=True)
    registry.of_machine[RUN_KEY, VALUE] = f'"{COMMAND[0]}" --at-sign-in'

    WindowsAutostart(registry, command=COMMAND).apply(is_on=is_on)

    assert registry.values == {}


def test_macos_starts_the_program_by_a_launch_agent(tmp_path: Path) -> None:
    autostart = MacAutostart(
        tmp_path / "LaunchAgents",
        system_folder=tmp_path / "system",
        command=["/Applications/B & C/run"],
    )

    autostart.apply(is_on=True)
    (file,) = (tmp_path / "LaunchAgents").iterdir()
    content = plistlib.loads(file.read_bytes())
    autostart.apply(is_on=False)
    autostart.apply(is_on=False)

    assert content["ProgramArguments"] == ["/Applications/B & C/run"]
    assert content["RunAtLoad"] is True
    assert not file.exists()


def test_launch_agent_of_the_installer_needs_no_second_one(tmp_path: Path) -> None:
    own, system = tmp_path / "own", tmp_path / "system"
    autostart = MacAutostart(own, system_folder=system, command=COMMAND)
    autostart.apply(is_on=True)
    system.mkdir()
    (system / "bomizzel-desktop.plist").touch()

    autostart.apply(is_on=True)

    assert list(own.iterdir()) == []


def test_linux_is_where_the_session_says(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path / "none")}

    autostart = autostart_of(environ, home=Path("/nowhere"), command=["/usr/bin/agent"])
    autostart.apply(is_on=True)

    assert isinstance(autostart, LinuxAutostart)
    assert len(list((tmp_path / "autostart").iterdir())) == 1


def test_launcher_that_points_to_the_newest_version_is_what_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = tmp_path / "1.2" / "bomizzel-desktop"
    version.parent.mkdir()
    version.touch(mode=0o755)
    launcher = tmp_path / "bin" / "bomizzel-desktop"
    launcher.parent.mkdir()
    launcher.symlink_to(version)
    monkeypatch.setenv("PATH", str(launcher.parent))

    assert stable([str(version)]) == [str(launcher)]
    assert stable(["/elsewhere/bomizzel-desktop"]) == ["/elsewhere/bomizzel-desktop"]
    assert stable(["/usr/bin/python3", "-m", "desktop"]) == ["/usr/bin/python3", "-m", "desktop"]
