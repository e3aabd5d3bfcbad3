"""``headless``: the agent without windows; prints what it would show, one line each."""

import argparse
import asyncio
from pathlib import Path

from desktop.adapters.console import Console
from desktop.bootstrap import build_agent
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import (
    Commands,
    add_command,
    asked_sign_in,
    opened_profile,
    profile_options,
    sign_in_options,
)
from desktop.commands.running import Outcome, run_until_signal
from desktop.config import Config
from desktop.core.connection import Link
from desktop.core.intents import Quit, SignIn
from desktop.core.view import Snapshot


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    add_command(
        commands,
        "headless",
        run,
        parents=[profile_options(), sign_in_options(), summary_option()],
        about="no windows: print what would be shown",
    )


def summary_option() -> argparse.ArgumentParser:
    """Return a parent parser: where the counts of a run go."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--summary-json", type=Path, help="write the counts of the run here at its end"
    )
    return parser


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run until a signal, or until it is clear that nobody will be signed in."""
    config = opened_profile(arguments)
    return asyncio.run(_run(config, asked_sign_in(arguments) if arguments.email else None))


async def _run(config: Config, sign_in: SignIn | None) -> ExitCode:
    console = Console(_print)
    waiting = [sign_in] if sign_in is not None else []
    outcome = Outcome(ExitCode.FINE)

    def on_snapshot(snapshot: Snapshot) -> None:
        console.render(snapshot)
        if snapshot.link is not Link.SIGNED_OUT or snapshot.sign_in.busy:
            return
        if waiting:
            agent.submit(waiting.pop())
        elif snapshot.sign_in.error is not None or sign_in is None:
            outcome.exit_code = ExitCode.NOT_SIGNED_IN
            agent.submit(Quit())

    agent = build_agent(
        config, on_snapshot=on_snapshot, on_show_center=lambda _: None, toasts=lambda *_: console
    )
    await run_until_signal(agent)
    return outcome.exit_code


def _print(line: str) -> None:
    print(line, flush=True)
