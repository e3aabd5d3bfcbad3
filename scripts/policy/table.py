"""The table of all settings, for documents."""

import json
from collections.abc import Iterator

from desktop.core.language import in_english
from desktop.core.settings.descriptions import Section, section_label
from desktop.core.settings.schema import SCHEMA, Choice, Flag, Kind, Number, Setting, Several, Text

_OPEN = "<!-- Written by scripts/generate_policy.py from desktop/core/settings; do not edit. -->"


def settings_page() -> str:
    """Return ``docs/settings.md``."""
    return "\n".join([*_head(), *_sections()])


def _head() -> Iterator[str]:
    yield "# Settings of Bomizzel Desktop"
    yield ""
    yield _OPEN
    yield ""
    yield "The same names hold in policies of Linux, Windows and macOS, in the installer's preset"
    yield "and in the person's own file; `docs/desktop.md` says where these are and which wins."
    yield "`python -m desktop policy --explain` prints what holds on a machine, and why."
    yield ""


def _sections() -> Iterator[str]:
    for section in Section:
        settings = [setting for setting in SCHEMA if setting.section is section]
        yield f"## {section_label(section, in_english)}"
        yield ""
        yield "| key | what it does | value | default |"
        yield "| --- | --- | --- | --- |"
        for setting in settings:
            yield _row(setting)
        yield ""


def _row(setting: Setting) -> str:
    about = f"**{setting.label}.** {setting.description}"
    default = _code(setting.default)
    return f"| `{setting.key}` | {about} | {_values(setting.kind)} | {default} |"


def _values(kind: Kind) -> str:
    match kind:
        case Flag():
            return "`true` or `false`"
        case Choice(options=options):
            return ", ".join(_code(option.value) for option in options)
        case Number(low=low, high=high):
            return f"{low} to {high}"
        case Text():
            return "text"
        case Several(of=of, limit=limit):
            return f"list of at most {limit}: {_values(of)}"


def _code(value: object) -> str:
    return f"`{json.dumps(value)}`"
