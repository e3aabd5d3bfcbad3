"""What the agent remembers: notifications, cursors and marks, as immutable records.

``Commit`` is one transaction of the store, ``Stored`` is all of it read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.ids import AnnouncementId, Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.notifications import NotificationKind, NotificationPriority
from common.rooms import Room
from common.stream import Cursor
from common.vocabulary import Priority, Status
from desktop.core.reasons import Rule


class Mark(StrEnum):
    """A mark that was made here and that the server has not confirmed."""

    READ = "read"
    CLEARED = "cleared"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the server answered about a notification; ``wording`` makes sentences of it.

    Attributes:
        ticket_number: The number people use; None without a ticket, or one they may not read.
        ticket_priority: As it was when it was asked for; likewise the title and the queue.
        actor_name: Who did it; empty when not known, as all the texts here.
        text: What an announcement says.
    """

    ticket_number: int | None = None
    ticket_title: str = ""
    ticket_priority: Priority | None = None
    queue_name: str = ""
    team_name: str = ""
    actor_name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One notification of this person, as this device knows it.

    Attributes:
        at: When it happened, aware UTC.
        ticket_version: Of the ticket after the event; 0 when not known.
        status: Of the ticket after the event; None when not known.
        ticket_priority: Likewise.
        announcement_id: What somebody said to ``team_id``; None for other kinds.
        positions: Its numbers in the person's rooms; empty when it came by a snapshot.
        facts: None while the server was not asked.
        cleared: Off the list, but remembered, so that it never comes back.
        unconfirmed: The mark that is being sent.
        read_on_server: What the server says while a mark of reading is unconfirmed, else None.
        rule: Which rule decided whether to interrupt; None while undecided.
        decided_at: When it did, aware UTC; None while undecided.
        held: It waits for the digest at the end of what ``rule`` stands for.
        held_until: When that was to end; None for another rule, and when nobody can tell.
        late: It came after an absence and belongs into the digest.
    """

    event_id: EventId
    kind: NotificationKind
    priority: NotificationPriority
    at: datetime
    actor_id: UserId | None = None
    ticket_id: TicketId | None = None
    ticket_version: int = 0
    status: Status | None = None
    ticket_priority: Priority | None = None
    queue_id: QueueId | None = None
    team_id: TeamId | None = None
    announcement_id: AnnouncementId | None = None
    positions: Mapping[Room, int] = field(default_factory=dict)
    facts: Facts | None = None
    read: bool = False
    cleared: bool = False
    unconfirmed: Mark | None = None
    read_on_server: bool | None = None
    rule: Rule | None = None
    decided_at: datetime | None = None
    held: bool = False
    held_until: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Up to which number of each room everything is read, and cleared."""

    read: Mapping[Room, int] = field(default_factory=dict)
    cleared: Mapping[Room, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """Do-not-disturb, until an instant in UTC; None while it is off."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """A ticket that the person wants, or that they wanted and did not get.

    Attributes:
        event_id: The notification that it was claimed from.
        key: Makes a repetition harmless.
        refusal: Code that the server refused it with; empty as long as no server has answered.
        winner: Name of who was faster; empty when nobody was, or when it is not known.
    """

    ticket_id: TicketId
    event_id: EventId
    key: str
    refusal: str = ""
    winner: str = ""


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
        pause: Do-not-disturb; None leaves it.
        claims: All tickets that the person wants or did not get; None leaves them.
        snoozes: When which item comes back, all of them; None leaves them.
    """

    put: tuple[Item, ...] = ()
    drop: tuple[EventId, ...] = ()
    cursors: Mapping[Room, Cursor] = field(default_factory=dict)
    forget: tuple[Room, ...] = ()
    epoch: Epoch | None = None
    watermarks: Watermarks | None = None
    marked: Mapping[EventId, Mark] = field(default_factory=dict)
    pause: Pause | None = None
    claims: tuple[ClaimWish, ...] | None = None
    snoozes: Mapping[EventId, datetime] | None = None


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
    pause: Pause = field(default_factory=Pause)
    claims: tuple[ClaimWish, ...] = ()
    snoozes: Mapping[EventId, datetime] = field(default_factory=dict)
