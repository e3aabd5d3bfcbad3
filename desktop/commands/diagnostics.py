"""``diagnostics``: put what helps to find faults into a file, without secrets and texts."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from desktop.adapters.clock import SystemClock
from desktop.bootstrap import settings_files
from desktop.commands.doctor import examined
from desktop.commands.errors import CommandError
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.commands.status import running_program
from desktop.config import Config
from desktop.core.diagnostics.report import StatusReport
from desktop.core.settings.explanation import explain

STATUS_S = 3.0


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "diagnostics",
        run,
        parents=[profile_options()],
        about="put what helps to find faults into a zip file",
    )
    parser.add_argument("path", type=Path, help="the file to write, ending in .zip")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Write the file and say where it is."""
    from desktop.adapters.diagnostics.bundle import Subject, write_bundle  # noqa: PLC0415 - SQLite

    config = config_of(arguments)
    files = settings_files(config)
    subject = Subject(
        profile=config.profile,
        log=config.log_file,
        database=config.database,
        home=Path.home(),
        settings=explain(files.effective(), files.places),
        findings=asyncio.run(examined(config)),
        status=_status(config),
        made_at=SystemClock().now(),
    )
    path: Path = arguments.path.expanduser().absolute()
    try:
        write_bundle(path, subject, os.environ)
    except OSError as exc:
        print(f"{path} cannot be written: {exc.strerror}.", file=sys.stderr)
        return ExitCode.FAILED
    print(f"Written: {path}")
    return ExitCode.FINE


def _status(config: Config) -> StatusReport | None:
    try:
        return running_program(config, patience_s=STATUS_S).agent
    except CommandError:
        return None  # That it does not answer is in what the doctor found, and in the log.
