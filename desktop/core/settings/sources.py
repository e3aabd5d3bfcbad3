"""Where settings come from, and what can be wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Source(StrEnum):
    """Who set a setting; one that stands before another wins."""

    MACHINE_POLICY = "machine_policy"
    USER_POLICY = "user_policy"
    PRESET = "preset"
    """What the installer was told."""
    CHOICE = "choice"
    """What the person chose."""
    DEFAULT = "default"


POLICIES = (Source.MACHINE_POLICY, Source.USER_POLICY)
MANAGED = (*POLICIES, Source.PRESET)
"""Sources that belong to the organisation: what they set, the person cannot change."""


class Fault(StrEnum):
    """Stable code of what is wrong with a source or with one value in it."""

    UNREADABLE = "unreadable"
    """The system refuses to read it."""
    NOT_PROTECTED = "not_protected"
    """Others than the administrator may write it, so it is not obeyed."""
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    """It is not what such a file holds; for a file of choices, it was set aside."""
    UNKNOWN_KEY = "unknown_key"
    BAD_VALUE = "bad_value"
    NOT_FROM_HERE = "not_from_here"
    """This source may not set it."""
    NOT_SAVED = "not_saved"
    """The choices could not be written: they hold until the program ends."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was ignored, so that somebody can mend it.

    Attributes:
        place: File, folder or registry key, as an administrator writes it.
        key: The setting; empty when the whole place is meant.
        detail: What the library says, one line for an administrator; empty for nothing to add.
    """

    source: Source
    place: str
    fault: Fault
    key: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What one place says, not checked yet: key to value, as JSON has them."""

    place: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says.

    Attributes:
        documents: A later one wins over an earlier one.
        problems: Places that could not be read, and stand in ``documents`` with nothing.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


Readings: TypeAlias = Mapping[Source, Reading]
"""All sources; one that is missing says nothing."""

NOTHING_READ: Readings = MappingProxyType({})
