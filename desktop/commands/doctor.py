"""``doctor``: what is wrong here, and what to do about it, for people and for tools."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import msgspec

from desktop.adapters.clock import SystemClock
from desktop.bootstrap import settings_files
from desktop.commands.errors import CommandError
from desktop.commands.exit_codes import ExitCode
from desktop.commands.options import Commands, add_command, config_of, profile_options
from desktop.commands.status import running_program
from desktop.config import Config
from desktop.core.diagnostics.doctor import Check, Finding, first_trouble, lines

RUNNING_S = 3.0
"""How long the program that runs may take to say whether somebody is signed in."""

_EXIT_CODES: Mapping[Check, ExitCode] = {
    Check.PROFILE: ExitCode.FAILED,
    Check.POLICY: ExitCode.POLICY_UNREADABLE,
    Check.SERVER: ExitCode.SERVER_UNREACHABLE,
    Check.ENCRYPTION: ExitCode.TLS_OR_PROXY,
    Check.CLOCK: ExitCode.FAILED,
    Check.KEYRING: ExitCode.NO_KEYRING,
    Check.SIGN_IN: ExitCode.NOT_SIGNED_IN,
    Check.TOASTS: ExitCode.TOASTS_BLOCKED,
    Check.TRAY: ExitCode.NO_TRAY,
}


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """What ``doctor --json`` prints.

    Attributes:
        exit_code: That of the command, of the first finding that is a trouble.
        findings: In the order of the checks.
    """

    version: str
    platform: str
    exit_code: int
    findings: Sequence[Finding]


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = add_command(
        commands,
        "doctor",
        run,
        parents=[profile_options()],
        about="find out what is wrong here, and what to do about it",
    )
    parser.add_argument("--server", default="", help="the server to look for, https://…")
    parser.add_argument("--json", action="store_true", help="print it for programs")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Look at everything, print it, and return the code of the first trouble."""
    findings = asyncio.run(examined(config_of(arguments)))
    trouble = first_trouble(findings)
    code = ExitCode.FINE if trouble is None else _EXIT_CODES[trouble.check]
    if arguments.json:
        report = Report(version("bomizzel"), sys.platform, code, findings)
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        print("\n".join(lines(findings)))
    return code


async def examined(config: Config) -> Sequence[Finding]:
    """Return what there is to find with the profile of ``config``."""
    # Some of it is slow to import, and needed by nobody else.
    from desktop.adapters.doctor.examination import Patient, examine  # noqa: PLC0415
    from desktop.adapters.vault import KeyringVault  # noqa: PLC0415

    patient = Patient(
        profile=config.profile,
        settings=settings_files(config).effective(),
        server=config.server,
        vault=KeyringVault(config.keyring_service),
        is_signed_in=await asyncio.to_thread(_is_signed_in, config),
        platform=sys.platform,
        environ=os.environ,
        now=SystemClock().now,
    )
    return await examine(patient)


def _is_signed_in(config: Config) -> bool | None:
    """Return what the running program says, None when none runs, or it does not answer."""
    try:
        agent = running_program(config, patience_s=RUNNING_S).agent
    except CommandError:
        return None
    return agent.signed_in if agent is not None else None
