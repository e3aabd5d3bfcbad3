import json
import re
from typing import Any

from backend.api.openapi import describe, document
from backend.api.routes import ROUTES
from backend.api.routing import Signature

DOCUMENT: dict[str, Any] = json.loads(describe())


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_is_described_and_nothing_else() -> None:
    assert len(operations()) == len(ROUTES)
    assert len({operation["operationId"] for _, operation in operations()}) == len(ROUTES)


def test_every_id_in_a_path_is_a_parameter() -> None:
    for name, operation in operations():
        in_path = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
        assert re.findall(r"\{(\w+)\}", name) == in_path, name


def test_every_reference_points_at_something() -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))

    assert references <= set(DOCUMENT["components"]["schemas"])


def test_every_operation_says_what_it_does_and_what_a_problem_looks_like() -> None:
    for name, operation in operations():
        assert operation["summary"].endswith("."), name
        assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_every_handler_matches_the_braces_of_its_path() -> None:
    for route in ROUTES:
        assert Signature.of(route.handler).ids == tuple(re.findall(r"\{(\w+)\}", route.path))


def test_only_signing_in_and_out_and_what_is_signed_is_public() -> None:
    public = [name for name, operation in operations() if operation.get("security") == []]

    signing = [f"POST /api/v1/auth/{name}" for name in ("login", "refresh", "logout")]
    assert public == [*signing, "POST /api/v1/webhooks/{source}"]


def test_entries_of_a_page_are_described_as_events() -> None:
    entries = document()["components"]["schemas"]["RoomPage"]["properties"]["entries"]

    kinds = {part["$ref"].rpartition("/")[2] for part in entries["items"]["anyOf"]}
    assert "TicketAssigned" in kinds
