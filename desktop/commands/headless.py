"""``headless``: the agent without windows; prints what it would show, one line each."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress

from desktop.adapters.clock import SystemClock
from desktop.adapters.console import Console
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.reception import Reception, intents_of
from desktop.adapters.instance.server import answering
from desktop.bootstrap import build_agent, this_program
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
from desktop.commands.running import Outcome, run_until_signal
from desktop.commands.single import activation, take
from desktop.config import Config
from desktop.core.agent import Agent
from desktop.core.connection import Link
from desktop.core.intents import Intent, Quit, SignIn
from desktop.core.view import Snapshot


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    add_command(
        commands,
        "headless",
        run,
        parents=[profile_options(), sign_in_options(), summary_option(), link_argument()],
        about="no windows: print what would be shown",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run until a signal, or until it is clear that nobody will be signed in."""
    config = config_of(arguments)
    lock = take(config, activation(arguments))
    if lock is None:
        return ExitCode.FINE
    first = intents_of(link=arguments.link, server=arguments.server)
    sign_in = asked_sign_in(arguments) if arguments.email else None
    with lock:
        return asyncio.run(_run(config, lock, first, sign_in))


async def _run(
    config: Config, lock: ProfileLock, first: Sequence[Intent], sign_in: SignIn | None
) -> ExitCode:
    console = Console(_print)
    waiting = [sign_in] if sign_in is not None else []
    outcome = Outcome(ExitCode.FINE)

    def on_snapshot(snapshot: Snapshot) -> None:
        console.render(snapshot)
        reception.note(snapshot)
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
    for intent in first:
        agent.submit(intent)
    loop = asyncio.get_running_loop()
    reception = Reception(
        this_program(),
        submit=lambda intent: _submit(loop, agent, intent),
        show=lambda: True,
        now=SystemClock().now,
    )
    with answering(lock, config.profile, reception.answer):
        await run_until_signal(agent)
    return outcome.exit_code


def _submit(loop: asyncio.AbstractEventLoop, agent: Agent, intent: Intent) -> None:
    # The loop may have ended a moment ago: then nobody is left who could want it.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(agent.submit, intent)


def _print(line: str) -> None:
    print(line, flush=True)
