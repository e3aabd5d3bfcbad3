"""The program is started once more while it runs."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.processes import SessionProcess, wait_until

pytestmark = pytest.mark.desktop_session

SIGN_IN = "Sign in to Bomizzel"


@pytest.fixture
def start(desktop_session: DesktopSession, tmp_path: Path) -> Callable[..., SessionProcess]:
    def start_program(name: str, *arguments: str) -> SessionProcess:
        return desktop_session.start(
            name,
            [sys.executable, "-m", "desktop", "--profile", tmp_path / "profile", *arguments],
            env={"PYTHONPATH": str(Path.cwd())},
        )

    return start_program


def test_second_start_raises_the_first_and_passes_its_address(
    desktop_session: DesktopSession, start: Callable[..., SessionProcess], tmp_path: Path
) -> None:
    first = start("first")
    window = desktop_session.find_window(SIGN_IN)
    desktop_session.run("xdotool", "windowminimize", "--sync", str(window))
    assert desktop_session.find_windows("--name", SIGN_IN) == []

    second = start("second", "--server", "https://help.example.org")

    assert second.wait() == 0
    assert desktop_session.find_window(SIGN_IN) == window
    assert first.returncode is None
    desktop_session.screenshot("second-start.png")

    first.kill()
    wait_until(lambda: not desktop_session.find_windows("--name", SIGN_IN), "end of the window")
    third = start("third")
    desktop_session.find_window(SIGN_IN)
    log = (tmp_path / "profile" / "agent.log").read_text()
    assert "last run did not end well" in log  # It was killed, and is not told off for a crash.
    assert "notice=ended_unasked" in log

    os.kill(third.pid, signal.SIGSTOP)
    fourth = start("fourth")
    message = desktop_session.find_window("^Bomizzel$", timeout_s=15)
    desktop_session.screenshot("program-hangs.png")
    desktop_session.run("xdotool", "windowactivate", "--sync", str(message), "key", "Return")
    assert fourth.wait() == 1
    assert f"process {third.pid}" in fourth.log()

    os.kill(third.pid, signal.SIGCONT)
    os.kill(third.pid, signal.SIGTERM)
    assert third.wait() == 0
    assert not (tmp_path / "profile" / "running.json").exists()
