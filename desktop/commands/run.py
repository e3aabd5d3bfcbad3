"""``run``, which is meant when no command is named: the tray, and the windows behind it."""

import argparse

from desktop.commands import headless
from desktop.commands.options import (
    Commands,
    add_command,
    asked_sign_in,
    opened_profile,
    profile_options,
    sign_in_options,
)


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "run",
        run,
        parents=[profile_options(), sign_in_options(), headless.summary_option()],
        about="the tray; meant when no command is named",
    )
    parser.add_argument("--headless", action="store_true", help="the same as the command headless")


def run(arguments: argparse.Namespace) -> int:
    """Run until the person quits or the system asks."""
    if arguments.headless:
        return headless.run(arguments)
    config = opened_profile(arguments)
    first = [asked_sign_in(arguments)] if arguments.email else []
    from desktop.app import run as run_program  # noqa: PLC0415 - Qt, which no other command needs

    return run_program(config, first)
