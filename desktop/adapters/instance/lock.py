"""One program a profile: a lock that the system takes back when its holder dies.

Whoever holds the lock owns the database and the keyring entry of the profile. The file also says
where the holder can be spoken to; a number in a file alone would outlive a kill.
"""

import io
import os
import sys
from pathlib import Path
from typing import Self

import msgspec

MAX_FILE_BYTES = 4096

if sys.platform == "win32":
    import msvcrt

    _FAR_AWAY = 1 << 30
    """Windows forbids others to read what is locked, so a byte beyond the text is."""

    def _try_lock(file: io.FileIO) -> bool:
        file.seek(_FAR_AWAY)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(file: io.FileIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Holder(msgspec.Struct, frozen=True):
    """Who holds a profile.

    Attributes:
        process_id: Of the program.
        address: Where it listens; empty while it starts, and for a command that does not.
    """

    process_id: int
    address: str = ""


class ProfileLock:
    """The lock of one profile, free or held by this process."""

    def __init__(self, path: Path) -> None:
        """Take nothing yet; ``path`` is the file of the lock."""
        self._path = path
        self._file: io.FileIO | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody has it; return whether it is this process's now.

        Raises:
            OSError: The file can be neither opened nor made.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)  # Not inherited: PEP 446.
        file = io.FileIO(number, "r+")
        if not _try_lock(file):
            file.close()
            return False
        self._file = file
        self.publish("")
        return True

    def publish(self, address: str) -> None:
        """Say where the holder, this process, can be spoken to."""
        if self._file is not None:
            text = msgspec.json.encode(Holder(os.getpid(), address))
            self._file.seek(0)
            self._file.write(text)
            self._file.truncate()

    def holder(self) -> Holder | None:
        """Return who holds the lock, None while that is not to be read."""
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(MAX_FILE_BYTES), type=Holder)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def __enter__(self) -> Self:
        """Do nothing more: it was taken by ``acquire``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the lock back."""
        self.release()

    def release(self) -> None:
        """Give the lock back."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
