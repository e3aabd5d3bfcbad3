"""The published documents as validators that refuse whatever they do not describe.

Readers are tolerant and ignore fields that they do not know (ADR-0005), so the documents leave
objects open. What this version writes is checked against closed ones: a field that nobody
described is a mistake.
"""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs


class ContractViolationError(AssertionError):
    """Something passed that the published documents do not allow."""


class Schemas:
    """Schemas of one document, with the components that they refer to.

    Args:
        components: ``components.schemas`` of the document.
        closed: Whether fields that are not described are refused.
    """

    def __init__(self, components: Mapping[str, Any], *, closed: bool) -> None:
        self._closed = closed
        self._components = {"schemas": _closed(components) if closed else components}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def check(self, value: object, schema: Mapping[str, Any], what: str) -> None:
        """Do nothing for a value of ``schema``.

        Raises:
            ContractViolationError: Says where ``value``, which ``what`` names, is different.
        """
        found = next(self._validator(schema).iter_errors(value), None)
        if found is not None:
            path = "/".join(map(str, found.instance_path))
            raise ContractViolationError(f"{what}: {found.message} at /{path}")

    def accepts(self, value: object, schema: Mapping[str, Any]) -> bool:
        """Return whether ``value`` is of ``schema``."""
        return self._validator(schema).is_valid(value)

    def _validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        key = repr(schema)
        if key not in self._validators:
            whole = _closed(schema) if self._closed else schema
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                {**whole, "components": self._components}, validate_formats=True
            )
        return self._validators[key]


def _closed(schema: Any) -> Any:
    """Return ``schema`` with every described object closed to further fields."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    copy = {name: _closed(part) for name, part in schema.items()}
    if copy.get("type") == "object" and "properties" in copy:
        copy.setdefault("additionalProperties", False)
    return copy
