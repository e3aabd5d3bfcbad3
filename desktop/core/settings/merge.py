"""Many sources, one result: which value of each setting holds, and who set it.

Machine policy before user policy before the installer's preset before the person's choice before
the default (ADR-0022). Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from desktop.core.settings.schema import BY_KEY
from desktop.core.settings.sources import (
    MANAGED,
    Document,
    Fault,
    Problem,
    Reading,
    Readings,
    Source,
)
from desktop.core.settings.values import Settings


@dataclass(frozen=True, slots=True)
class EffectiveSettings:
    """The settings that hold, who set them, and what had to be ignored.

    Attributes:
        values: All of them.
        sources: Who set what, by key; what is not in it holds by default.
        places: Where it stands, by key.
        problems: What was ignored, in the order of the sources.
    """

    values: Settings = field(default_factory=Settings)
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def source_of(self, key: str) -> Source:
        """Return who set ``key``."""
        return self.sources.get(key, Source.DEFAULT)

    def value_of(self, key: str) -> object:
        """Return the value of ``key`` as ``Settings`` has it."""
        value: object = getattr(self.values, BY_KEY[key].field)
        return value

    def is_locked(self, key: str) -> bool:
        """Return whether the organisation decides ``key``: a choice would change nothing."""
        return self.source_of(key) in MANAGED or Source.CHOICE not in BY_KEY[key].sources

    @property
    def managed_server(self) -> str:
        """Address of the one server that the organisation allows; empty when it names none."""
        return self.values.server_address if self.is_locked("serverAddress") else ""

    @property
    def has_unreadable_policy(self) -> bool:
        """Whether a policy, as a whole, cannot be read or may not be obeyed."""
        return any(p.source in MANAGED and not p.key for p in self.problems)


def merge(readings: Readings) -> EffectiveSettings:
    """Return the settings that hold.

    A value that is not accepted is reported, and the next source counts for its key alone.
    """
    values: dict[str, object] = {}
    sources: dict[str, Source] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for source in Source:
        reading = readings.get(source, Reading())
        problems += reading.problems
        for document in reversed(reading.documents):
            accepted, refused = checked(source, document)
            problems += refused
            for key, value in accepted.items():
                if key not in sources:
                    sources[key], places[key] = source, document.place
                    values[BY_KEY[key].field] = value
    return EffectiveSettings(
        values=msgspec.structs.replace(Settings(), **values),
        sources=sources,
        places=places,
        problems=tuple(problems),
    )


def checked(source: Source, document: Document) -> tuple[dict[str, object], list[Problem]]:
    """Return what ``document`` may set, by key, and what is wrong with the rest."""
    accepted: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in document.values.items():
        setting = BY_KEY.get(key)
        try:
            if setting is None:
                problems.append(Problem(source, document.place, Fault.UNKNOWN_KEY, key))
            elif source not in setting.sources:
                problems.append(Problem(source, document.place, Fault.NOT_FROM_HERE, key))
            else:
                accepted[key] = setting.accepted(value)
        except msgspec.ValidationError as exc:
            problems.append(Problem(source, document.place, Fault.BAD_VALUE, key, str(exc)))
    return accepted, problems


def last_good(readings: Readings) -> Readings:
    """Return what is worth keeping for later: what policies say that can be read, checked."""
    return {
        source: Reading(
            tuple(
                Document(document.place, msgspec.to_builtins(checked(source, document)[0]))
                for document in readings[source].documents
            )
        )
        for source in MANAGED
        if source in readings and not readings[source].problems
    }


def with_last_good(readings: Readings, kept: Readings) -> Readings:
    """Return ``readings`` with what was kept in place of policies that cannot be read.

    A policy is taken as a whole: half of a new one is not what anybody wanted.
    """
    return {
        source: Reading(kept[source].documents, reading.problems)
        if reading.problems and source in MANAGED and source in kept
        else reading
        for source, reading in readings.items()
    }
