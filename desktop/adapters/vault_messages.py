"""What the agent and its keyring program say to each other: one line of JSON each way, by pipes.

The secret is in these lines and nowhere else: not on a command line, nor in the environment.
"""

from typing import Literal, TypeAlias

import msgspec
from typing_extensions import override

from desktop.core.ports import (
    Kept,
    Loaded,
    LoadOutcome,
    Missing,
    NotReady,
    SaveOutcome,
    Unavailable,
)

MAX_LINE_BYTES = 256 * 1024
KEYRING_S = 120.0
"""A locked keyring answers when its owner has typed the password, or gone for a coffee."""

Call: TypeAlias = Literal["load", "save", "delete"]
Outcome: TypeAlias = Literal["loaded", "missing", "kept", "not_ready", "declined", "unavailable"]


class Question(msgspec.Struct, frozen=True):
    """What is asked of the keyring.

    Attributes:
        service: Name of the entry.
        secret: What to keep; empty unless it is to be saved.
    """

    call: Call
    service: str
    secret: str = ""

    @override
    def __repr__(self) -> str:
        """Name the question without the secret."""
        return f"Question({self.call!r}, {self.service!r})"


class Note(msgspec.Struct, frozen=True):
    """What is worth a line in the agent's log."""

    event: str
    reason: str = ""


class Answer(msgspec.Struct, frozen=True):
    """How it went.

    Attributes:
        secret: What was kept; empty unless it was loaded.
        notes: What the keyring program would have logged, had it a log.
    """

    outcome: Outcome
    secret: str = ""
    notes: tuple[Note, ...] = ()

    @override
    def __repr__(self) -> str:
        """Name the outcome without the secret."""
        return f"Answer({self.outcome!r})"


def answer_from(line: bytes) -> Answer:
    """Return the answer in a line.

    Raises:
        ValueError: It is none.
    """
    try:
        return msgspec.json.decode(line, type=Answer)
    except RecursionError as exc:
        raise ValueError from exc


def answer_of(outcome: LoadOutcome | SaveOutcome, notes: tuple[Note, ...]) -> Answer:
    """Return what to say of ``outcome``."""
    match outcome:
        case Loaded(secret=secret):
            return Answer("loaded", secret, notes)
        case Missing():
            return Answer("missing", notes=notes)
        case Kept():
            return Answer("kept", notes=notes)
        case NotReady(is_declined=is_declined):
            return Answer("declined" if is_declined else "not_ready", notes=notes)
        case Unavailable():
            return Answer("unavailable", notes=notes)


def load_outcome(answer: Answer) -> LoadOutcome:
    """Return what an answer to ``load`` means; one to something else means nothing."""
    match answer.outcome:
        case "loaded":
            return Loaded(answer.secret)
        case "missing":
            return Missing()
        case "unavailable":
            return Unavailable()
        case _:
            return NotReady(is_declined=answer.outcome == "declined")


def save_outcome(answer: Answer) -> SaveOutcome:
    """Return what an answer to ``save`` or ``delete`` means."""
    match answer.outcome:
        case "kept":
            return Kept()
        case "unavailable":
            return Unavailable()
        case _:
            return NotReady(is_declined=answer.outcome == "declined")
