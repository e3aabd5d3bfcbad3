"""What there is to know of each setting besides its value: the one place that says it.

Windows, command line, documents and files for administrators are made from ``SCHEMA``. What a
value may be is read from ``Settings``, so the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import msgspec
from msgspec import inspect

from desktop.core.language import in_english
from desktop.core.settings.descriptions import Section, descriptions
from desktop.core.settings.sources import MANAGED, Source
from desktop.core.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    options: type[StrEnum]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between two ends, both allowed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of these, up to ``limit``."""

    of: Choice | Text
    limit: int


Kind: TypeAlias = Flag | Choice | Number | Text | Several
"""What a value may be."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        key: Its name in every file and registry, in camelCase.
        field: Its name in ``Settings``.
        label: What it is called, English.
        description: What it does, English; ``descriptions`` has both in any language.
        default: As JSON has it.
        sources: Who may set it.
    """

    key: str
    field: str
    section: Section
    label: str
    description: str
    kind: Kind
    default: object
    sources: tuple[Source, ...]

    def accepted(self, value: object) -> object:
        """Return ``value``, as JSON or a registry has it, as ``Settings`` wants it.

        Raises:
            msgspec.ValidationError: It cannot be that.
        """
        if isinstance(self.kind, Number) and isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON knows no difference between 5.0 and 5.
        return msgspec.convert(value, _TYPES[self.field])


_ENGLISH = descriptions(in_english)
_CHOOSABLE = (*MANAGED, Source.CHOICE)
_NOT_BY_CHOICE = frozenset({"extra_certificates"})
"""A person who could add an authority could be talked into trusting a wrong server."""

_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}
_TYPES: Mapping[str, object] = {name: field.type for name, field in _FIELDS.items()}


def _kind_of(found: inspect.Type) -> Kind:
    match found:
        case inspect.BoolType():
            return Flag()
        case inspect.IntType(ge=int(low), le=int(high)):
            return Number(low, high)
        case inspect.VarTupleType(item_type=item, max_length=int(limit)):
            of = _kind_of(item)
            if isinstance(of, Choice | Text):
                return Several(of, limit)
        case inspect.EnumType(cls=options) if issubclass(options, StrEnum):
            return Choice(options)
        case inspect.StrType(pattern=str(pattern)):
            return Text(pattern)
        case _:
            pass
    raise NotImplementedError(found)


def _setting(name: str) -> Setting:
    field, words = _FIELDS[name], _ENGLISH[name]
    return Setting(
        key=field.encode_name,
        field=name,
        section=words.section,
        label=words.label,
        description=words.text,
        kind=_kind_of(inspect.type_info(field.type)),
        default=msgspec.to_builtins(field.default),
        sources=MANAGED if name in _NOT_BY_CHOICE else _CHOOSABLE,
    )


SCHEMA: tuple[Setting, ...] = tuple(_setting(name) for name in _FIELDS)
"""Every setting, in the order of ``Settings``."""

BY_KEY: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in SCHEMA})
