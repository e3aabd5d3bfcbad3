"""What an installed program needs to work, tried part by part: for administrators, in English."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from desktop.core.toasts.toast import Toast, Urgency


class Part(StrEnum):
    """What is tried, in this order."""

    STORE = "store"
    KEYRING = "keyring"
    CERTIFICATES = "certificates"
    CONNECTION = "connection"
    TOASTS = "toasts"
    ICONS = "icons"
    TRANSLATIONS = "translations"
    TRAY = "tray"


class Trial(msgspec.Struct, frozen=True):
    """One part, and how it went.

    Attributes:
        explanation: What was tried and what came of it, one sentence.
        fix: What to do about it, one sentence; empty where nothing is to be done.
    """

    part: Part
    works: bool
    explanation: str
    fix: str = ""


TRIAL_TOAST = Toast(
    tag="self-test",
    title="Bomizzel tries itself",
    body="This notification goes away on its own.",
    urgency=Urgency.LOW,
)
REINSTALL = "Install the program again: its files are not complete."


def lines(trials: Sequence[Trial]) -> list[str]:
    """Return trials as text, a line each, with the fix below."""
    shown: list[str] = []
    for trial in trials:
        how = "ok" if trial.works else "failed"
        shown.append(f"{how:<7} {trial.part.value:<13} {trial.explanation}")
        if trial.fix:
            shown.append(f"{'':<22}{trial.fix}")
    return shown
