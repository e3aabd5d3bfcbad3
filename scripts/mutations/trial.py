"""Runs tests in a copy of the project, and says which of them turned red."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TEST_TIMEOUT_S = 45
"""How long one test may take: with a mistake in the code some wait for what never comes."""
TIMEOUT_S = 300
STOP_TIMEOUT_S = 20

_RED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)
_GREEN, _FAILED = 0, 1


class NoTrialError(Exception):
    """The tests could not be run, so nothing is known."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of running some tests.

    Attributes:
        red: The id of the test that failed first; empty when all passed.
    """

    red: str
    took_s: float


def run(copy: Path, tests: Sequence[str]) -> Trial:
    """Run ``tests`` in ``copy`` until one fails.

    Raises:
        NoTrialError: They cannot be collected, or do not come to an end.
    """
    began = time.monotonic()
    status, output = _pytest(copy, tests)
    took_s = time.monotonic() - began
    if status == _GREEN:
        return Trial("", took_s)
    found = _RED.search(output)
    if status != _FAILED or found is None:
        raise NoTrialError(output)
    return Trial(found[1], took_s)


def _pytest(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"),
            *(f"--timeout={TEST_TIMEOUT_S}", *tests),
        ],
        cwd=copy,
        # Property tests try the same every time, and what is compiled stays that of the original.
        env={**os.environ, "CI": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired as exc:
        raise NoTrialError("the tests do not end") from exc
    finally:
        _end(process)
    return process.returncode, output


def _end(process: subprocess.Popen[str]) -> None:
    """End the tests with all that they started, kindly first so that they clean up."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
