"""``logout``: end the session of this profile, here and on the server."""

import argparse
import asyncio

from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.commands.running import run_until_signal, silent_agent
from desktop.commands.single import alone
from desktop.config import Config
from desktop.core.connection import Link
from desktop.core.intents import Quit, SignOut
from desktop.core.view import Snapshot


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    add_command(
        commands, "logout", run, parents=[profile_options()], about="sign out of this profile"
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Sign out of the profile that ``arguments`` name."""
    config = config_of(arguments)
    with alone(config):
        asyncio.run(_log_out(config))
    return ExitCode.FINE


async def _log_out(config: Config) -> None:
    def on_snapshot(snapshot: Snapshot) -> None:
        if snapshot.link is Link.SIGNED_OUT:
            agent.submit(Quit())
        elif snapshot.account is not None:
            agent.submit(SignOut())

    agent = silent_agent(config, on_snapshot)
    await run_until_signal(agent)
