"""Whether the desktop's own do-not-disturb is on: each desktop has a place of its own for it.

The notification specification knows no such question, so the daemon's name decides whom to ask.
Run against dunst and xfce4-notifyd; the places of GNOME and of Plasma are from their sources.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from jeepney import DBusAddress, Message, Properties, new_method_call

SERVICE = "org.freedesktop.Notifications"
COMMAND_TIMEOUT_S = 2.0

Ask: TypeAlias = Callable[[Message], Awaitable[object]]
"""Returns the one value of the answer to a D-Bus call; None when there is no answer."""

RunCommand: TypeAlias = Callable[[tuple[str, ...]], Awaitable[str]]
"""Returns what a command prints; empty when it fails or is not there. Never raises."""

_PATH = "/org/freedesktop/Notifications"
_DUNST = DBusAddress(_PATH, SERVICE, "org.dunstproject.cmd0")
_STANDARD = DBusAddress(_PATH, SERVICE, SERVICE)
_XFCONF = DBusAddress("/org/xfce/Xfconf", "org.xfce.Xfconf", "org.xfce.Xfconf")
_GNOME_COMMAND = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")


async def is_silenced(daemon: str, ask: Ask, run: RunCommand) -> bool:
    """Return whether ``daemon`` shows no toasts because the person wants none.

    Args:
        daemon: The name that the daemon gives of itself (GetServerInformation).
        ask: Asks on the session bus.
        run: Runs a command.

    Source:
        dunst(1), ``dunstctl is-paused``; xfce4-notifyd's settings dialog; GNOME Shell,
        messageTray.js; Plasma, ``Inhibited`` of its notification server. No daemon announces
        its silence to all, so it is asked.
    """
    match daemon:
        case "dunst":
            return await ask(Properties(_DUNST).get("paused")) == ("b", True)
        case "Xfce Notify Daemon":
            arguments = ("xfce4-notifyd", "/do-not-disturb")
            answer = await ask(new_method_call(_XFCONF, "GetProperty", "ss", arguments))
            return answer == ("b", True)
        case "gnome-shell":
            # The settings portal does not publish this one.
            return await run(_GNOME_COMMAND) == "false"
        case _:
            return await ask(Properties(_STANDARD).get("Inhibited")) == ("b", True)


async def run_command(command: tuple[str, ...]) -> str:
    """Return what ``command`` prints, without blanks around it; empty when it fails."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return ""
    try:
        async with asyncio.timeout(COMMAND_TIMEOUT_S):
            printed, _ = await process.communicate()
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return printed.decode(errors="replace").strip() if process.returncode == 0 else ""
