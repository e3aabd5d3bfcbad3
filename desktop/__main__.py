"""The command line of the desktop agent.

``python -m desktop`` starts the tray; Qt is imported for that only. A password comes by standard
input or is asked for: never by the command line, where every program of the machine sees it.
"""

import argparse
import asyncio
import getpass
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.adapters.console import Console, refusal
from desktop.bootstrap import build_agent
from desktop.config import Config, default_profile
from desktop.core.agent import Agent
from desktop.core.connection import Link
from desktop.core.intents import Quit, SignIn, SignOut
from desktop.core.view import Snapshot
from desktop.logs import configure_logging

EXIT_FINE = 0
EXIT_NO_PROFILE = 1
EXIT_NOT_SIGNED_IN = 2
EXIT_NO_KEYRING = 4

_NO_KEYRING = (
    "Signed in, but this session has no keyring to keep that in, so it ended with this command.\n"
    "Start a keyring (gnome-keyring, KWallet), or sign in where the agent runs."
)
_LET_IN = frozenset({Link.LIVE, Link.POLLING, Link.CATCHING_UP})


@dataclass(slots=True)
class Outcome:
    """How a run ends."""

    exit_code: int


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    arguments = _parser().parse_args(argv)
    config = Config(
        profile=arguments.profile.expanduser().resolve(),
        server=arguments.server,
        summary=arguments.summary_json,
    )
    try:
        configure_logging(config.log_file)
    except OSError as exc:
        print(f"The profile {config.profile} cannot be used: {exc.strerror}.", file=sys.stderr)
        return EXIT_NO_PROFILE
    sign_in = _sign_in(arguments)
    if arguments.command is None and not arguments.headless:
        from desktop.app import run  # noqa: PLC0415 - Qt, which no other command needs

        return run(config, [sign_in] if sign_in is not None else [])
    if arguments.command == "logout":
        return asyncio.run(_log_out(config))
    if arguments.command == "login" and sign_in is not None:
        return asyncio.run(_log_in(config, sign_in))
    return asyncio.run(_run_headless(config, sign_in))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m desktop", description="Bomizzel Desktop: notifications in the tray."
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=("login", "logout"),
        help="sign in or out of this profile and end; without: the tray",
    )
    parser.add_argument(
        "--headless", action="store_true", help="no windows: print what would be shown"
    )
    parser.add_argument("--server", default="", help="address of the server, https://…")
    parser.add_argument("--email", default="", help="whom to sign in if nobody is")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    parser.add_argument(
        "--profile", type=Path, default=default_profile(), help="folder of this profile's data"
    )
    parser.add_argument(
        "--summary-json", type=Path, help="write the counts of the run here at its end"
    )
    return parser


def _sign_in(arguments: argparse.Namespace) -> SignIn | None:
    """Return the sign-in that the command line asks for, with its password."""
    wanted = arguments.command == "login" or bool(arguments.email)
    if not wanted:
        return None
    email = arguments.email or input("E-mail: ")
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass()
    return SignIn(server=arguments.server, email=email, password=password)


async def _run_headless(config: Config, sign_in: SignIn | None) -> int:
    """Run until a signal, or until it is clear that nobody will be signed in."""
    console = Console(_print)
    waiting = [sign_in] if sign_in is not None else []
    outcome = Outcome(EXIT_FINE)

    def on_snapshot(snapshot: Snapshot) -> None:
        console.render(snapshot)
        if snapshot.link is not Link.SIGNED_OUT or snapshot.sign_in.busy:
            return
        if waiting:
            agent.submit(waiting.pop())
        elif snapshot.sign_in.error is not None or sign_in is None:
            outcome.exit_code = EXIT_NOT_SIGNED_IN
            agent.submit(Quit())

    agent = build_agent(
        config, on_snapshot=on_snapshot, on_show_center=lambda: None, toasts=lambda _: console
    )
    await _run_until_signal(agent)
    return outcome.exit_code


async def _log_in(config: Config, sign_in: SignIn) -> int:
    """Sign in in place of whoever is signed in, wait until that worked, and end."""
    waiting: list[SignIn] = [sign_in]
    outcome = Outcome(EXIT_NOT_SIGNED_IN)

    def on_snapshot(snapshot: Snapshot) -> None:
        if snapshot.link is Link.SIGNED_OUT and not snapshot.sign_in.busy:
            if waiting:
                agent.submit(waiting.pop())
            elif snapshot.sign_in.error is not None:
                print(refusal(snapshot.sign_in.error), file=sys.stderr)
                agent.submit(Quit())
        elif snapshot.account is not None and waiting:
            agent.submit(SignOut())
        elif snapshot.link in _LET_IN:
            if snapshot.persistent_session:
                outcome.exit_code = EXIT_FINE
            else:
                print(_NO_KEYRING, file=sys.stderr)
                outcome.exit_code = EXIT_NO_KEYRING
            agent.submit(Quit())

    agent = _silent_agent(config, on_snapshot)
    await _run_until_signal(agent)
    return outcome.exit_code


async def _log_out(config: Config) -> int:
    """End the session of this profile."""

    def on_snapshot(snapshot: Snapshot) -> None:
        if snapshot.link is Link.SIGNED_OUT:
            agent.submit(Quit())
        elif snapshot.account is not None:
            agent.submit(SignOut())

    agent = _silent_agent(config, on_snapshot)
    await _run_until_signal(agent)
    return EXIT_FINE


def _silent_agent(config: Config, on_snapshot: Callable[[Snapshot], None]) -> Agent:
    """Return an agent that shows no toasts: they are for the one that stays."""
    return build_agent(
        config,
        on_snapshot=on_snapshot,
        on_show_center=lambda: None,
        toasts=lambda _: Console(lambda _: None),
    )


async def _run_until_signal(agent: Agent) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not the loop's own handlers, which Windows does not have.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(agent.submit, Quit()))
    await agent.run()


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
