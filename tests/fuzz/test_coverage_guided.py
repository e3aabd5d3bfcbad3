"""A short run of the coverage-guided fuzzer over all targets; `make soak` has the long one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.table import TARGETS

ROOT = Path(__file__).parents[2]
RUNS = "5000"


def _fuzz(*arguments: str, finds: Path, timeout_s: float) -> subprocess.CompletedProcess[str]:
    """Run the program; it is one of its own, since imports are watched from the first one."""
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *arguments, "--finds", finds],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


@pytest.mark.timeout(240)
def test_short_run_finds_nothing_in_any_target(tmp_path: Path) -> None:
    ended = _fuzz("--seconds", "1", "--runs", RUNS, finds=tmp_path, timeout_s=220)

    assert ended.returncode == 0, ended.stderr[-20_000:]
    assert {line.split()[0] for line in ended.stdout.splitlines()} == TARGETS.keys()


def test_fault_that_only_coverage_leads_to_is_found(tmp_path: Path) -> None:
    table = ("--table", "tests.fuzz.planted")
    ended = _fuzz(*table, "--seconds", "30", finds=tmp_path, timeout_s=50)

    assert ended.returncode == 1
    assert "IndexError" in ended.stderr
    assert [path.read_bytes()[:4] for path in tmp_path.iterdir()] == [b"bug!"]
