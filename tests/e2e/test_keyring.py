"""The vault in a program of its own, against the real Secret Service of a session."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.processes import wait_until

pytestmark = pytest.mark.desktop_session

ROOT = Path(__file__).parents[2]
LONG = "t" * 4096

PROGRAM = """
import asyncio, json, sys
from desktop.adapters.vault_child import ChildVault
from desktop.bootstrap import own_command

async def main():
    vault = ChildVault([*own_command(), "keyring"], "bomizzel-test", timeout_s=10)
    for line in sys.stdin:
        method, *arguments = json.loads(line)
        outcome = await getattr(vault, method)(*arguments)
        secret = getattr(outcome, "secret", None)
        print(json.dumps([type(outcome).__name__, secret]), flush=True)

asyncio.run(main())
"""


def ask(session: DesktopSession, *calls: list[str]) -> list[Any]:
    """Return what a new process hears from the vault."""
    lines = "".join(json.dumps(call) + "\n" for call in calls)
    session.env["PYTHONPATH"] = str(ROOT)
    heard = session.run(sys.executable, "-c", PROGRAM, stdin=lines)
    return [json.loads(line) for line in heard.splitlines()]


@pytest.mark.parametrize("desktop_session", [Tray.NONE], indirect=True)
def test_secret_survives_the_program_and_is_removed(desktop_session: DesktopSession) -> None:
    assert ask(desktop_session, ["load"], ["save", LONG]) == [["Missing", None], ["Kept", None]]
    assert ask(desktop_session, ["load"], ["save", "short"]) == [["Loaded", LONG], ["Kept", None]]
    assert ask(desktop_session, ["load"], ["delete"], ["load"]) == [
        ["Loaded", "short"],
        ["Kept", None],
        ["Missing", None],
    ]


@pytest.mark.parametrize("desktop_session", [Tray.NONE], indirect=True)
def test_locked_keyring_is_not_ready_and_keeps_the_secret(desktop_session: DesktopSession) -> None:
    ask(desktop_session, ["save", "short"])
    desktop_session.processes["gnome-keyring-daemon"].stop()
    locked = desktop_session.start(
        "gnome-keyring-daemon",
        [desktop_session.root / "gnome-keyring-daemon", "--foreground", "--components=secrets"],
    )
    desktop_session._wait_for_name("org.freedesktop.secrets", locked)

    heard = ask(desktop_session, ["load"], ["save", "other"], ["delete"])
    locked.stop()
    desktop_session.start_keyring()

    assert heard == 3 * [["NotReady", None]]
    assert ask(desktop_session, ["load"]) == [["Loaded", "short"]]


@pytest.mark.parametrize(
    "desktop_session", [{"tray": Tray.NONE, "notifier": False, "keyring": False}], indirect=True
)
def test_keyring_that_starts_late_is_found(desktop_session: DesktopSession) -> None:
    assert ask(desktop_session, ["load"], ["save", "x"]) == 2 * [["Unavailable", None]]

    desktop_session.env["PYTHONPATH"] = str(ROOT)
    ready = desktop_session.root / "keyring-is-ready"
    waiting = desktop_session.start("late", [sys.executable, "-c", LATE_PROGRAM, ready])
    wait_until(lambda: "unavailable" in waiting.log(), "first answer", process=waiting)
    desktop_session.start_keyring()
    # Not before: a question in the middle of its start makes the daemon ask for a new keyring.
    ready.touch()

    assert waiting.wait() == 0, waiting.log()


LATE_PROGRAM = """
import asyncio, sys
from pathlib import Path
from desktop.adapters.vault_child import ChildVault
from desktop.bootstrap import own_command
from desktop.core.ports import Kept, Missing, Unavailable

async def main():
    vault = ChildVault([*own_command(), "keyring"], "bomizzel-test", timeout_s=10)
    assert await vault.load() == Unavailable()
    print("unavailable", flush=True)
    async with asyncio.timeout(20):
        while not Path(sys.argv[1]).exists():
            await asyncio.sleep(0.05)
    assert await vault.load() == Missing()
    assert await vault.save("secret") == Kept()

asyncio.run(main())
"""
