"""The description of the socket side.

Source:
    AsyncAPI 3.0.0; its schemas are JSON Schema, as msgspec writes them.
"""

from typing import Any

import msgspec

from backend.api.messages import DURABLE, EPHEMERAL, REQUESTS, Message
from common.session import PROTOCOL

_CHANNEL = "root"
_REF = "#/components/schemas/{name}"


def describe_sockets() -> bytes:
    """Return the AsyncAPI document as JSON."""
    return msgspec.json.encode(sockets_document())


def sockets_document() -> dict[str, Any]:
    """Return the AsyncAPI document."""
    sent = (*DURABLE, *EPHEMERAL)
    asked = tuple(request for request, _ in REQUESTS)
    replies = {f"{request.name}.reply": shape for request, shape in REQUESTS}
    shapes = [message.shape for message in (*sent, *asked) if message.shape is not None]
    shapes += replies.values()
    schemas, components = msgspec.json.schema_components(shapes, ref_template=_REF)
    schema_of = {repr(shape): schema for shape, schema in zip(shapes, schemas, strict=True)}
    messages = {_key(one.name): _message(one, schema_of) for one in (*sent, *asked)}
    for name, shape in replies.items():
        messages[_key(name)] = {"name": name, "payload": schema_of[repr(shape)]}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Bomizzel",
            "version": str(PROTOCOL),
            "description": (
                "Socket.IO 5, path /socket.io/, namespace /. Each message is an event with one "
                "argument. A frame is a hint; what counts is the stream behind it (POST sync)."
            ),
        },
        "channels": {
            _CHANNEL: {
                "address": "/",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "hear": {
                "action": "receive",
                "channel": _channel(),
                "messages": [_in_channel(message.name) for message in sent],
            },
            **{request.name: _request(request) for request in asked},
        },
        "components": {"messages": messages, "schemas": components},
    }


def _request(request: Message) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": _channel(),
        "summary": request.summary,
        "messages": [_in_channel(request.name)],
        "reply": {"channel": _channel(), "messages": [_in_channel(f"{request.name}.reply")]},
    }


def _message(message: Message, schema_of: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": message.name, "summary": message.summary}
    if message.shape is not None:
        described["payload"] = schema_of[repr(message.shape)]
    return described


def _channel() -> dict[str, str]:
    return {"$ref": f"#/channels/{_CHANNEL}"}


def _in_channel(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{_CHANNEL}/messages/{_key(name)}"}


def _key(name: str) -> str:
    # Component names may not hold a colon.
    return name.replace(":", ".")
