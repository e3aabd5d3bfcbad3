"""What the person is told of settings that could not be read, obeyed or saved."""

from collections.abc import Sequence

from desktop.core.settings.sources import MANAGED, Fault, Problem
from desktop.ui.texts import DASH, translate


def problems_text(problems: Sequence[Problem]) -> str:
    """Return what concerns the person most, one or two sentences; empty when nothing does.

    A single value that is not accepted is for administrators: ``problem_line`` has it.
    """
    whole = [problem for problem in problems if not problem.key]
    if any(problem.fault is Fault.NOT_SAVED for problem in whole):
        return translate(
            "Settings", "Your settings could not be saved. They hold until Bomizzel ends."
        )
    if any(problem.source not in MANAGED for problem in whole):
        return translate(
            "Settings",
            "The file with your settings was damaged and has been put aside. "
            "Please choose again what you had changed.",
        )
    if whole:
        return translate(
            "Settings",
            "The settings of your organisation cannot be read right now. "
            "Those that were read last keep holding.",
        )
    return ""


def problem_line(problem: Problem) -> str:
    """Return where something was ignored and why, one line for whoever mends it."""
    subject = f"{problem.place}: {problem.key}" if problem.key else problem.place
    return f"{subject}{DASH}{_faults()[problem.fault]}"


def _faults() -> dict[Fault, str]:
    return {
        Fault.UNREADABLE: translate("Settings", "cannot be read"),
        Fault.NOT_PROTECTED: translate("Settings", "others may write it, so it does not count"),
        Fault.TOO_LARGE: translate("Settings", "is too large"),
        Fault.MALFORMED: translate("Settings", "is damaged"),
        Fault.UNKNOWN_KEY: translate("Settings", "is no setting"),
        Fault.BAD_VALUE: translate("Settings", "has a value that is not accepted"),
        Fault.NOT_FROM_HERE: translate("Settings", "may not be set there"),
        Fault.NOT_SAVED: translate("Settings", "could not be written"),
    }
