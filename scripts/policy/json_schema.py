"""The JSON schema of policy files, which editors use to help and to check."""

import json
from typing import Any

from desktop.core.settings.schema import SCHEMA, Choice, Flag, Kind, Number, Several, Text


def json_schema() -> str:
    """Return the schema; it accepts what the program accepts without a word."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Policy of Bomizzel Desktop",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            setting.key: {
                "title": setting.label,
                "description": setting.description,
                **_of(setting.kind),
                "default": setting.default,
            }
            for setting in SCHEMA
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _of(kind: Kind) -> dict[str, Any]:
    match kind:
        case Flag():
            return {"type": "boolean"}
        case Choice(options=options):
            return {"enum": [option.value for option in options]}
        case Number(low=low, high=high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case Text(pattern=pattern):
            return {"type": "string", "pattern": pattern}
        case Several(of=of, limit=limit):
            return {"type": "array", "items": _of(of), "maxItems": limit}
