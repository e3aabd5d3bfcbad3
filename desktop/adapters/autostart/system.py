"""Starting with the session, by the way of the system that the program runs on."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

LAUNCHER = "bomizzel-desktop"


class Autostart(Protocol):
    """The program among those that start with the session."""

    def apply(self, *, is_on: bool) -> None:
        """Start with the session, or not; the same again changes nothing.

        Raises:
            OSError: The system does not take it.
        """
        ...


def autostart_of(environ: Mapping[str, str], *, home: Path, command: Sequence[str]) -> Autostart:
    """Return the way of this system.

    Args:
        environ: Where the session's folders are named.
        home: The person's home folder.
        command: What starts the program.
    """
    command = stable(command)
    if sys.platform == "win32":
        from desktop.adapters.autostart.registry import WindowsRegistry  # noqa: PLC0415 - Windows
        from desktop.adapters.autostart.windows import WindowsAutostart  # noqa: PLC0415

        return WindowsAutostart(WindowsRegistry(), command=command)
    if sys.platform == "darwin":
        from desktop.adapters.autostart.macos import MacAutostart  # noqa: PLC0415 - macOS

        agents = Path("Library") / "LaunchAgents"
        return MacAutostart(home / agents, system_folder="/" / agents, command=command)
    from desktop.adapters.autostart.linux import LinuxAutostart  # noqa: PLC0415 - Linux

    config = environ.get("XDG_CONFIG_HOME") or str(home / ".config")
    system = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    return LinuxAutostart(
        Path(config) / "autostart",
        system_folders=[Path(place) / "autostart" for place in system.split(":") if place],
        command=command,
    )


def stable(command: Sequence[str]) -> Sequence[str]:
    """Return ``command`` by a path that outlives an update, where there is one.

    A package may keep each version in a folder of its own, with a launcher that points to the
    newest; an entry with the folder in it would start nothing after the next update.
    """
    launcher = shutil.which(LAUNCHER)
    if launcher is None or len(command) != 1:
        return command
    is_this = Path(launcher).resolve() == Path(command[0]).resolve()
    return [launcher] if is_this else command
