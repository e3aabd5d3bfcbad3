"""``run``, which is meant when no command is named: the tray, and the windows behind it."""

import argparse
import os
import sys

from desktop.adapters.instance.reception import intents_of
from desktop.adapters.last_run import this_run
from desktop.adapters.restart import start_again
from desktop.commands.errors import ProfileBusyError
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import (
    Commands,
    add_command,
    asked_sign_in,
    config_of,
    link_argument,
    profile_options,
    sign_in_options,
    summary_option,
)
from desktop.commands.single import activation, take
from desktop.config import Config
from desktop.ui.plain_imports import load_qt


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "run",
        run,
        parents=[profile_options(), sign_in_options(), summary_option(), link_argument()],
        about="the tray; meant when no command is named",
    )
    parser.add_argument(
        "--at-sign-in", action="store_true", help="end at once where the setting autostart is off"
    )
    parser.add_argument("--headless", action="store_true", help="the same as the command headless")


def run(arguments: argparse.Namespace) -> int:
    """Run until the person quits or the system asks."""
    if arguments.headless:
        from desktop.commands import headless  # noqa: PLC0415 - not for the tray

        return headless.run(arguments)
    config = config_of(arguments)
    if arguments.at_sign_in and not _starts_at_sign_in(config):
        return ExitCode.FINE
    try:
        lock = take(config, activation(arguments))
    except ProfileBusyError as exc:
        # From a menu nobody reads what is printed, and on Windows there is nowhere to print.
        if sys.stderr is None or not sys.stderr.isatty():
            _show(config, exc)
        raise
    if lock is None:
        return ExitCode.FINE
    first = intents_of(link=arguments.link, server=arguments.server)
    if arguments.email:
        first.append(asked_sign_in(arguments))
    load_qt()
    from desktop import app  # noqa: PLC0415 - Qt, which no other command needs

    with lock, this_run(config.profile) as current:
        code = app.run(config, first, lock, current)
    if code == app.RESTART:
        start_again("run", "--profile", str(config.profile))
    return code


def _starts_at_sign_in(config: Config) -> bool:
    """Return the setting: who writes the system's own list of programs does not know it."""
    from desktop.bootstrap import load_settings  # noqa: PLC0415 - only for this start

    return load_settings(config).values.autostart


def _show(config: Config, error: ProfileBusyError) -> None:
    """Say in a window that the program hangs, where there is a screen for one."""
    if sys.platform == "linux" and not os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
        return
    from desktop.app import show_that_it_hangs  # noqa: PLC0415 - Qt

    show_that_it_hangs(config, error.process_id)
