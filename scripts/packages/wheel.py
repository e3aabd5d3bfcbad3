"""The wheel: server, agent and what they share; extras decide what is installed with it."""

import subprocess
import sys
from pathlib import Path

from scripts.packages.version import ROOT, project_version, reproducible_environment

BUILD_TIMEOUT_S = 120


def build_wheel(to: Path) -> Path:
    """Build the wheel into the folder ``to`` and return its path.

    Raises:
        subprocess.CalledProcessError: It cannot be built; ``stderr`` has the reason.
    """
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to.absolute()))
    subprocess.run(
        command,
        cwd=ROOT,
        env=reproducible_environment(),
        check=True,
        stderr=subprocess.PIPE,
        timeout=BUILD_TIMEOUT_S,
    )
    return to / f"bomizzel-{project_version()}-py3-none-any.whl"
