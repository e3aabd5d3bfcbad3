"""Coming back after an upgrade.

What is about Windows, whose installer ends the program, was not run on a real one yet.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

_NOT_AFTER_A_CRASH = 1
_NOT_AFTER_A_HANG = 2
_NOT_AFTER_A_REBOOT = 8


def come_back_after_upgrades(register: Callable[[str, int], int]) -> bool:
    """Ask Windows to start the program again, for its person, when an upgrade ended it.

    Only then: a crash is the person's to hear of, and the session's start is a setting.

    Args:
        register: Takes the arguments of the new start, and flags; returns 0 if that is granted.

    Returns:
        Whether Windows will.

    Source:
        Microsoft Learn, RegisterApplicationRestart; "Guidelines for Applications" of the
        Restart Manager.
    """
    return register("", _NOT_AFTER_A_CRASH | _NOT_AFTER_A_HANG | _NOT_AFTER_A_REBOOT) == 0


def register_with_windows(arguments: str, flags: int) -> int:
    """Call RegisterApplicationRestart; elsewhere there is nobody to ask."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        return int(ctypes.windll.kernel32.RegisterApplicationRestart(arguments, flags))
    return -1


def start_again(*arguments: str) -> NoReturn:
    """Become the frozen program that lies where this one was started from.

    Source:
        PyInstaller's manual, "Restarting the application": what the former start left in the
        environment must not be taken for the new one's.
    """
    environ = os.environ | {"PYINSTALLER_RESET_ENVIRONMENT": "1"}
    os.execve(sys.executable, (sys.executable, *arguments), environ)  # noqa: S606 - ourselves
