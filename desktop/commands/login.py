"""``login``: sign in in place of whoever is signed in, wait until that worked, and end."""

import argparse
import asyncio
import sys

from desktop.adapters.console import refusal
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import (
    Commands,
    add_command,
    asked_sign_in,
    config_of,
    profile_options,
    sign_in_options,
)
from desktop.commands.running import Outcome, run_until_signal, silent_agent
from desktop.commands.single import alone
from desktop.config import Config
from desktop.core.connection import Link
from desktop.core.intents import Quit, SignIn, SignOut
from desktop.core.view import Snapshot

_NO_KEYRING = (
    "Signed in, but this session has no keyring to keep that in, so it ended with this command.\n"
    "Start a keyring (gnome-keyring, KWallet), or sign in where the agent runs."
)
_CAUGHT_UP = frozenset({Link.LIVE, Link.POLLING})
"""Not before: what comes after the first contact interrupts, and this is to be it."""


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    add_command(
        commands,
        "login",
        run,
        parents=[profile_options(), sign_in_options()],
        about="sign in to this profile",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Sign in as ``arguments`` say."""
    config = config_of(arguments)
    with alone(config):
        return asyncio.run(_log_in(config, asked_sign_in(arguments)))


async def _log_in(config: Config, sign_in: SignIn) -> ExitCode:
    waiting: list[SignIn] = [sign_in]
    outcome = Outcome(ExitCode.NOT_SIGNED_IN)

    def on_snapshot(snapshot: Snapshot) -> None:
        if snapshot.link is Link.SIGNED_OUT and not snapshot.sign_in.busy:
            if waiting:
                agent.submit(waiting.pop())
            elif snapshot.sign_in.error is not None:
                print(refusal(snapshot.sign_in.error), file=sys.stderr)
                agent.submit(Quit())
        elif snapshot.account is not None and waiting:
            agent.submit(SignOut())
        elif snapshot.link in _CAUGHT_UP:
            if snapshot.persistent_session:
                outcome.exit_code = ExitCode.FINE
            else:
                print(_NO_KEYRING, file=sys.stderr)
                outcome.exit_code = ExitCode.NO_KEYRING
            agent.submit(Quit())

    agent = silent_agent(config, on_snapshot)
    await run_until_signal(agent)
    return outcome.exit_code
