"""Start with the session on macOS: a launch agent of the person.

Whoever switches it off in the system's settings is obeyed by launchd, which keeps that elsewhere.
Not run on a real macOS yet.
"""

import plistlib
from collections.abc import Sequence
from pathlib import Path

LABEL = "bomizzel-desktop"


class MacAutostart:
    """The launch agent of the program.

    Args:
        folder: ``~/Library/LaunchAgents``.
        command: What starts the program.
    """

    def __init__(self, folder: Path, *, command: Sequence[str]) -> None:
        """Touch nothing yet."""
        self._path = folder / f"{LABEL}.plist"
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
        if not is_on:
            self._path.unlink(missing_ok=True)
        elif not self._path.exists() or self._path.read_bytes() != self._content:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(self._content)
