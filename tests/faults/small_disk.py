"""A disk of a test's own, which can be full or write-protected. Needs the rights of root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SIZE = "2m"


@dataclass(frozen=True)
class SmallDisk:
    """A disk in memory that is mounted at ``path``."""

    path: Path

    def fill(self) -> None:
        """Leave no byte free."""
        descriptor = os.open(self._filler, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        try:
            while os.write(descriptor, bytes(4096)):
                pass
        except OSError:
            pass  # No space left on device.
        finally:
            os.close(descriptor)

    def empty(self) -> None:
        """Give the space back."""
        self._filler.unlink()

    def protect(self) -> None:
        """Let nobody write; while a file is open for writing the system refuses to."""
        run("mount", "-o", "remount,ro", self.path)

    def unprotect(self) -> None:
        """Let people write again."""
        run("mount", "-o", "remount,rw", self.path)

    @property
    def _filler(self) -> Path:
        return self.path / "filler"


@contextmanager
def small_disk(path: Path) -> Iterator[SmallDisk]:
    """Mount a disk at ``path``, an empty folder, until the block ends."""
    run("mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", path)
    try:
        yield SmallDisk(path)
    finally:
        run("umount", "--lazy", path)


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True)
