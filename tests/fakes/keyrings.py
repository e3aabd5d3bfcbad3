"""Keyrings in memory: one that works, one with the habits of Windows, and poor ones."""

from collections.abc import Callable
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError, PasswordDeleteError
from typing_extensions import override


def _nothing() -> None:
    pass


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given, by service and user.

    Attributes:
        before_each: Called before each call; may block or raise.
    """

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the base has no types
        self.entries: dict[tuple[str, str], str] = {}
        self.before_each: Callable[[], None] = _nothing

    @override
    def get_password(self, service: str, username: str) -> str | None:
        self.before_each()
        return self.entries.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.before_each()
        self.entries[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        self.before_each()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError(service)


class WindowsKeyring(KeyringBackend):
    """The Credential Manager as keyring 25 uses it, in its letters and its limit.

    An entry is a target with a user. Whoever writes a target that is taken moves the former
    content to ``user@service``, also when it is the same user's.
    """

    MAX_CHARS = 1_280

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the base has no types
        self.targets: dict[str, tuple[str, str]] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        for target in (service, f"{username}@{service}"):
            user, password = self.targets.get(target, ("", ""))
            if user == username:
                return password
        return None

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self.MAX_CHARS:
            raise OSError(1783, "The stub received bad data")
        if service in self.targets:
            former_user, former = self.targets[service]
            self.targets[f"{former_user}@{service}"] = (former_user, former)
        self.targets[service] = (username, password)

    @override
    def delete_password(self, service: str, username: str) -> None:
        found = [
            target
            for target in (service, f"{username}@{service}")
            if self.targets.get(target, ("", ""))[0] == username
        ]
        for target in found:
            del self.targets[target]
        if not found:
            raise PasswordDeleteError(service)


class PlaintextKeyring(MemoryKeyring):
    """One that the library does not recommend."""

    priority: ClassVar[float] = 0.5


class NoKeyring(MemoryKeyring):
    """Looks like one, and is none."""

    @override
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError


class ForgetfulKeyring(MemoryKeyring):
    """Says yes and keeps nothing."""

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.before_each()
