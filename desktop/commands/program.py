"""The command line of the program: which commands there are, and which is meant."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from desktop.commands import keyring, run
from desktop.commands.errors import CommandError
from desktop.commands.exit_codes import ExitCode

_ABOUT_THE_PROGRAM = frozenset({"-h", "--help"})
_SELF_TEST_OPTION = "--self-test"
"""How tools that roll programs out ask for it."""
_QUICK = {"run": run, "keyring": keyring}
"""What is started often; the others are not even imported for it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` names, ``run`` when it names none; return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [_SELF_TEST_OPTION]:
        words[0] = _SELF_TEST_OPTION.removeprefix("--")
    parser, names = _parser(words[0] if words else "run")
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


def _parser(wanted: str) -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """Return the parser for the command ``wanted``, and the names of the commands it knows."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop", description="Bomizzel Desktop: notifications in the tray."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    # Before the name of a command there may be an option of the one that is meant.
    is_quick = wanted in _QUICK or (wanted.startswith("-") and wanted not in _ABOUT_THE_PROGRAM)
    for command in _QUICK.values() if is_quick else _all_commands():
        command.add_to(commands)
    return parser, frozenset(commands.choices)


def _all_commands() -> tuple[ModuleType, ...]:
    from desktop.commands import (  # noqa: PLC0415 - not for the quick ones
        diagnostics,
        doctor,
        headless,
        login,
        logout,
        policy,
        self_test,
        status,
    )

    return (run, headless, login, logout, status, doctor, self_test, policy, diagnostics, keyring)
