"""Published events, and sockets that write into lists."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from engineio.packet import Packet
from prometheus_client import CollectorRegistry

from backend.realtime.frames import Bundle
from backend.realtime.limits import Allowance
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.sessions import Session
from backend.services.changes import Published
from backend.services.sessions import Identity
from common.envelope import encode_event
from common.errors import CloseReason
from common.events import QueueAccess, TeamAnnouncement, UserQueueUpdated
from common.ids import AnnouncementId, EventId, TeamId, UserId
from common.rooms import Room, parse_room
from common.vocabulary import Role

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEAM = Room("team:t1")
OTHER = Room("team:t2")
ANA = UserId("ana")


@dataclass(eq=False)
class ListOutlet:
    """The sending half of a connection that keeps what it was given."""

    packets: list[Packet] = field(default_factory=list)
    writes: int = 0
    reasons: list[CloseReason] = field(default_factory=list)
    violations: int = 0
    is_known: bool = False
    is_gone: bool = False

    def deliver(self, message: Packet) -> bool:
        if self.is_gone:
            return False
        self.packets += message.parts if isinstance(message, Bundle) else [message]
        self.writes += 1
        return True

    def end(self, reason: CloseReason) -> None:
        self.reasons.append(reason)

    def recognized(self) -> None:
        self.is_known = True

    def violated(self) -> None:
        self.violations += 1

    @property
    def told(self) -> list[tuple[str, Any]]:
        """Name and argument of each event."""
        return [tuple(msgspec.json.decode(packet.encode()[2:])) for packet in self.packets]


def make_metrics() -> RealtimeMetrics:
    return RealtimeMetrics(CollectorRegistry())


def make_identity(user_id: UserId = ANA) -> Identity:
    return Identity(user_id, Role.EMPLOYEE, None, "session", "token", NOON)


def make_session(sid: str = "s1") -> tuple[Session, ListOutlet]:
    outlet = ListOutlet()
    plenty = Allowance(burst=1000, per_s=1, monotonic=lambda: 0.0)
    return Session(sid=sid, outlet=outlet, messages=plenty, joins=plenty), outlet


def announcement(n: int, positions: dict[Room, int]) -> Published:
    """An event of commit ``n``; its id says which."""
    event = TeamAnnouncement(
        id=EventId(f"e{n}"),
        at=NOON,
        team_id=TeamId("t1"),
        announcement_id=AnnouncementId(f"a{n}"),
    )
    return Published(n, event, encode_event(event), positions)


def access_change(n: int, positions: dict[Room, int]) -> Published:
    """An event that says that rights of the owner of the room changed."""
    (room,) = positions
    event = UserQueueUpdated(
        id=EventId(f"e{n}"),
        at=NOON,
        user_id=UserId(parse_room(room)[1]),
        access=QueueAccess.REMOVED,
        team_id=TeamId("t1"),
    )
    return Published(n, event, encode_event(event), positions)
