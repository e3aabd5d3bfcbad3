"""The system's keyring, through the library of that name.

A secret is written as one line of base64url in parts, because Windows keeps at most 1,280
characters an entry (jaraco/keyring#540), under names of their own, because two names under one
service push each other around there. A header says which parts count:

    1:<slot>:<number of parts>:<SHA-256 of the line>

There are two slots. A secret goes to the one that the header does not name, is read back, and
counts from the moment when the header is replaced: whatever happens before, the former secret is
whole. Parts are written upwards and removed downwards, so that those of a slot have no gap.
"""

import base64
import binascii
import hashlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import keyring
import keyring.errors
from keyring.backend import KeyringBackend
from typing_extensions import override

from desktop.adapters.vault_messages import KEYRING_S
from desktop.adapters.workers import Workers
from desktop.core.ports import (
    Kept,
    Loaded,
    LoadOutcome,
    Missing,
    NotReady,
    SaveOutcome,
    Unavailable,
)

PART_CHARS = 1_200
PERSON_S = 1.0
"""No person answers faster whether a keyring is to be unlocked."""
MAX_PARTS = 32

_USER = "session"
_SLOTS = ("a", "b")
_HEADER = re.compile(r"1:(?P<slot>[ab]):(?P<count>[0-9]{1,2}):(?P<digest>[0-9a-f]{64})")
_PLAINTEXT_BELOW = 1
"""Priority of back ends that the library does not recommend: none, null, plain files."""

_T = TypeVar("_T")

logger = logging.getLogger(__name__)


class _UnavailableError(Exception):
    """There is no keyring here that deserves the name."""


@dataclass(frozen=True, slots=True)
class _Header:
    slot: str
    count: int
    digest: str

    @override
    def __str__(self) -> str:
        return f"1:{self.slot}:{self.count}:{self.digest}"


class KeyringVault:
    """Keeps one secret under ``service``; outcomes are values, nothing is raised.

    Invariants:
        * Every call of the library happens in one thread, which is nobody else's: a locked
          keyring blocks its caller until a person answers.
        * Nothing is removed before what replaces it was read back.
        * A keyring that does not answer changes nothing and says nothing about the secret.

    Args:
        service: Name of the entry in the keyring.
        timeout_s: How long to wait for the keyring, and the person who unlocks it.
    """

    def __init__(self, service: str, *, timeout_s: float = KEYRING_S) -> None:
        """Ask for nothing yet."""
        self._service = service
        self._timeout_s = timeout_s
        self._workers = Workers("bomizzel-keyring", threads=1)

    async def load(self) -> LoadOutcome:
        """Return the secret; may wait for the person who unlocks the keyring."""
        return await self._guarded(self._load)

    async def save(self, secret: str) -> SaveOutcome:
        """Keep ``secret`` in place of the former one."""
        return await self._guarded(lambda: self._save(secret))

    async def delete(self) -> SaveOutcome:
        """Remove the secret and every part of it."""
        return await self._guarded(self._delete)

    async def _guarded(self, function: Callable[[], _T]) -> "_T | NotReady | Unavailable":
        started_s = time.monotonic()
        try:
            return await self._workers.run(function, timeout_s=self._timeout_s)
        except (_UnavailableError, keyring.errors.NoKeyringError):
            return Unavailable()
        except TimeoutError:
            logger.warning("keyring does not answer")
        except keyring.errors.KeyringLocked:
            logger.warning("keyring not ready", extra={"reason": "KeyringLocked"})
            # Where nobody can be asked, as before the desktop is there, that takes no time.
            return NotReady(is_declined=time.monotonic() - started_s >= PERSON_S)
        except Exception as exc:  # noqa: BLE001 - back ends raise what they like; nothing of it means "no secret"
            logger.warning("keyring not ready", extra={"reason": type(exc).__name__})
        return NotReady()

    def _load(self) -> LoadOutcome:
        entries = _Entries(_backend(), self._service)
        header = entries.header()
        if header is None:
            return Missing()
        line = entries.line(header.slot, header.count)
        if _digest(line) != header.digest:
            logger.warning("secret is damaged")
            return Missing()
        try:
            return Loaded(base64.urlsafe_b64decode(line).decode())
        except (binascii.Error, UnicodeDecodeError):
            return Missing()

    def _save(self, secret: str) -> SaveOutcome:
        line = base64.urlsafe_b64encode(secret.encode()).decode()
        parts = [line[start : start + PART_CHARS] for start in range(0, len(line), PART_CHARS)]
        if len(parts) > MAX_PARTS:
            return Unavailable()
        entries = _Entries(_backend(), self._service)
        former = entries.header()
        slot = _SLOTS[0] if former is None or former.slot == _SLOTS[1] else _SLOTS[1]
        header = _Header(slot, len(parts), _digest(line))
        entries.write_parts(slot, parts)
        if entries.line(slot, len(parts)) != line:
            logger.warning("keyring does not keep what it is given")
            return Unavailable()
        entries.write_header(header)
        if entries.header() != header:
            logger.warning("keyring does not keep what it is given")
            return Unavailable()
        for other in _SLOTS:
            entries.remove_parts(other, keep=header.count if other == slot else 0)
        return Kept()

    def _delete(self) -> SaveOutcome:
        entries = _Entries(_backend(), self._service)
        entries.remove_header()
        for slot in _SLOTS:
            entries.remove_parts(slot, keep=0)
        return Kept()


class _Entries:
    """The header and the parts of one secret in a keyring."""

    def __init__(self, backend: KeyringBackend, service: str) -> None:
        self._backend = backend
        self._service = service

    def header(self) -> _Header | None:
        """Return the header; None without one that can be read."""
        match = _HEADER.fullmatch(self._get(self._service) or "")
        if match is None:
            return None
        return _Header(match["slot"], min(int(match["count"]), MAX_PARTS), match["digest"])

    def write_header(self, header: _Header) -> None:
        self._set(self._service, str(header))

    def remove_header(self) -> None:
        self._remove(self._service)

    def line(self, slot: str, count: int) -> str:
        """Return the parts of a slot as one line; one that is missing counts as empty."""
        return "".join(self._get(self._part(slot, number)) or "" for number in range(count))

    def write_parts(self, slot: str, parts: list[str]) -> None:
        for number, part in enumerate(parts):
            self._set(self._part(slot, number), part)

    def remove_parts(self, slot: str, *, keep: int) -> None:
        """Remove the parts of a slot from number ``keep`` on, the last one first."""
        end = keep
        while end < MAX_PARTS and self._get(self._part(slot, end)) is not None:
            end += 1
        for number in reversed(range(keep, end)):
            self._remove(self._part(slot, number))

    def _part(self, slot: str, number: int) -> str:
        return f"{self._service} {slot}{number}"

    def _get(self, entry: str) -> str | None:
        return self._backend.get_password(entry, _USER)

    def _set(self, entry: str, value: str) -> None:
        self._backend.set_password(entry, _USER, value)
        # Windows: the back end keeps what was there before under this name.
        self._remove_one(f"{_USER}@{entry}")

    def _remove(self, entry: str) -> None:
        self._remove_one(entry)
        self._remove_one(f"{_USER}@{entry}")

    def _remove_one(self, entry: str) -> None:
        if self._get(entry) is not None:
            self._backend.delete_password(entry, _USER)


def _backend() -> KeyringBackend:
    """Return the keyring of this session, as the library found it at its first call.

    Raises:
        _UnavailableError: There is none, or none that encrypts.
    """
    backend = keyring.get_keyring()
    if backend.priority < _PLAINTEXT_BELOW:
        raise _UnavailableError
    return backend


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
