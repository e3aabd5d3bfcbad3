"""``make demo`` shows the product's main job and ends by itself."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.notification_monitor import Toast

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.desktop_session, pytest.mark.timeout(120)]


def play(environment: Mapping[str, str], *, seconds: int) -> str:
    """Return what a demo printed that ended with status 0."""
    result = subprocess.run(
        [sys.executable, "-m", "scripts.demo"],
        cwd=ROOT,
        env={**environment, "DEMO_SECONDS": str(seconds)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    return result.stdout


def count_of(what: str, said: str) -> int:
    """Return the number behind ``what`` in the summary."""
    found = re.search(rf"{what}: (\d+)", said)
    assert found is not None, said
    return int(found[1])


def assert_both_sides_agree(said: str) -> None:
    assert "ana@demo.example" in said
    assert count_of("events received", said) > 0
    assert count_of("unread in the agent", said) == count_of("unread on the server", said)


def test_without_a_display_the_agent_prints_what_it_would_show() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    }

    said = play(environment, seconds=8)

    assert re.search(r"^toast kind=", said, re.MULTILINE), said
    assert_both_sides_agree(said)


def test_on_a_desktop_the_agent_is_in_the_tray_and_leaves_no_secret_behind(
    desktop_session: DesktopSession,
) -> None:
    said = play(desktop_session.env, seconds=8)

    assert_both_sides_agree(said)
    assert desktop_session.notifications.seen(Toast)
    secrets = desktop_session.run(
        "secret-tool", "search", "--all", "application", "Python keyring library"
    )
    assert "secret =" not in secrets
