"""All checks of ``doctor``, at the same time where they do not need each other."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.adapters.doctor.profile_check import check_profile
from desktop.adapters.doctor.server_check import check_server
from desktop.adapters.toasts.build import session_bus_address
from desktop.adapters.workers import Workers
from desktop.core.diagnostics.doctor import Check, Code, Finding, found
from desktop.core.ports import Loaded, Missing, Unavailable, Vault
from desktop.core.session.session import SignedIn, after_load
from desktop.core.settings.merge import EffectiveSettings

KEYRING_S = 3.0
"""A keyring that takes longer waits for a person."""
SERVER_S = 6.0
"""Backstop for a server that sends a byte a second."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at.

    Attributes:
        profile: Folder of the profile.
        settings: Those that hold.
        server: An address that goes before what settings and sign-in say; empty for none.
        vault: Where the session is kept.
        is_signed_in: What the running program says; None when none runs.
        platform: One of ``sys.platform``'s words.
        environ: Where bus and display are found.
        now: The wall clock, aware UTC.
    """

    profile: Path
    settings: EffectiveSettings
    server: str
    vault: Vault
    is_signed_in: bool | None
    platform: str
    environ: Mapping[str, str]
    now: Callable[[], datetime]


async def examine(patient: Patient) -> Sequence[Finding]:
    """Return what was found, in the order of ``Check``; takes 15 seconds at most."""
    (keyring, sign_in, server), toasts, tray = await asyncio.gather(
        _examine_session(patient), _examine_toasts(patient), _examine_tray(patient)
    )
    findings = [
        check_profile(patient.profile),
        _examine_policy(patient.settings),
        *await _examine_server(patient, patient.server or server),
        keyring,
        sign_in,
        toasts,
        tray,
    ]
    return sorted(findings, key=lambda finding: list(Check).index(finding.check))


def _examine_policy(settings: EffectiveSettings) -> Finding:
    if not settings.has_unreadable_policy:
        return found(Code.POLICY_FINE)
    places = ", ".join(dict.fromkeys(problem.place for problem in settings.problems))
    return found(Code.POLICY_UNREADABLE, places=places)


async def _examine_session(patient: Patient) -> tuple[Finding, Finding, str]:
    """Return what there is to say of keyring and sign-in, and the server that is signed in to."""
    server = patient.settings.values.server_address
    locked = found(Code.KEYRING_LOCKED), _sign_in(is_signed_in=patient.is_signed_in), server
    if patient.platform == "linux":
        from desktop.adapters.doctor.desktop_checks import is_locked  # noqa: PLC0415 - D-Bus

        if await is_locked(session_bus_address(patient.environ)):
            return locked
    try:
        async with asyncio.timeout(KEYRING_S):
            outcome = await patient.vault.load()
    except TimeoutError:
        return locked
    if isinstance(outcome, Unavailable):
        return (
            found(Code.KEYRING_MISSING),
            _sign_in(is_signed_in=patient.is_signed_in or False),
            server,
        )
    if not isinstance(outcome, Loaded | Missing):
        return locked
    session = after_load(outcome)
    if isinstance(session, SignedIn):
        return found(Code.KEYRING_FINE), found(Code.SIGNED_IN), session.session.server
    return found(Code.KEYRING_FINE), _sign_in(is_signed_in=patient.is_signed_in or False), server


def _sign_in(*, is_signed_in: bool | None) -> Finding:
    if is_signed_in is None:
        return found(Code.SIGN_IN_UNKNOWN)
    return found(Code.SIGNED_IN if is_signed_in else Code.NOT_SIGNED_IN)


async def _examine_server(patient: Patient, server: str) -> Sequence[Finding]:
    extra = patient.settings.values.extra_certificates
    worker = Workers("bomizzel-doctor", threads=1)
    try:
        return await worker.run(
            lambda: check_server(server, extra_certificates=extra, now=patient.now),
            timeout_s=SERVER_S,
        )
    except TimeoutError:
        silent = found(Code.SERVER_SILENT, server=server)
        return [silent, found(Code.ENCRYPTION_UNKNOWN), found(Code.CLOCK_UNKNOWN)]


async def _examine_toasts(patient: Patient) -> Finding:
    if patient.platform != "linux":
        return found(Code.TOASTS_UNKNOWN)
    from desktop.adapters.doctor.desktop_checks import check_toasts  # noqa: PLC0415 - D-Bus

    return await check_toasts(session_bus_address(patient.environ))


async def _examine_tray(patient: Patient) -> Finding:
    if patient.platform != "linux":
        return found(Code.TRAY_FINE)  # Windows and macOS always have one.
    from desktop.adapters.doctor.desktop_checks import check_tray  # noqa: PLC0415 - D-Bus

    return await check_tray(session_bus_address(patient.environ), patient.environ)
