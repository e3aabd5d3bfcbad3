"""Start with the session on macOS: a launch agent of the person.

The installer puts one for everybody into the system's folder, which needs no second one. It starts
the program with ``--at-sign-in``: where the setting is off, that start ends at once.

Whoever switches it off in the system's settings is obeyed by launchd, which keeps that elsewhere.
Not run on a real macOS yet.
"""

import plistlib
from collections.abc import Sequence
from pathlib import Path

LABEL = "bomizzel-desktop"
FILE_NAME = f"{LABEL}.plist"


class MacAutostart:
    """The launch agent of the program.

    Args:
        folder: ``~/Library/LaunchAgents``.
        system_folder: ``/Library/LaunchAgents``.
        command: What starts the program.
    """

    def __init__(self, folder: Path, *, system_folder: Path, command: Sequence[str]) -> None:
        """Touch nothing yet."""
        self._path = folder / FILE_NAME
        self._system_path = system_folder / FILE_NAME
        self._content = plistlib.dumps(
            {
                "Label": LABEL,
                "ProgramArguments": list(command),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
            }
        )

    def apply(self, *, is_on: bool) -> None:
        """Start with the session, or not.

        Raises:
            OSError: The folder cannot be written to.
        """
        if not is_on or self._system_path.exists():
            self._path.unlink(missing_ok=True)
        elif not self._path.exists() or self._path.read_bytes() != self._content:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(self._content)
