"""The program is started once more while it runs."""

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
    desktop_session: DesktopSession, start: Callable[..., SessionProcess]
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
    assert third.returncode is None
