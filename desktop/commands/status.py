"""``status``: what the program that runs with this profile is doing."""

import argparse

import msgspec

from desktop.adapters.instance.client import PATIENCE_S, InstanceSilentError, claim
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.messages import Command, Request
from desktop.commands.errors import ProfileBusyError, ProfileUnusableError
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.config import Config
from desktop.core.diagnostics.report import StatusReport


class Running(msgspec.Struct, frozen=True):
    """What is printed; ``agent`` is None when no program runs, or it has only just started."""

    running: bool
    agent: StatusReport | None = None


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "status",
        run,
        parents=[profile_options()],
        about="say what the program that runs is doing",
    )
    parser.add_argument("--json", action="store_true", help="print it for programs")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print the state of the program that has the profile."""
    state = running_program(config_of(arguments))
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(state), indent=2).decode())
    else:
        print("\n".join(_lines(state)))
    if not state.running:
        return ExitCode.FAILED
    is_signed_out = state.agent is not None and not state.agent.signed_in
    return ExitCode.NOT_SIGNED_IN if is_signed_out else ExitCode.FINE


def running_program(config: Config, *, patience_s: float = PATIENCE_S) -> Running:
    """Return what runs with this profile.

    Raises:
        ProfileBusyError: A program has the profile and does not answer.
        ProfileUnusableError: The folder cannot be used.
    """
    if not config.lock_file.exists():
        return Running(running=False)
    try:
        with ProfileLock(config.lock_file) as lock:
            reply = claim(lock, Request(command=Command.STATUS), patience_s=patience_s)
    except InstanceSilentError as exc:
        raise ProfileBusyError(f"Process {exc.process_id} does not answer.") from exc
    except OSError as exc:
        raise ProfileUnusableError(config.profile, exc) from exc
    if reply is None:
        return Running(running=False)
    return Running(running=True, agent=reply.status)


def _lines(state: Running) -> list[str]:
    if not state.running:
        return ["Bomizzel is not running."]
    if state.agent is None:
        return ["Bomizzel is starting."]
    agent = state.agent
    verified = agent.verified_at.isoformat(timespec="seconds") if agent.verified_at else "never"
    return [
        f"Bomizzel {agent.version} is running (process {agent.process_id}).",
        f"state     {agent.link.value}",
        f"server    {agent.server or 'none'}",
        f"signed in {'yes' if agent.signed_in else 'no'}",
        f"verified  {verified}",
        f"unread    {agent.unread} ({agent.unread_high} of high priority)",
    ]
