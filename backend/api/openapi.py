"""The description of the HTTP interface, made from the routes and their handlers' types.

Source:
    OpenAPI 3.1.0, whose schemas are JSON Schema 2020-12, as msgspec writes them.
"""

import re
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from backend.api.errors import PROBLEM_TYPE
from backend.api.routes import PREFIX, ROUTES
from backend.api.routing import MAX_KEY_CHARS, MAX_VERSION_DIGITS, Route, Signature
from common import rest
from common.events import AnyEvent
from common.ids import ID_PATTERN

_REF = "#/components/schemas/{name}"
_JSON = "application/json"
_KEY = {"minLength": 1, "maxLength": MAX_KEY_CHARS}
_VERSION = {"pattern": rf'^(\*|(W/)?"?[0-9]{{1,{MAX_VERSION_DIGITS}}}"?)$'}
_FIELDS_OF_EVENTS = (("RoomPage", "entries"), ("NotificationView", "event"), ("Items", "items"))
"""Where answers hold events that are passed on as bytes, so that their types do not say it."""


def describe() -> bytes:
    """Return the OpenAPI document as JSON."""
    return msgspec.json.encode(document())


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    signatures = {route: Signature.of(route.handler) for route in ROUTES}
    types: list[Any] = [rest.Problem]
    for signature in signatures.values():
        types += [kind for kind in (signature.body, signature.answer) if kind is not None]
    types.append(AnyEvent)
    schemas, components = msgspec.json.schema_components(
        types, ref_template=_REF, schema_hook=_anything
    )
    schema_of = {_key(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    for name, field in _FIELDS_OF_EVENTS:
        properties = components[name]["properties"]
        is_list = properties[field].get("type") == "array"
        event = schema_of[_key(AnyEvent)]
        properties[field] = {"type": "array", "items": event} if is_list else event
    paths: dict[str, dict[str, Any]] = {}
    for route, signature in signatures.items():
        operation = _operation(route, signature, schema_of)
        paths.setdefault(_camel(route.path), {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bomizzel",
            "version": _version(),
            "description": "Help desk: tickets, streams of events, notifications.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    route: Route, signature: Signature, schema_of: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.path.removeprefix(f"{PREFIX}/").strip("/").partition("/")[0]],
        "parameters": [*_path_parameters(signature), *_query_parameters(signature)],
        "responses": {
            str(route.success.value): _success(route.success, signature, schema_of),
            "default": {
                "description": "A problem, with a stable code.",
                "content": {PROBLEM_TYPE: {"schema": schema_of[_key(rest.Problem)]}},
            },
        },
    }
    if signature.body is not None:
        schema = schema_of[_key(signature.body)]
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    if route.method == "POST" and not route.is_public:
        operation["parameters"].append(_header("Idempotency-Key", _KEY))
    if route.method == "PATCH" and "ticket_id" in signature.ids:
        operation["parameters"].append(_header("If-Match", _VERSION))
    if route.is_public:
        operation["security"] = []
    return operation


def _success(
    status: HTTPStatus, signature: Signature, schema_of: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": status.phrase}
    if signature.answer is not None:
        answer["content"] = {_JSON: {"schema": schema_of[_key(signature.answer)]}}
    return answer


def _path_parameters(signature: Signature) -> list[dict[str, Any]]:
    schema = {"type": "string", "pattern": ID_PATTERN}
    return [
        {"name": _camel_word(name), "in": "path", "required": True, "schema": schema}
        for name in signature.ids
    ]


def _query_parameters(signature: Signature) -> list[dict[str, Any]]:
    if signature.query is None:
        return []
    (_,), components = msgspec.json.schema_components([signature.query], ref_template=_REF)
    shape = components.pop(signature.query.__name__)
    required = shape.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _inline(schema, components),
        }
        for name, schema in shape["properties"].items()
    ]


def _inline(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter with what it refers to in place."""
    if "$ref" in schema:
        found: dict[str, Any] = components[schema["$ref"].rpartition("/")[2]]
        return found
    if "anyOf" in schema:
        return {**schema, "anyOf": [_inline(part, components) for part in schema["anyOf"]]}
    return schema


def _anything(_kind: type) -> dict[str, Any]:
    return {"description": "Any JSON."}


def _header(name: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string", **extra}}


def _operation_id(route: Route) -> str:
    words = re.findall(r"[a-z]+", route.path.removeprefix(PREFIX))
    return _camel_word("_".join([route.method.lower(), *words]))


def _camel(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: f"{{{_camel_word(match[1])}}}", path)


def _camel_word(name: str) -> str:
    first, *rest_of_words = name.split("_")
    return first + "".join(word.capitalize() for word in rest_of_words)


def _key(kind: object) -> str:
    return repr(kind)


def _version() -> str:
    try:
        return version("bomizzel")
    except PackageNotFoundError:
        return "0"
