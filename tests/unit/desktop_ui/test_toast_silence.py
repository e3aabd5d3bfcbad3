"""Whom each desktop's silence is asked from; the real ones are in the integration tests."""

import sys

import pytest
from jeepney import HeaderFields, Message

from desktop.adapters.toasts.silence import is_silenced, run_command


class Desktop:
    """Answers questions on the bus and commands, and remembers them."""

    def __init__(self, answer: object = None, printed: str = "") -> None:
        self.answer = answer
        self.printed = printed
        self.asked: list[object] = []

    async def ask(self, call: Message) -> object:
        self.asked.append((call.header.fields[HeaderFields.destination], *call.body))
        return self.answer

    async def run(self, command: tuple[str, ...]) -> str:
        self.asked.append(command[-1])
        return self.printed


NOTIFICATIONS = "org.freedesktop.Notifications"


@pytest.mark.parametrize(
    ("daemon", "asked"),
    [
        ("dunst", (NOTIFICATIONS, "org.dunstproject.cmd0", "paused")),
        ("Xfce Notify Daemon", ("org.xfce.Xfconf", "xfce4-notifyd", "/do-not-disturb")),
        ("Plasma", (NOTIFICATIONS, NOTIFICATIONS, "Inhibited")),
        ("a daemon of tomorrow", (NOTIFICATIONS, NOTIFICATIONS, "Inhibited")),
    ],
)
async def test_each_desktop_is_asked_in_its_place(daemon: str, asked: object) -> None:
    quiet, loud, mute = Desktop(("b", True)), Desktop(("b", False)), Desktop(None)

    answers = [await is_silenced(daemon, each.ask, each.run) for each in (quiet, loud, mute)]

    assert answers == [True, False, False]
    assert quiet.asked == [asked]


@pytest.mark.parametrize(("printed", "silenced"), [("false", True), ("true", False), ("", False)])
async def test_gnome_is_asked_through_its_settings(printed: str, silenced: bool) -> None:
    gnome = Desktop(printed=printed)

    assert await is_silenced("gnome-shell", gnome.ask, gnome.run) is silenced
    assert gnome.asked == ["show-banners"]


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        pytest.param((sys.executable, "-c", "print(' false ')"), "false", id="prints"),
        pytest.param((sys.executable, "-c", "print('x'); exit(1)"), "", id="fails"),
        pytest.param(("/nonexistent/program",), "", id="missing"),
    ],
)
async def test_command_is_read(command: tuple[str, ...], printed: str) -> None:
    assert await run_command(command) == printed


async def test_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.adapters.toasts.silence.COMMAND_TIMEOUT_S", 0.05)

    assert await run_command((sys.executable, "-c", "import time; time.sleep(60)")) == ""
