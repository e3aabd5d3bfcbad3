"""The texts that go with what others made: one file for each package."""

from collections.abc import Sequence
from pathlib import Path

from scripts.packages.parts import Part

_RULE = "=" * 80


def write_licenses(parts: Sequence[Part], to: Path) -> Path:
    """Write name, version, license and texts of all parts into the file ``to``."""
    listed = "\n".join(f"  {part.name} {part.version}: {part.license}" for part in parts)
    texts = "\n".join(_of(part) for part in parts)
    to.write_text(
        f"Bomizzel contains the work of others, under these licenses:\n\n{listed}\n\n{texts}"
    )
    return to


def _of(part: Part) -> str:
    texts = "\n\n".join(f"--- {name} ---\n\n{text.strip()}" for name, text in part.texts)
    return f"{_RULE}\n{part.name} {part.version}: {part.license}\n{_RULE}\n\n{texts}\n"
