"""``self-test``: does the installed program have all that it needs, on this machine?"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import msgspec

from desktop.adapters.clock import SystemClock
from desktop.bootstrap import settings_files
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.config import Config
from desktop.core.diagnostics.self_test import Part, Trial, lines

_ON_THE_DESKTOP = (Part.TOASTS, Part.ICONS, Part.TRANSLATIONS, Part.TRAY)


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """What ``self-test --json`` prints; ``exit_code`` is that of the command."""

    version: str
    platform: str
    exit_code: int
    trials: Sequence[Trial]


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "self-test",
        run,
        parents=[profile_options()],
        about="try every part of the installed program on this machine",
    )
    parser.add_argument("--server", default="", help="check the certificate of https://…")
    parser.add_argument("--json", action="store_true", help="print it for programs")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Try everything and print it; `FAILED` when a part does not work."""
    trials = asyncio.run(_try_what_is_not_seen(config_of(arguments)))
    trials += _try_the_desktop()
    code = ExitCode.FINE if all(trial.works for trial in trials) else ExitCode.FAILED
    if arguments.json:
        report = Report(version("bomizzel"), sys.platform, code, trials)
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        print("\n".join(lines(trials)))
    return code


async def _try_what_is_not_seen(config: Config) -> list[Trial]:
    # Slow to import, and needed by nobody else.
    from desktop.adapters.self_test import (  # noqa: PLC0415
        try_certificates,
        try_connection,
        try_keyring,
        try_store,
    )
    from desktop.adapters.vault import KeyringVault  # noqa: PLC0415

    settings = settings_files(config).effective().values
    certificates = await asyncio.to_thread(
        try_certificates,
        config.server or settings.server_address,
        extra_certificates=settings.extra_certificates,
        now=SystemClock().now,
    )
    vault = KeyringVault(f"{config.keyring_service} self-test")
    return [await try_store(), await try_keyring(vault), certificates, try_connection()]


def _try_the_desktop() -> Sequence[Trial]:
    displays = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in displays):
        why = "There is no display."
        fix = "Run this in the person's desktop session."
        return [Trial(part, works=False, explanation=why, fix=fix) for part in _ON_THE_DESKTOP]
    from desktop.app import try_desktop  # noqa: PLC0415 - Qt

    return try_desktop()
