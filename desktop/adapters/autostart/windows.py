"""Start with the session on Windows: a value of the key Run of the person.

People switch programs off in the Task Manager, which Windows keeps in a key of its own
(``StartupApproved``) that is never touched here.
"""

import subprocess
from collections.abc import Sequence
from typing import Protocol

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
VALUE = "Bomizzel"


class PersonalRegistry(Protocol):
    """Text values below ``HKEY_CURRENT_USER``. Every method raises ``OSError`` when it fails."""

    def get(self, key: str, name: str) -> str | None:
        """Return a value, None when there is none."""
        ...

    def set(self, key: str, name: str, text: str) -> None:
        """Write a value."""
        ...

    def remove(self, key: str, name: str) -> None:
        """Remove a value if there is one."""
        ...


class WindowsAutostart:
    """The value of the program.

    Args:
        registry: Where it is kept.
        command: What starts the program.
    """

    def __init__(self, registry: PersonalRegistry, *, command: Sequence[str]) -> None:
        """Touch nothing yet."""
        self._registry = registry
        self._command = subprocess.list2cmdline(command)

    def apply(self, *, is_on: bool) -> None:
        """Start with the session, or not.

        Raises:
            OSError: The registry cannot be written to.
        """
        there = self._registry.get(RUN_KEY, VALUE)
        if not is_on and there is not None:
            self._registry.remove(RUN_KEY, VALUE)
        elif is_on and there != self._command:
            self._registry.set(RUN_KEY, VALUE, self._command)
