"""docs/benchmarks.md: one section for each table, replaced when it was measured again."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
PLOTS = REPORT.with_suffix("")
"""The folder of the plots that the report shows."""
_SECTION = "\n## "


def machine() -> str:
    """Return what the figures belong to, on one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    node = subprocess.run(
        [shutil.which("node") or "node", "--version"], capture_output=True, text=True, check=True
    )
    return (
        f"{os.cpu_count()} cores of {model}, Linux {platform.release()}, "
        f"Python {platform.python_version()}, Node {node.stdout.strip()}"
    )


def save(name: str, text: str) -> None:
    """Put a table into its section; what stands before the first section stays."""
    head, *sections = REPORT.read_text(encoding="utf-8").rstrip().split(_SECTION)
    known = dict(section.partition("\n")[::2] for section in sections)
    known[name] = f"\n{machine()}.\n{text}"
    body = "".join(f"{_SECTION}{title}\n{content.rstrip()}\n" for title, content in known.items())
    REPORT.write_text(f"{head.rstrip()}\n{body}", encoding="utf-8")
