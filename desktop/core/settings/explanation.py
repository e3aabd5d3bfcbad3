"""What ``policy --explain`` says: each setting, its value, who set it, and what was ignored.

For administrators, in English like the rest of the command line.
"""

from collections.abc import Iterator, Mapping

import msgspec

from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.schema import SCHEMA
from desktop.core.settings.sources import Fault, Problem, Source

MAX_CELL_CHARS = 32
"""A longer value pushes what follows it in its own line only."""

_FAULTS: Mapping[Fault, str] = {
    Fault.UNREADABLE: "cannot be read",
    Fault.NOT_PROTECTED: "is not obeyed, since others than the administrator may write it",
    Fault.TOO_LARGE: "is too large",
    Fault.MALFORMED: "is damaged",
    Fault.UNKNOWN_KEY: "is no setting",
    Fault.BAD_VALUE: "has a value that is not accepted",
    Fault.NOT_FROM_HERE: "may not be set here",
    Fault.NOT_SAVED: "cannot be written",
}


class Explained(msgspec.Struct, frozen=True, rename="camel"):
    """One setting: its value as JSON, who set it, and in which place (empty for the default)."""

    key: str
    value: object
    source: Source
    place: str
    locked: bool


class Explanation(msgspec.Struct, frozen=True, rename="camel"):
    """All there is to say; what ``policy --explain --json`` prints.

    Attributes:
        looked_in: Where each source is looked for.
        unreadable: Whether a policy or the preset, as a whole, cannot be read.
    """

    settings: tuple[Explained, ...]
    problems: tuple[Problem, ...]
    looked_in: Mapping[Source, str]
    unreadable: bool


def explain(settings: EffectiveSettings, looked_in: Mapping[Source, str]) -> Explanation:
    """Return what there is to say of ``settings``, in the order of the schema."""
    return Explanation(
        settings=tuple(
            Explained(
                key=setting.key,
                value=msgspec.to_builtins(settings.value_of(setting.key)),
                source=settings.source_of(setting.key),
                place=settings.places.get(setting.key, ""),
                locked=settings.is_locked(setting.key),
            )
            for setting in SCHEMA
        ),
        problems=settings.problems,
        looked_in=looked_in,
        unreadable=settings.has_unreadable_policy,
    )


def lines(explanation: Explanation) -> Iterator[str]:
    """Return the explanation for a terminal, in columns."""
    table = [("SETTING", "VALUE", "SET BY", "LOCKED", "WHERE")]
    table += [
        (
            entry.key,
            msgspec.json.encode(entry.value).decode(),
            _words(entry.source),
            "yes" if entry.locked else "no",
            entry.place,
        )
        for entry in explanation.settings
    ]
    widths = [min(max(len(row[n]) for row in table), MAX_CELL_CHARS) for n in range(4)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()
    yield ""
    yield "Looked in, the first that sets something wins:"
    for source, place in explanation.looked_in.items():
        yield f"  {_words(source)}: {place}"
    yield ""
    yield "Problems:" if explanation.problems else "No problems."
    for problem in explanation.problems:
        yield f"  {_sentence(problem)}"


def _sentence(problem: Problem) -> str:
    subject = f"{problem.place}: {problem.key}" if problem.key else problem.place
    detail = f" ({problem.detail})" if problem.detail else ""
    return f"{subject} {_FAULTS[problem.fault]}{detail}"


def _words(source: Source) -> str:
    return source.value.replace("_", " ")
