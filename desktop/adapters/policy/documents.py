"""Files that hold settings: read whole, checked for who may write them, never trusted."""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from typing_extensions import override

from desktop.core.settings.sources import Fault

MAX_BYTES = 256 * 1024
"""All settings with 500 queues in each list take a quarter of it."""

BINARY: int = getattr(os, "O_BINARY", 0)
"""Keeps Windows from changing line ends."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class DocumentError(Exception):
    """A place that holds settings cannot be read or may not be obeyed.

    Attributes:
        fault: What is wrong.
        detail: What the library says, one line.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Remember what is wrong."""
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"{self.fault}: {self.detail}"


def json_values(content: bytes) -> Mapping[str, object]:
    """Return the settings of a JSON object; one that editors of Windows marked is fine.

    Raises:
        DocumentError: It is not a JSON object.
    """
    try:
        return msgspec.json.decode(content.removeprefix(_BYTE_ORDER_MARK), type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise DocumentError(Fault.MALFORMED, str(exc)) from exc
    except RecursionError as exc:
        raise DocumentError(Fault.MALFORMED, "nested too deeply") from exc


def file_values(
    path: Path, parse: Callable[[bytes], Mapping[str, object]], *, owner: int | None
) -> Mapping[str, object]:
    """Return the settings in the file at ``path``.

    Args:
        path: The file; a link is followed, and what it leads to is checked.
        parse: Makes settings of its content.
        owner: Number of the account that must own it, while nobody else may write it; None
            where that says nothing.

    Raises:
        FileNotFoundError: There is no such file.
        DocumentError: It cannot be read or may not be obeyed.
    """
    try:
        # Not blocking: somebody could have put a pipe there.
        descriptor = os.open(path, os.O_RDONLY | BINARY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:  # noqa: PTH123 - what was opened is what is checked
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise DocumentError(Fault.MALFORMED, "not a file")
            if owner is not None:
                check_protection(found, owner)
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise DocumentError(Fault.UNREADABLE, exc.strerror or type(exc).__name__) from exc
    if len(content) > MAX_BYTES:
        raise DocumentError(Fault.TOO_LARGE, f"more than {MAX_BYTES} bytes")
    return parse(content)


def check_protection(found: os.stat_result, owner: int) -> None:
    """Check that only ``owner`` may write what was found.

    Raises:
        DocumentError: Somebody else may.
    """
    if found.st_uid != owner:
        raise DocumentError(Fault.NOT_PROTECTED, f"owned by account {found.st_uid}")
    if found.st_mode & _WRITABLE_BY_OTHERS:
        mode = stat.S_IMODE(found.st_mode)
        raise DocumentError(Fault.NOT_PROTECTED, f"mode {mode:04o} lets others write it")
