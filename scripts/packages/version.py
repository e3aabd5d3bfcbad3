"""The one version of everything that is built, and the moment that it is dated."""

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def project_version() -> str:
    """Return the version in ``pyproject.toml``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def source_date() -> int:
    """Return what files in packages are dated, in seconds since 1970: the last commit.

    ``SOURCE_DATE_EPOCH`` says it where there is no git.

    Source:
        https://reproducible-builds.org/specs/source-date-epoch/
    """
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    command = ("git", "log", "-1", "--format=%ct")
    return int(subprocess.check_output(command, cwd=ROOT, text=True, timeout=10))


def reproducible_environment() -> dict[str, str]:
    """Return the environment for programs that date what they write."""
    return {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}
