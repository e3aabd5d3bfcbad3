"""A copy of the project in which mistakes can be made: the working tree is never touched."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.mutations.mutation import Mutation

ROOT = Path(__file__).parents[2]


@contextmanager
def copied(root: Path = ROOT) -> Iterator[Path]:
    """Copy what git knows or would know of ``root``, until the block ends."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copy = Path(folder)
        for name in os.fsdecode(listed.stdout).split("\0"):
            if (root / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, copy / name)
        yield copy


@contextmanager
def mutated(copy: Path, mutation: Mutation) -> Iterator[None]:
    """Make the mistake in ``copy`` until the block ends.

    Raises:
        MisfitError: It cannot be made in this code.
    """
    path = copy / mutation.file
    before, status = path.read_bytes(), path.stat()
    path.write_text(mutation.of(copy), encoding="utf-8")
    try:
        yield
    finally:
        path.write_bytes(before)
        # Compiled files are told apart by this time, so that those of before fit again.
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
