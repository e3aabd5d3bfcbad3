"""What ``doctor`` can find, and what to do about each: for administrators, in English.

Codes are stable: tools for managing machines may rely on them.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

CLOCK_TOLERANCE_S = 60.0
"""How far the machine's clock may be from the server's."""


class Check(StrEnum):
    """What is looked at, in this order: the first trouble explains those after it."""

    PROFILE = "profile"
    POLICY = "policy"
    SERVER = "server"
    ENCRYPTION = "encryption"
    CLOCK = "clock"
    KEYRING = "keyring"
    SIGN_IN = "signIn"
    TOASTS = "toasts"
    TRAY = "tray"


class Outcome(StrEnum):
    """How a check went."""

    FINE = "fine"
    TROUBLE = "trouble"
    UNKNOWN = "unknown"
    """It could not be found out: another finding says why, or this system does not tell."""


class Code(StrEnum):
    """What was found."""

    PROFILE_FINE = "profile_fine"
    PROFILE_NOT_WRITABLE = "profile_not_writable"
    DISK_FULL = "disk_full"
    POLICY_FINE = "policy_fine"
    POLICY_UNREADABLE = "policy_unreadable"
    SERVER_FINE = "server_fine"
    SERVER_NOT_NAMED = "server_not_named"
    SERVER_ADDRESS_INVALID = "server_address_invalid"
    SERVER_UNREACHABLE = "server_unreachable"
    SERVER_SILENT = "server_silent"
    SERVER_NOT_OURS = "server_not_ours"
    SERVER_UNKNOWN = "server_unknown"
    ENCRYPTION_FINE = "encryption_fine"
    ENCRYPTION_NONE = "encryption_none"
    CERTIFICATE_REFUSED = "certificate_refused"
    PROXY_FAILED = "proxy_failed"
    ENCRYPTION_UNKNOWN = "encryption_unknown"
    CLOCK_FINE = "clock_fine"
    CLOCK_WRONG = "clock_wrong"
    CLOCK_UNKNOWN = "clock_unknown"
    KEYRING_FINE = "keyring_fine"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_MISSING = "keyring_missing"
    SIGNED_IN = "signed_in"
    NOT_SIGNED_IN = "not_signed_in"
    SIGN_IN_UNKNOWN = "sign_in_unknown"
    TOASTS_FINE = "toasts_fine"
    NO_SESSION_BUS = "no_session_bus"
    NO_NOTIFICATION_SERVICE = "no_notification_service"
    NOTIFICATION_SERVICE_SILENT = "notification_service_silent"
    TOASTS_UNKNOWN = "toasts_unknown"
    TRAY_FINE = "tray_fine"
    NO_TRAY = "no_tray"
    NO_DISPLAY = "no_display"


class Finding(msgspec.Struct, frozen=True):
    """One check and what came of it.

    Attributes:
        explanation: What was found, one sentence.
        fix: What to do about it, one sentence; empty where nothing is to be done.
    """

    check: Check
    outcome: Outcome
    code: Code
    explanation: str
    fix: str = ""


def found(code: Code, **facts: object) -> Finding:
    """Return the finding of ``code``; ``facts`` fill the places of its sentences."""
    check, outcome, explanation, fix = _FINDINGS[code]
    return Finding(check, outcome, code, explanation.format(**facts), fix.format(**facts))


def first_trouble(findings: Sequence[Finding]) -> Finding | None:
    """Return the trouble to begin with, None when all is fine."""
    return next((f for f in findings if f.outcome is Outcome.TROUBLE), None)


def lines(findings: Sequence[Finding]) -> list[str]:
    """Return findings as text, a line each, with the fix below."""
    shown: list[str] = []
    for finding in findings:
        name = finding.check.value
        shown.append(f"{finding.outcome.value:<8} {name:<11} {finding.explanation}")
        if finding.fix:
            shown.append(f"{'':<21}{finding.fix}")
    return shown


_FINE, _TROUBLE, _UNKNOWN = Outcome.FINE, Outcome.TROUBLE, Outcome.UNKNOWN

_FINDINGS: Mapping[Code, tuple[Check, Outcome, str, str]] = {
    Code.PROFILE_FINE: (
        Check.PROFILE,
        _FINE,
        "The folder of the profile takes files ({free_mb} MB are free).",
        "",
    ),
    Code.PROFILE_NOT_WRITABLE: (
        Check.PROFILE,
        _TROUBLE,
        "The folder of the profile takes no files ({reason}): {folder}",
        "Give its owner the right to write there, or name another folder with --profile.",
    ),
    Code.DISK_FULL: (
        Check.PROFILE,
        _TROUBLE,
        "Only {free_mb} MB are free on the disk of the profile: {folder}",
        "Make room on that disk; the agent waits and loses nothing.",
    ),
    Code.POLICY_FINE: (Check.POLICY, _FINE, "The policies and the preset can be read.", ""),
    Code.POLICY_UNREADABLE: (
        Check.POLICY,
        _TROUBLE,
        "A policy or the preset cannot be read: {places}",
        "Run the command policy --explain, which says what is wrong with it.",
    ),
    Code.SERVER_FINE: (Check.SERVER, _FINE, "The server answers: {server}", ""),
    Code.SERVER_NOT_NAMED: (
        Check.SERVER,
        _UNKNOWN,
        "No server is named, neither by policy nor by a sign-in.",
        "Set the policy serverAddress, or name one with --server.",
    ),
    Code.SERVER_ADDRESS_INVALID: (
        Check.SERVER,
        _TROUBLE,
        "This is not the address of a server: {server}",
        "An address looks like https://help.example.org, without a path.",
    ),
    Code.SERVER_UNREACHABLE: (
        Check.SERVER,
        _TROUBLE,
        "Nothing answers at {server}.",
        "Check the address, the network and name resolution of this machine, and the server.",
    ),
    Code.SERVER_SILENT: (
        Check.SERVER,
        _TROUBLE,
        "{server} does not answer in time.",
        "Check firewalls on the way, and the server.",
    ),
    Code.SERVER_NOT_OURS: (
        Check.SERVER,
        _TROUBLE,
        "What answers at {server} is no Bomizzel server.",
        "Check the address; a sign-in page of the network may answer in its place.",
    ),
    Code.SERVER_UNKNOWN: (
        Check.SERVER,
        _UNKNOWN,
        "The server was not reached, for the reason named under encryption.",
        "",
    ),
    Code.ENCRYPTION_FINE: (
        Check.ENCRYPTION,
        _FINE,
        "The server's certificate is trusted by this machine.",
        "",
    ),
    Code.ENCRYPTION_NONE: (
        Check.ENCRYPTION,
        _FINE,
        "The address begins with http: nothing is encrypted.",
        "Use an https address outside of a test.",
    ),
    Code.CERTIFICATE_REFUSED: (
        Check.ENCRYPTION,
        _TROUBLE,
        "The certificate of {server} is not trusted here ({reason}).",
        "Install its authority in the system's store, or name it in the policy extraCertificates.",
    ),
    Code.PROXY_FAILED: (
        Check.ENCRYPTION,
        _TROUBLE,
        "{server} cannot be reached through the proxy {proxy}.",
        "Check the proxy of the system, or exempt the server's address from it.",
    ),
    Code.ENCRYPTION_UNKNOWN: (
        Check.ENCRYPTION,
        _UNKNOWN,
        "The certificate was not seen: the server was not reached.",
        "",
    ),
    Code.CLOCK_FINE: (Check.CLOCK, _FINE, "The clocks differ by {seconds} s.", ""),
    Code.CLOCK_WRONG: (
        Check.CLOCK,
        _TROUBLE,
        "The clock of this machine and the server's differ by {seconds} s.",
        "Let both machines take their time from the network.",
    ),
    Code.CLOCK_UNKNOWN: (Check.CLOCK, _UNKNOWN, "The time of the server is not known.", ""),
    Code.KEYRING_FINE: (Check.KEYRING, _FINE, "The keyring is there, and open.", ""),
    Code.KEYRING_LOCKED: (
        Check.KEYRING,
        _TROUBLE,
        "The keyring is locked, or does not answer.",
        "Let the person unlock it: after an automatic login it stays locked.",
    ),
    Code.KEYRING_MISSING: (
        Check.KEYRING,
        _TROUBLE,
        "This session has no keyring: a sign-in ends with the program.",
        "Install and start gnome-keyring or KWallet.",
    ),
    Code.SIGNED_IN: (Check.SIGN_IN, _FINE, "Somebody is signed in.", ""),
    Code.NOT_SIGNED_IN: (
        Check.SIGN_IN,
        _TROUBLE,
        "Nobody is signed in with this profile.",
        "Let the person sign in, in the window or with the command login.",
    ),
    Code.SIGN_IN_UNKNOWN: (
        Check.SIGN_IN,
        _UNKNOWN,
        "Whether somebody is signed in is in the keyring, which does not tell.",
        "",
    ),
    Code.TOASTS_FINE: (Check.TOASTS, _FINE, "Toasts are shown by {service}.", ""),
    Code.NO_SESSION_BUS: (
        Check.TOASTS,
        _TROUBLE,
        "There is no session bus, through which toasts are shown.",
        "Run this in the person's desktop session, with DBUS_SESSION_BUS_ADDRESS set.",
    ),
    Code.NO_NOTIFICATION_SERVICE: (
        Check.TOASTS,
        _TROUBLE,
        "No program shows notifications in this session.",
        "Install and start a notification daemon, such as the one of the desktop or dunst.",
    ),
    Code.NOTIFICATION_SERVICE_SILENT: (
        Check.TOASTS,
        _TROUBLE,
        "The program that shows notifications does not answer.",
        "Restart it.",
    ),
    Code.TOASTS_UNKNOWN: (
        Check.TOASTS,
        _UNKNOWN,
        "This system does not say whether toasts are allowed.",
        "Look at its settings of notifications, and use the button for a test notification.",
    ),
    Code.TRAY_FINE: (Check.TRAY, _FINE, "Tray icons are shown.", ""),
    Code.NO_TRAY: (
        Check.TRAY,
        _TROUBLE,
        "This desktop shows no tray icons.",
        "Add a tray to the panel; GNOME needs the extension AppIndicator.",
    ),
    Code.NO_DISPLAY: (
        Check.TRAY,
        _TROUBLE,
        "There is no display.",
        "Run this in the person's desktop session.",
    ),
}
