"""Socket.IO packets, in both directions, against the published AsyncAPI document."""

import re
from typing import Any

import msgspec

from backend.api.asyncapi import sockets_document
from tests.contract.documents import ContractViolationError, Schemas

_PACKET = re.compile(r"(?P<kind>[0-4])(?P<id>[0-9]*)(?P<body>.*)", re.DOTALL)
_HANDSHAKE = {
    "type": "object",
    "properties": {"sid": {"type": "string"}},
    "required": ["sid"],
}


class SocketContract:
    """Checks packets of any number of sockets; one for each server or client.

    A request that is not of the contract is no violation: the tests send such on purpose. To
    answer it with anything but a refusal is one.
    """

    def __init__(self) -> None:
        described = sockets_document()
        self._schemas = Schemas(described["components"]["schemas"], closed=True)
        self._requests = Schemas(described["components"]["schemas"], closed=False)
        messages = described["components"]["messages"]
        self._payload_of: dict[str, dict[str, Any] | None] = {
            message["name"]: message.get("payload") for message in messages.values()
        }
        operations = described["operations"]
        self._heard = {
            messages[ref["$ref"].rpartition("/")[2]]["name"]
            for ref in operations["hear"]["messages"]
        }
        self._asked: dict[tuple[str, str], tuple[str, bool]] = {}

    def sent(self, sid: str, packet: str) -> None:
        """Check a packet of the server to a client.

        Raises:
            ContractViolationError: The document does not describe it.
        """
        match = _PACKET.fullmatch(packet)
        kind = match["kind"] if match else ""
        if match is None or kind not in {"0", "1", "2", "3"}:
            raise ContractViolationError(f"unknown packet {packet[:80]}")
        if kind == "0":
            self._schemas.check(msgspec.json.decode(match["body"]), _HANDSHAKE, "CONNECT")
        if kind == "2":
            name, *arguments = msgspec.json.decode(match["body"])
            self.heard(name, *arguments)
        if kind == "3":
            (reply,) = msgspec.json.decode(match["body"])
            name, was_described = self._asked.pop((sid, match["id"]), ("nothing", False))
            self.replied(name, reply, was_described=was_described)

    def received(self, sid: str, packet: str) -> None:
        """Remember what a client asks, so that its answer can be checked."""
        match = _PACKET.fullmatch(packet)
        if match is None or match["kind"] != "2" or not match["id"]:
            return
        try:
            name, *arguments = msgspec.json.decode(match["body"])
        except (msgspec.DecodeError, RecursionError, TypeError, ValueError):
            return
        schema = self._payload_of.get(str(name)) or {}
        described = len(arguments) == 1 and self._requests.accepts(arguments[0], schema)
        self._asked[sid, match["id"]] = (str(name), described)

    def heard(self, name: str, *arguments: object) -> None:
        """Check an event of the server.

        Raises:
            ContractViolationError: The document does not describe it.
        """
        if name not in self._heard:
            raise ContractViolationError(f"{name} is not described")
        schema = self._payload_of[name]
        if (schema is None) != (not arguments) or len(arguments) > 1:
            raise ContractViolationError(f"{name} has {len(arguments)} arguments")
        if schema is not None:
            self._schemas.check(arguments[0], schema, name)

    def replied(self, name: str, reply: Any, *, was_described: bool = True) -> None:
        """Check the acknowledgement of an event.

        Raises:
            ContractViolationError: It is not described, or agrees to what is not.
        """
        schema = self._payload_of.get(f"{name}.reply")
        if schema is None:
            raise ContractViolationError(f"{name} is answered, but not described")
        self._schemas.check(reply, schema, f"reply to {name}")
        agreed = reply.get("ok", reply.get("success"))
        if agreed and not was_described:
            raise ContractViolationError(f"{name} was accepted, though it is not described")
