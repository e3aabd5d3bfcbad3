"""Options that several commands have, and the values made of them.

A password comes by standard input or is asked for: never by the command line, where every program
of the machine sees it.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from desktop.config import Config, default_profile
from desktop.core.intents import SignIn


class Commands(Protocol):
    """Where a command adds itself; argparse has no public name for it."""

    def add_parser(
        self,
        name: str,
        *,
        parents: Sequence[argparse.ArgumentParser] = (),
        help: str,  # noqa: A002 - the name that argparse gave it
        allow_abbrev: bool = True,
    ) -> argparse.ArgumentParser:
        """Return the parser of a new command."""
        ...


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    parents: Sequence[argparse.ArgumentParser],
    about: str,
) -> argparse.ArgumentParser:
    """Add the command ``name``, which ``run`` carries out, and return its parser."""
    # Without abbreviations: `--password` must not pass for `--password-stdin`.
    parser = commands.add_parser(name, parents=parents, help=about, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def profile_options() -> argparse.ArgumentParser:
    """Return a parent parser: whose data the command works with."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--profile", type=Path, default=default_profile(), help="folder of this profile's data"
    )
    return parser


def sign_in_options() -> argparse.ArgumentParser:
    """Return a parent parser: where, and whom to sign in."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--server", default="", help="address of the server, https://…")
    parser.add_argument("--email", default="", help="whom to sign in if nobody is")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    return parser


def link_argument() -> argparse.ArgumentParser:
    """Return a parent parser: what another program wants to be opened."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "link", nargs="?", default="", help="bomizzel://ticket/ID opens that ticket"
    )
    return parser


def summary_option() -> argparse.ArgumentParser:
    """Return a parent parser: where the counts of a run go."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--summary-json", type=Path, help="write the counts of the run here at its end"
    )
    return parser


def config_of(arguments: argparse.Namespace) -> Config:
    """Return the configuration that the options name."""
    return Config(
        profile=arguments.profile.expanduser().resolve(),
        server=getattr(arguments, "server", ""),
        summary=getattr(arguments, "summary_json", None),
    )


def asked_sign_in(arguments: argparse.Namespace) -> SignIn:
    """Return the sign-in of the options; what they leave out is asked for at the terminal."""
    email = arguments.email or input("E-mail: ")
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass()
    return SignIn(server=arguments.server, email=email, password=password)
