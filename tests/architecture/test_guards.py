"""The guards are tested from outside: a failing test in a pytest of its own must fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CASES = {
    "unexpected warning": (
        "import logging\ndef test(): logging.getLogger('a').warning('boom')",
        "unexpected a:WARNING:boom",
    ),
    "warning of a logger that does not propagate": (
        """
import logging
def test():
    logger = logging.getLogger('b')
    logger.propagate = False
    logger.error('boom')
""",
        "unexpected b:ERROR:boom",
    ),
    "expected warning that never came": (
        "import pytest\n@pytest.mark.expected_logs('boom')\ndef test(): pass",
        "missing 'boom'",
    ),
    "python warning": (
        "import warnings\ndef test(): warnings.warn('old', DeprecationWarning)",
        "DeprecationWarning: old",
    ),
    "qt warning": (
        "from PySide6.QtCore import qWarning\ndef test(): qWarning('boom')",
        "Failure: Qt messages with level WARNING or above emitted",
    ),
    "connection to another machine": (
        """
import socket
def test():
    try: socket.create_connection(('192.0.2.1', 80), timeout=1)
    except OSError: pass
""",
        "the test tried to reach 192.0.2.1",
    ),
    "lookup of a name": (
        "import socket\ndef test(): socket.getaddrinfo('server.example', 443)",
        "tests may not reach 'server.example'",
    ),
    "connection of an event loop": (
        "import asyncio\nasync def test(): await asyncio.open_connection('server.example', 443)",
        "tests may not reach 'server.example'",
    ),
}

GOOD = """
import asyncio, logging, os, socket
import pytest
from hypothesis import settings
from PySide6.QtCore import qWarning

@pytest.mark.expected_logs("a:WARNING:boom")
def test_marked_warning(): logging.getLogger("a").warning("boom")

def test_required_warning(expected_logs):
    expected_logs.require("boom")
    expected_logs.allow("never logged")
    logging.getLogger("a").warning("boom", extra={"count": 3})
    assert expected_logs.records[0].count == 3

def test_settings_are_cleared(): assert "BOMIZZEL_SECRET" not in os.environ

def test_qt_has_no_screen(): assert os.environ["QT_QPA_PLATFORM"] == "offscreen"

def test_known_warning_of_offscreen(): qWarning("This plugin does not support raise()")

def test_no_deadline(): assert settings.default.deadline is None

def test_examples_are_the_same_in_ci(): assert settings.default.derandomize

async def test_loopback_and_unix_sockets_are_open(tmp_path):
    for server in (
        await asyncio.start_server(lambda r, w: w.close(), "localhost", 0),
        await asyncio.start_unix_server(lambda r, w: w.close(), tmp_path / "s"),
    ):
        async with server:
            with socket.socket(server.sockets[0].family) as client:
                client.connect(server.sockets[0].getsockname())
"""


def run_pytest(folder: Path, *sources: str) -> subprocess.CompletedProcess[str]:
    """Run each source as a test module, ``test_0`` first, under the project's own guards."""
    (folder / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text())
    for number, source in enumerate(sources):
        (folder / f"test_{number}.py").write_text(source + "\n")
    options = f"-c {ROOT}/pyproject.toml --rootdir {folder} -p no:cacheprovider".split()
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, folder],
        cwd=ROOT,
        env={**os.environ, "BOMIZZEL_SECRET": "outside", "CI": "1"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_each_guard_fails_the_test_that_breaks_it(tmp_path: Path) -> None:
    # One pytest for all cases: starting it is most of the cost.
    result = run_pytest(tmp_path, *(code for code, _ in CASES.values()))

    for number, (case, (_, message)) in enumerate(CASES.items()):
        assert message in result.stdout, case
        assert re.search(rf"^(FAILED|ERROR) .*test_{number}\.py", result.stdout, re.MULTILINE), (
            case
        )


def test_guards_let_honest_tests_pass(tmp_path: Path) -> None:
    result = run_pytest(tmp_path, GOOD)

    assert result.returncode == pytest.ExitCode.OK, result.stdout
