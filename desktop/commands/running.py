"""What the commands that run an agent without windows share."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass

from desktop.adapters.console import Console
from desktop.bootstrap import build_agent
from desktop.commands.exit_codes import ExitCode
from desktop.config import Config
from desktop.core.agent import Agent
from desktop.core.intents import Quit
from desktop.core.view import Snapshot


@dataclass(slots=True)
class Outcome:
    """How a run ends."""

    exit_code: ExitCode


def silent_agent(config: Config, on_snapshot: Callable[[Snapshot], None]) -> Agent:
    """Return an agent that shows no toasts: they are for the one that stays."""
    return build_agent(
        config,
        on_snapshot=on_snapshot,
        on_show_center=lambda _: None,
        toasts=lambda *_: Console(lambda _: None),
    )


async def run_until_signal(agent: Agent) -> None:
    """Run ``agent`` until it ends by itself, or the system or the person asks it to."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not the loop's own handlers, which Windows does not have.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(agent.submit, Quit()))
    await agent.run()
