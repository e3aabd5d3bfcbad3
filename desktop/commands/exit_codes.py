"""How the commands end: fixed numbers that tools for managing machines may rely on."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit code of a command."""

    FINE = 0
    FAILED = 1
    """Something of this machine failed that has no number of its own; a sentence says what."""
    NOT_SIGNED_IN = 2
    """Also the code of a command line that cannot be understood, as everywhere."""
    POLICY_UNREADABLE = 3
    NO_KEYRING = 4
    SERVER_UNREACHABLE = 5
    TLS_OR_PROXY = 6
    TOASTS_BLOCKED = 7
    NO_TRAY = 8
