"""``keyring``: one question to the keyring; the agent itself asks it, by pipes."""

import argparse

from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    add_command(
        commands, "keyring", run, parents=(), about="used by the program itself, not by people"
    )


def run(_arguments: argparse.Namespace) -> ExitCode:
    """Answer the question on standard input."""
    from desktop.adapters.vault_program import answer_question  # noqa: PLC0415 - not for the tray

    return ExitCode.FINE if answer_question() else ExitCode.FAILED
