"""Writes docs/contract/ from the types that both sides are built on.

``python -m scripts.generate_contract`` writes, with ``--check`` it only says what is out of date.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backend.api.asyncapi import describe_sockets
from backend.api.errors import STATUS, TITLES
from backend.api.messages import DURABLE, EPHEMERAL, Message
from backend.api.openapi import describe
from common.errors import CloseReason, ErrorCode
from scripts.contract import audience
from scripts.contract.events import fields_of

FOLDER = Path(__file__).parents[1] / "docs" / "contract"
_GENERATED = "<!-- Written by scripts/generate_contract.py from common/; do not edit. -->"


def documents() -> dict[str, str]:
    """Return every generated file by name."""
    return {
        "openapi.json": _pretty(json.loads(describe())),
        "asyncapi.json": _pretty(json.loads(describe_sockets())),
        "events.md": _events(),
        "errors.md": _errors(),
        "audience.md": "\n".join(audience.lines()),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or name those that differ."""
    stale = [name for name, text in documents().items() if _text_of(name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/contract/{name} is out of date: python -m scripts.generate_contract")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _text_of(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _pretty(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _events() -> str:
    lines = [
        "# Events of the socket",
        "",
        _GENERATED,
        "",
        "Ids, enumerations, numbers and times only; titles and texts come from HTTP.",
        "",
        "## Durable: entries of their rooms",
        "",
        "On the wire each carries `pos`, its number in every shared room that holds it and in",
        "the reader's own.",
        "",
        *_sections(DURABLE),
        "## Ephemeral: the latest state wins, none is stored",
        "",
        *_sections(EPHEMERAL),
    ]
    return "\n".join(lines)


def _sections(messages: Iterable[Message]) -> Iterable[str]:
    for message in messages:
        yield f"### `{message.name}`"
        yield ""
        yield message.summary
        yield ""
        fields = fields_of(message)
        if fields:
            yield "| field | type | always there |"
            yield "| --- | --- | --- |"
            for name, kind, required in fields:
                yield f"| `{name}` | {kind} | {'yes' if required else 'no'} |"
            yield ""


def _errors() -> str:
    lines = ["# Codes", "", _GENERATED, "", "## Errors", ""]
    lines += ["| code | HTTP status | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{code}` | {STATUS[code].value} | {TITLES[code]} |" for code in ErrorCode]
    lines += ["", "## Reasons for which the server ends a socket", ""]
    lines += ["| reason | come back | how |", "| --- | --- | --- |"]
    for reason in CloseReason:
        how = "the transport closes" if reason.retryable else "Socket.IO DISCONNECT"
        lines.append(f"| `{reason}` | {'yes' if reason.retryable else 'no'} | {how} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
