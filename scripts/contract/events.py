"""The fields of a socket message, in words."""

from typing import Any

import msgspec

from backend.api.messages import Message


def fields_of(message: Message) -> list[tuple[str, str, bool]]:
    """Return name, type in words, and whether it is always there, of each field."""
    if message.shape is None:
        return []
    _, components = msgspec.json.schema_components([message.shape], ref_template="{name}")
    schema = components[message.shape.__name__]
    required = schema.get("required", [])
    return [
        (name, _words(field), name in required) for name, field in schema["properties"].items()
    ]


def _words(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_words(part) for part in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"])
    if schema.get("type") == "array":
        return f"list of {_words(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_words(schema['additionalProperties'])}"
    return str(schema.get("format") or schema.get("type", "any"))
