"""HTTP exchanges against the published OpenAPI document."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
from typing_extensions import override

from backend.api.errors import PROBLEM_TYPE
from backend.api.openapi import document
from tests.contract.documents import ContractViolationError, Schemas

_DESCRIPTIONS = frozenset({"/api/v1/openapi.json", "/api/v1/asyncapi.json"})
_JSON = "application/json"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they were on the wire.

    Attributes:
        query: Names and values of the query; the last value of a name counts.
        content_type: Of the answer, without parameters.
    """

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    status: int
    content_type: str
    answer: bytes

    @override
    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class HttpContract:
    """Checks exchanges; the document is read once."""

    def __init__(self) -> None:
        described = document()
        components = described["components"]["schemas"]
        self._answers = Schemas(components, closed=True)
        self._requests = Schemas(components, closed=False)
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
            for path, operations in described["paths"].items()
        ]
        self._problem = {"$ref": "#/components/schemas/Problem"}

    def check(self, exchange: Exchange) -> None:
        """Do nothing for an exchange that the document describes.

        Raises:
            ContractViolationError: The answer is not of its schema, or a request was accepted
                that is not of the schema of requests.
        """
        operation = self._operation(exchange)
        if operation is None:
            self._check_undescribed(exchange)
            return
        described = operation["responses"].get(str(exchange.status))
        if described is None:
            self._check_problem(exchange)
            return
        self._check_answer(exchange, described)
        self._check_request(exchange, operation)

    def _operation(self, exchange: Exchange) -> dict[str, Any] | None:
        for pattern, operations in self._paths:
            if pattern.fullmatch(exchange.path) and exchange.method.lower() in operations:
                operation: dict[str, Any] = operations[exchange.method.lower()]
                return operation
        return None

    def _check_undescribed(self, exchange: Exchange) -> None:
        if not exchange.path.startswith("/api/") or exchange.method in {"OPTIONS", "HEAD"}:
            return
        if exchange.path in _DESCRIPTIONS and exchange.method == "GET":
            return
        self._check_problem(exchange)

    def _check_problem(self, exchange: Exchange) -> None:
        if exchange.status < 400 or exchange.content_type != PROBLEM_TYPE:
            raise ContractViolationError(f"{exchange}: not described")
        self._answers.check(msgspec.json.decode(exchange.answer), self._problem, str(exchange))

    def _check_answer(self, exchange: Exchange, described: dict[str, Any]) -> None:
        content = described.get("content", {})
        if not content:
            if exchange.answer:
                raise ContractViolationError(f"{exchange}: has content")
            return
        if exchange.content_type not in content:
            raise ContractViolationError(f"{exchange}: is {exchange.content_type}")
        if exchange.content_type == _JSON:
            schema = content[_JSON].get("schema", {})
            self._answers.check(msgspec.json.decode(exchange.answer), schema, str(exchange))

    def _check_request(self, exchange: Exchange, operation: dict[str, Any]) -> None:
        body = operation.get("requestBody", {}).get("content", {}).get(_JSON)
        if body is not None:
            value = msgspec.json.decode(exchange.body)
            self._requests.check(value, body["schema"], f"{exchange} accepted")
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query" and parameter["name"] in exchange.query:
                self._check_parameter(exchange, parameter)

    def _check_parameter(self, exchange: Exchange, parameter: dict[str, Any]) -> None:
        text = exchange.query[parameter["name"]]
        # A number or a truth value is text in a query: one of its readings must be described.
        readings: list[object] = [text]
        with suppress(msgspec.DecodeError):
            readings.append(msgspec.json.decode(text))
        if not any(self._requests.accepts(value, parameter["schema"]) for value in readings):
            raise ContractViolationError(f"{exchange} accepted {parameter['name']}={text}")
