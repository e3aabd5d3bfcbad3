"""The sound of a toast, where the notification daemon plays none: with what the desktop has.

Nothing is installed for it and no sound is brought along. A desktop without any of the players,
or without sounds, stays silent.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.core.toasts.toast import Urgency

PLAY_TIMEOUT_S = 8.0
"""Sounds of notifications last a second or two; a sound server that hangs would keep it open."""

_SOUNDS = {
    Urgency.LOW: "message",
    Urgency.NORMAL: "message-new-instant",
    Urgency.CRITICAL: "dialog-warning",
}
_THEME_PLAYER = "canberra-gtk-play"
_FILE_PLAYERS = ("pw-play", "paplay")


def sound_name(urgency: Urgency) -> str:
    """Return the name of a sound (freedesktop.org Sound Naming Specification 0.8)."""
    return _SOUNDS[urgency]


def play_command(
    name: str, environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> tuple[str, ...]:
    """Return the command that plays the sound ``name``; empty when this machine has none.

    Args:
        name: A name of the sound naming specification.
        environ: Where data of the system is looked for (``XDG_DATA_DIRS``).
        which: Finds a program.
    """
    theme_player = which(_THEME_PLAYER)
    if theme_player:
        return (theme_player, "--id", name)
    file = _theme_file(name, environ)
    player = next(filter(None, map(which, _FILE_PLAYERS)), None)
    return (player, str(file)) if player and file else ()


class SoundPlayer:
    """Plays one sound at a time and never makes anybody wait."""

    def __init__(
        self, environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
    ) -> None:
        """Look for players in ``environ``; nothing is started before the first sound."""
        self._environ = environ
        self._which = which
        self._playing: asyncio.Task[None] | None = None

    def play(self, name: str) -> None:
        """Begin to play the sound ``name``, unless one is being played; needs a running loop."""
        if self._playing is not None and not self._playing.done():
            return
        command = play_command(name, self._environ, self._which)
        if command:
            self._playing = asyncio.create_task(_play(command))

    async def close(self) -> None:
        """End what is being played."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.wait({self._playing})


def _theme_file(name: str, environ: Mapping[str, str]) -> Path | None:
    folders = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in folders.split(":"):
        file = Path(folder) / "sounds/freedesktop/stereo" / f"{name}.oga"
        if file.is_file():
            return file
    return None


async def _play(command: tuple[str, ...]) -> None:
    null = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=null, stdout=null, stderr=null
        )
    except OSError:
        return  # It was removed since we looked.
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PLAY_TIMEOUT_S):
                await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
