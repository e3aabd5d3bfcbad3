"""``--self-test`` as tools call it, of the program from source or of an installed one."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.core.diagnostics.self_test import Part

ALL = {part.value for part in Part}
SOURCE = (sys.executable, "-m", "desktop")


def self_test(
    env: Mapping[str, str], profile: Path, *words: str, program: Sequence[str | Path] = SOURCE
) -> tuple[int, dict[str, bool]]:
    """Return the exit code, and which part works."""
    result = subprocess.run(
        [*program, "--self-test", "--json", "--profile", profile, *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    report = json.loads(result.stdout)
    assert report["exitCode"] == result.returncode, result.stderr
    assert all(trial["works"] or trial["fix"] for trial in report["trials"])
    return result.returncode, {trial["part"]: trial["works"] for trial in report["trials"]}
