"""The messages of the socket with their types, in the order of the contract."""

import inspect
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from common import live, session
from common.events import AnyEvent
from common.ids import AN_ID, QueueId, TeamId
from common.live import LiveEventType


@dataclass(frozen=True, slots=True)
class Message:
    """One message by name; ``shape`` is None for one without argument."""

    name: str
    shape: Any
    summary: str


def message(name: str, shape: object, summary: str = "") -> Message:
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

_A_TEAM = Annotated[TeamId, AN_ID] | session.TeamChoice
_A_QUEUE = Annotated[QueueId, AN_ID] | session.QueueChoice

REQUESTS = (
    (message("authenticate", session.Authenticate), session.Authenticated),
    (message("join_team", _A_TEAM, "Hear a team."), session.RoomReply),
    (message("leave_team", _A_TEAM, "No longer."), session.RoomReply),
    (message("join_queue", _A_QUEUE, "Hear a queue."), session.RoomReply),
    (message("leave_queue", _A_QUEUE, "No longer."), session.RoomReply),
    (message("typing", session.Typing, "Tell who hears the queue."), session.RoomReply),
)
