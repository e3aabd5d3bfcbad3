"""The messages of the socket with their types, in the order of the contract."""

import inspect
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from common import live, session
from common.events import AnyEvent
from common.live import LiveEventType

REF = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message by name; ``shape`` is None for one without argument."""

    name: str
    shape: Any
    summary: str


def message(name: str, shape: Any, summary: str = "") -> Message:
    """Return a message that is documented by its type, unless it says more itself."""
    return Message(name, shape, summary or (inspect.getdoc(shape) or "").partition("\n")[0])


DURABLE = tuple(message(event.type.value, event) for event in get_args(AnyEvent))

EPHEMERAL = (
    message("authenticated", session.Authenticated),
    message(LiveEventType.QUEUE_METRICS_UPDATED.value, live.QueueMetrics),
    message(LiveEventType.PRESENCE_CHANGED.value, live.PresenceChanged),
    message(LiveEventType.TICKET_TYPING.value, live.TicketTyping),
    message(LiveEventType.HEARTBEAT.value, live.Heartbeat),
    message(LiveEventType.AUTH_EXPIRING.value, live.AuthExpiring),
    Message(LiveEventType.AUTH_EXPIRED.value, None, "The token has ended; the transport closes."),
    message(LiveEventType.SERVER_DRAINING.value, live.ServerDraining),
    message(LiveEventType.ROOM_LEFT.value, live.RoomLeft),
)

REQUESTS = (
    (message("authenticate", session.Authenticate), session.Authenticated),
    (message("join_team", str | session.TeamChoice, "Hear a team."), session.RoomReply),
    (message("leave_team", str | session.TeamChoice, "No longer."), session.RoomReply),
    (message("join_queue", str | session.QueueChoice, "Hear a queue."), session.RoomReply),
    (message("leave_queue", str | session.QueueChoice, "No longer."), session.RoomReply),
    (message("typing", session.Typing, "Tell who hears the queue."), session.RoomReply),
)


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
