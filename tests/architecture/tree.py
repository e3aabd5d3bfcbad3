"""The files of the project as architecture tests see them."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

_NOT_OURS = {"build", "dist", "__pycache__"}


def project_files(*suffixes: str) -> list[Path]:
    """Return every file that is, or would be, under version control, sorted by path.

    Args:
        suffixes: Like ``.py``; none means all files.
    """
    paths = _listed_by_git() or [path for path in ROOT.rglob("*") if not _is_ignored(path)]
    return sorted(
        path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)
    )


def name_of(path: Path) -> str:
    """Return the path from the root of the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def _listed_by_git() -> list[Path]:
    if shutil.which("git") is None:
        return []
    # Fails in an exported tree, and in one that belongs to somebody else.
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def _is_ignored(path: Path) -> bool:
    folders = path.relative_to(ROOT).parts[:-1]
    return any(part in _NOT_OURS or (part.startswith(".") and part != ".ci") for part in folders)
