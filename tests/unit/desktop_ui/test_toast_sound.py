"""Which sound is played by whom; the players are scripts that write down what they are told."""

import asyncio
from pathlib import Path

import pytest

from desktop.adapters.toasts.sound import SoundPlayer, play_command, sound_name
from desktop.core.toasts.toast import Urgency
from tests.e2e.processes import wait_until


@pytest.fixture
def theme(tmp_path: Path) -> dict[str, str]:
    """A machine with one sound in its theme."""
    folder = tmp_path / "share/sounds/freedesktop/stereo"
    folder.mkdir(parents=True)
    (folder / "message-new-instant.oga").touch()
    return {"XDG_DATA_DIRS": f"/nonexistent:{tmp_path}/share"}


def only(*programs: str) -> dict[str, str]:
    return {program: f"/usr/bin/{program}" for program in programs}


def test_player_of_the_theme_goes_first(theme: dict[str, str]) -> None:
    which = only("canberra-gtk-play", "paplay").get

    command = play_command("message-new-instant", theme, which)

    assert command == ("/usr/bin/canberra-gtk-play", "--id", "message-new-instant")


def test_file_of_the_theme_is_played_where_only_that_can_be(theme: dict[str, str]) -> None:
    player, file = play_command("message-new-instant", theme, only("paplay").get)

    assert player == "/usr/bin/paplay"
    assert Path(file).name == "message-new-instant.oga"


@pytest.mark.parametrize("programs", [(), ("paplay",)], ids=["no-player", "no-file"])
def test_machine_without_sounds_stays_silent(
    programs: tuple[str, ...], theme: dict[str, str]
) -> None:
    assert play_command("dialog-warning", theme, only(*programs).get) == ()


def test_what_is_urgent_sounds_different() -> None:
    assert len({sound_name(urgency) for urgency in Urgency}) == len(Urgency)


async def test_one_sound_is_played_at_a_time_and_nobody_waits(tmp_path: Path) -> None:
    player, played = tmp_path / "canberra-gtk-play", tmp_path / "played"
    player.write_text(f'#!/bin/sh\necho "$2" >> {played}\nexec sleep 60\n')
    player.chmod(0o700)
    sounds = SoundPlayer({}, {"canberra-gtk-play": str(player)}.get)

    sounds.play("message")
    sounds.play("dialog-warning")

    await asyncio.to_thread(wait_until, played.exists, "first sound")
    await sounds.close()
    sounds.play("bell")
    await asyncio.to_thread(wait_until, lambda: "bell" in played.read_text(), "second sound")
    await sounds.close()
    assert played.read_text().split() == ["message", "bell"]


async def test_player_that_disappeared_is_no_trouble() -> None:
    sounds = SoundPlayer({}, {"canberra-gtk-play": "/nonexistent/player"}.get)

    sounds.play("message")

    await sounds.close()
