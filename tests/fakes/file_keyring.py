"""A keyring in a file, for programs that are killed and started again by tests."""

import json
import os
from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from typing_extensions import override

FILE_VARIABLE = "TEST_KEYRING_FILE"


class FileKeyring(KeyringBackend):
    """Keeps entries in the file that the environment names; for tests only."""

    priority: ClassVar[float] = 9

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}|{username}")

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._entries() | {f"{service}|{username}": password})

    @override
    def delete_password(self, service: str, username: str) -> None:
        entries = self._entries()
        if entries.pop(f"{service}|{username}", None) is None:
            raise PasswordDeleteError(service)
        self._write(entries)

    def _entries(self) -> dict[str, str]:
        path = Path(os.environ[FILE_VARIABLE])
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, entries: dict[str, str]) -> None:
        Path(os.environ[FILE_VARIABLE]).write_text(json.dumps(entries))
