"""The command line of the program: which commands there are, and which is meant."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from desktop.commands import (
    diagnostics,
    doctor,
    headless,
    keyring,
    login,
    logout,
    policy,
    run,
    status,
)
from desktop.commands.errors import CommandError
from desktop.commands.exit_codes import ExitCode

_COMMANDS = (run, headless, login, logout, status, doctor, policy, diagnostics, keyring)
_ABOUT_THE_PROGRAM = frozenset({"-h", "--help"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` names, ``run`` when it names none; return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser, names = _parser()
    if not words or words[0] not in names | _ABOUT_THE_PROGRAM:
        words.insert(0, "run")
    arguments = parser.parse_args(words)
    # A command without a log of its own says what it has to say by what it prints.
    logging.lastResort = None
    run_command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return int(run_command(arguments))
    except CommandError as exc:
        print(exc, file=sys.stderr)
        return ExitCode.FAILED


def _parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """Return the parser, and the names of the commands."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop", description="Bomizzel Desktop: notifications in the tray."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser, frozenset(commands.choices)
