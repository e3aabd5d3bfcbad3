"""``policy``: which settings hold, who set each of them, and what could not be obeyed."""

import argparse

import msgspec

from desktop.bootstrap import settings_files
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.core.settings.explanation import explain, lines


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "policy",
        run,
        parents=[profile_options()],
        about="print each setting, its value and who set it",
    )
    parser.add_argument(
        "--explain", action="store_true", help="print all of it; that is also what happens without"
    )
    parser.add_argument("--json", action="store_true", help="print it for programs")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print the settings of a profile; nothing on disk changes."""
    files = settings_files(config_of(arguments))
    explanation = explain(files.effective(), files.places)
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(explanation), indent=2).decode())
    else:
        print("\n".join(lines(explanation)))
    return ExitCode.POLICY_UNREADABLE if explanation.unreadable else ExitCode.FINE
