"""A Windows of a test's own: a folder in which Wine keeps its disk and its registry."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath

_BOOT_TIMEOUT_S = 180
_TIMEOUT_S = 60
_VALUE = re.compile(r"^    (?P<name>.*?)    (?P<kind>REG_[A-Z_]+)    (?P<data>.*)$")
_DEFAULT = "(Default)"


class Wine:
    """Runs programs of Windows 10 and reads what they left.

    Args:
        prefix: The folder; it is made by ``boot``.
    """

    def __init__(self, prefix: Path) -> None:
        self.disk = prefix / "drive_c"
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # Neither .NET nor a browser is asked for, there is no screen, and no shortcut gets
            # into the menus of the machine that runs the test.
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
            "DISPLAY": "",
            "HOME": str(prefix),
        }

    def boot(self) -> None:
        """Make the disk and the registry."""
        self._run("wineboot", "--init", timeout_s=_BOOT_TIMEOUT_S)
        self.set_value(r"HKCU\Software\Wine", "Version", "win10")

    def shut_down(self) -> None:
        """End what runs in it."""
        self._run("wineserver", "--kill")

    def wait(self) -> None:
        """Wait until nothing runs in it any more."""
        self._run("wineserver", "--wait")

    def run(self, *command: str | Path) -> int:
        """Run a program of Windows and return its exit code, of which Unix keeps eight bits."""
        return self._run("wine", *command).returncode

    def run_line(self, line: str, *, folder: Path) -> int:
        """Run a line as it is typed into a command prompt, in ``folder``."""
        script = folder / "line.bat"
        script.write_text(f"@echo off\n{line}\n", newline="\r\n")
        return self._run("wine", "cmd", "/c", script.name, cwd=folder).returncode

    def set_value(self, key: str, name: str, data: str) -> None:
        """Write text into the registry."""
        assert self.run("reg", "add", key, "/v", name, "/d", data, "/f") == 0

    def values(self, key: str) -> Mapping[str, int | str | Sequence[str]]:
        """Return the values of a registry key by name, that without a name as ``""``.

        Raises:
            FileNotFoundError: There is no such key.
        """
        done = self._run("wine", "reg", "query", key)
        if done.returncode != 0:
            raise FileNotFoundError(key)
        lines = done.stdout.replace("\r", "").splitlines()
        return dict(_parsed(found) for line in lines if (found := _VALUE.match(line)))

    def keys_below(self, key: str) -> Sequence[str]:
        """Return the names of the keys right below ``key``; none when it is not there."""
        lines = self._run("wine", "reg", "query", key).stdout.replace("\r", "").splitlines()
        return [
            PureWindowsPath(line).name
            for line in lines
            if line.startswith("HKEY_") and line.count("\\") == key.count("\\") + 1
        ]

    def files(self) -> frozenset[str]:
        """Return all files on the disk except those of Windows, and temporary ones."""
        names = (
            path.relative_to(self.disk).as_posix()
            for path in self.disk.rglob("*")
            if not path.is_dir()
        )
        return frozenset(
            name for name in names if not name.startswith("windows/") and "/Temp/" not in name
        )

    def _run(
        self, *command: str | Path, cwd: Path | None = None, timeout_s: float = _TIMEOUT_S
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=timeout_s,
            check=False,
        )


def _parsed(found: re.Match[str]) -> tuple[str, int | str | Sequence[str]]:
    name = "" if found["name"] == _DEFAULT else found["name"]
    if found["kind"] == "REG_DWORD":
        return name, int(found["data"], 16)
    if found["kind"] == "REG_MULTI_SZ":
        return name, [item for item in found["data"].split(r"\0") if item]
    return name, found["data"].rstrip()
