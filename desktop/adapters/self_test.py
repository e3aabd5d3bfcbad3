"""Tries the parts of the program that need no window, each on the real thing."""

import asyncio
import os
import ssl
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path

from common.ids import Epoch
from desktop.adapters.doctor.server_check import check_server
from desktop.adapters.store import SqliteStore
from desktop.adapters.trust import system_trust
from desktop.core.diagnostics.doctor import Check, Code, Outcome
from desktop.core.diagnostics.self_test import REINSTALL, TRIAL_TOAST, Part, Trial
from desktop.core.errors import StoreError
from desktop.core.ports import Loaded, Vault
from desktop.core.state import Commit
from desktop.core.toasts.toast import NOBODY, ToastPort

KEYRING_S = 10.0
_OWNER = "self-test"
_CONNECTION = ("desktop.adapters.engine", "desktop.adapters.rest", "desktop.adapters.web_socket")


async def try_store() -> Trial:
    """Return whether what is stored in a folder of this trial's own is there when read again."""
    epoch = Epoch("self-test")
    try:
        with tempfile.TemporaryDirectory(prefix="bomizzel-") as folder:
            store = SqliteStore(Path(folder) / "agent.sqlite3")
            await store.open(_OWNER)
            await store.commit(Commit(epoch=epoch))
            await store.close()
            stored = await store.open(_OWNER)
            await store.close()
    except (StoreError, OSError) as exc:
        fix = "Make room on the disk of the folder for temporary files."
        return Trial(
            Part.STORE, works=False, explanation=f"Nothing can be stored: {exc}.", fix=fix
        )
    if stored.epoch != epoch:
        lost = "What was stored is not there any more."
        return Trial(Part.STORE, works=False, explanation=lost, fix=REINSTALL)
    return Trial(Part.STORE, works=True, explanation="What was stored was read again.")


async def try_keyring(vault: Vault) -> Trial:
    """Return whether a secret can be kept, read and removed; ``vault`` is of this trial's own."""
    try:
        async with asyncio.timeout(KEYRING_S):
            await vault.save(_OWNER)
            is_kept = await vault.load() == Loaded(_OWNER)
            await vault.delete()
    except TimeoutError:
        is_kept = False
    if is_kept:
        return Trial(Part.KEYRING, works=True, explanation="A secret was kept, read and removed.")
    return Trial(
        Part.KEYRING,
        works=False,
        explanation="The keyring did not give back a secret.",
        fix="Run the command doctor, which says whether it is missing or locked.",
    )


def try_certificates(
    server: str, *, extra_certificates: str, now: Callable[[], datetime]
) -> Trial:
    """Return whether the system's store of authorities is used; blocks for some seconds.

    Args:
        server: Whose certificate is checked with it, https://…; empty to look only whether there
            is such a store.
        extra_certificates: File of further authorities; empty for none.
        now: The wall clock, aware UTC.
    """
    if server:
        findings = check_server(server, extra_certificates=extra_certificates, now=now)
        by_check = {finding.check: finding for finding in findings}
        finding = by_check[Check.ENCRYPTION]
        if finding.outcome is Outcome.UNKNOWN:
            finding = by_check[Check.SERVER]
        works = finding.code is Code.ENCRYPTION_FINE
        return Trial(Part.CERTIFICATES, works, finding.explanation, finding.fix)
    try:
        context = system_trust()
    except (ImportError, ssl.SSLError) as exc:
        broken = f"Encryption cannot be used ({type(exc).__name__})."
        return Trial(Part.CERTIFICATES, works=False, explanation=broken, fix=REINSTALL)
    if context.verify_mode is ssl.CERT_REQUIRED and _has_authorities():
        there = "The authorities of this system are believed; --server tries them on a server."
        return Trial(Part.CERTIFICATES, works=True, explanation=there)
    return Trial(
        Part.CERTIFICATES,
        works=False,
        explanation="This system has no certificate authorities.",
        fix="Install the package ca-certificates.",
    )


def try_connection() -> Trial:
    """Return whether everything that speaks to a server can be loaded."""
    try:
        for name in _CONNECTION:
            import_module(name)
    except ImportError as exc:
        missing = f"{exc.name} is missing."
        return Trial(Part.CONNECTION, works=False, explanation=missing, fix=REINSTALL)
    return Trial(Part.CONNECTION, works=True, explanation="What speaks to the server is there.")


async def try_toasts(toasts: ToastPort) -> Trial:
    """Return whether a toast is shown and can be taken away again."""
    outcome = await toasts.show(TRIAL_TOAST)
    await toasts.withdraw(TRIAL_TOAST.tag)
    await toasts.close()
    if outcome.shown_by != NOBODY:
        shown = f"A notification was shown ({outcome.shown_by}) and taken away."
        return Trial(Part.TOASTS, works=True, explanation=shown)
    why = ", ".join(f"{name}: {reason}" for name, reason in outcome.skipped.items())
    return Trial(
        Part.TOASTS,
        works=False,
        explanation=f"No notification was shown ({why}).",
        fix="Run the command doctor, which says what of the desktop is missing.",
    )


def _has_authorities() -> bool:
    """Return whether there is a file or a folder of them; Windows and macOS have their own way."""
    if os.name == "nt" or os.uname().sysname == "Darwin":
        return True
    places = ssl.get_default_verify_paths()
    known = (places.cafile, places.capath, "/etc/ssl/certs/ca-certificates.crt")
    return any(place and Path(place).exists() for place in known)
