"""Start with the session on Windows: a value of the key Run of the person.

The installer puts one into the key Run of the machine, which needs no second one. It starts the
program with ``--at-sign-in``: where the setting is off, that start ends at once.

People switch programs off in the Task Manager, which Windows keeps in a key of its own
(``StartupApproved``) that is never touched here.
"""

import subprocess
from collections.abc import Sequence
from typing import Protocol

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
VALUE = "Bomizzel"


class Registry(Protocol):
    """Text values below ``HKEY_CURRENT_USER``. Every method raises ``OSError`` when it fails."""

    def get(self, key: str, name: str) -> str | None:
        """Return a value, None when there is none."""
        ...

    def get_of_machine(self, key: str, name: str) -> str | None:
        """Return a value below ``HKEY_LOCAL_MACHINE``, None when there is none."""
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

    def __init__(self, registry: Registry, *, command: Sequence[str]) -> None:
        """Touch nothing yet."""
        self._registry = registry
        self._command = subprocess.list2cmdline(command)

    def apply(self, *, is_on: bool) -> None:
        """Start with the session, or not.

        Raises:
            OSError: The registry cannot be written to.
        """
        there = self._registry.get(RUN_KEY, VALUE)
        is_needed = is_on and self._registry.get_of_machine(RUN_KEY, VALUE) is None
        if not is_needed and there is not None:
            self._registry.remove(RUN_KEY, VALUE)
        elif is_needed and there != self._command:
            self._registry.set(RUN_KEY, VALUE, self._command)
