"""What the agent remembers: notifications, cursors and marks, as immutable records.

``Commit`` is one transaction of the store, ``Stored`` is all of it read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.ids import Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.notifications import NotificationKind, NotificationPriority
from common.rooms import Room
from common.stream import Cursor
from desktop.core.rules import Rule


class Mark(StrEnum):
    """A mark that was made here and that the server has not confirmed."""

    READ = "read"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Words:
    """What a notification says.

    Attributes:
        ticket_number: None without a ticket.
        queue_name: Empty without a queue.
    """

    title: str
    body: str
    ticket_number: int | None = None
    queue_name: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One notification of this person, as this device knows it.

    Attributes:
        at: When it happened, aware UTC.
        ticket_version: Of the ticket after the event; 0 when not known.
        positions: Its numbers in the person's rooms; empty when it came by a snapshot.
        words: None while nobody asked the server.
        cleared: Off the list, but remembered, so that it never comes back.
        unconfirmed: The mark that is being sent.
        rule: Which rule decided whether to interrupt; None while undecided.
        late: It came after an absence and belongs into the digest.
    """

    event_id: EventId
    kind: NotificationKind
    priority: NotificationPriority
    at: datetime
    actor_id: UserId | None = None
    ticket_id: TicketId | None = None
    ticket_version: int = 0
    queue_id: QueueId | None = None
    team_id: TeamId | None = None
    positions: Mapping[Room, int] = field(default_factory=dict)
    words: Words | None = None
    read: bool = False
    cleared: bool = False
    unconfirmed: Mark | None = None
    rule: Rule | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Up to which number of each room everything is read, and cleared."""

    read: Mapping[Room, int] = field(default_factory=dict)
    cleared: Mapping[Room, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commit:
    """One transaction: what is written together or not at all.

    Attributes:
        put: Items to write, new or changed.
        drop: Items to remove.
        cursors: Cursors to write.
        forget: Rooms whose cursors to remove.
        epoch: The history of the cursors; None leaves it.
        watermarks: All watermarks; None leaves them.
        marked: Marks for events that are not known yet.
    """

    put: tuple[Item, ...] = ()
    drop: tuple[EventId, ...] = ()
    cursors: Mapping[Room, Cursor] = field(default_factory=dict)
    forget: tuple[Room, ...] = ()
    epoch: Epoch | None = None
    watermarks: Watermarks | None = None
    marked: Mapping[EventId, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that the store holds for one owner.

    Attributes:
        items: In no particular order.
        early_marks: Marks for events that have not come yet.
    """

    items: tuple[Item, ...] = ()
    cursors: Mapping[Room, Cursor] = field(default_factory=dict)
    epoch: Epoch | None = None
    watermarks: Watermarks = field(default_factory=Watermarks)
    early_marks: Mapping[EventId, Mark] = field(default_factory=dict)
