"""What one person heard and has not put away: entries of their rooms, judged by ``classify``.

Reads are bounded: batches, newest first, of the last ``KEPT_FOR`` only, and never from before the
person came to the room.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from backend.domain.access import may_read
from backend.domain.people import Standing
from backend.domain.tickets import Ticket
from backend.services.ports import Heard, NotificationReader, Now, TicketReader, Watermark
from backend.services.rooms import default_rooms
from common.envelope import decode_event
from common.events import AnyEvent, UnknownEvent
from common.ids import QueueId, TicketId, UserId
from common.notifications import Me, Notification, NotificationPriority, classify
from common.rooms import Room, RoomKind, parse_room

KEPT_FOR = timedelta(days=90)
"""How old a notification may become."""
BATCH = 500
MAX_EVENTS = 20_000
"""Events that one question looks at; beyond it lies what nobody scrolls to."""


@dataclass(frozen=True, slots=True)
class Item:
    """A notification of one person.

    Attributes:
        ticket: What it is about, as it is now; None for those that are about no ticket.
    """

    heard: Heard
    event: AnyEvent
    notification: Notification
    ticket: Ticket | None
    read: bool


class Hearing:
    """Goes through what a person heard."""

    def __init__(
        self, *, notifications: NotificationReader, tickets: TicketReader, now: Now
    ) -> None:
        """Use these parts."""
        self._notifications = notifications
        self._tickets = tickets
        self._now = now

    async def items(
        self, standing: Standing, *, below: int | None, unread_only: bool
    ) -> AsyncIterator[Item]:
        """Yield the person's notifications, newest first.

        Left out are those that are cleared, that have priority low, and that are about a ticket
        which the person may not read now.
        """
        marks = await self._notifications.watermarks(standing.user_id)
        after = {
            room: max(since, marks[room].cleared_seq) if room in marks else since
            for room, since in default_rooms(standing).items()
        }
        read = {room: mark.read_seq for room, mark in marks.items()} if unread_only else {}
        since = self._now() - KEPT_FOR
        for _ in range(MAX_EVENTS // BATCH):
            batch = await self._notifications.heard(
                standing.user_id, after, read=read, below=below, since=since, limit=BATCH
            )
            for item in await self._judged(standing, batch, marks):
                if not (unread_only and item.read):
                    yield item
            if len(batch) < BATCH:
                return
            below = batch[-1].n

    async def _judged(
        self, standing: Standing, batch: Sequence[Heard], marks: Mapping[Room, Watermark]
    ) -> list[Item]:
        notable = []
        for heard in batch:
            found = None if heard.cleared else _notable(heard, standing.user_id)
            if found is not None:
                notable.append((heard, *found))
        tickets = await self._tickets.many(_tickets_of(note for _, _, note in notable))
        items = []
        for heard, event, notification in notable:
            ticket = None
            if notification.ticket_id is not None:
                ticket = tickets.get(notification.ticket_id)
                if ticket is None or not may_read(standing, ticket):
                    continue
            read = not heard.unread and (heard.read or _is_covered(heard, marks))
            items.append(Item(heard, event, notification, ticket, read))
        return items


def _notable(heard: Heard, user_id: UserId) -> tuple[AnyEvent, Notification] | None:
    event = decode_event(heard.encoded)
    if isinstance(event, UnknownEvent):
        return None
    # A queue counts as watched for those of its events that it told this person.
    me = Me(user_id=user_id, watched_queues=frozenset(_queues_of(heard)))
    notification = classify(event, me)
    if notification is None or notification.priority is NotificationPriority.LOW:
        return None
    return event, notification


def _queues_of(heard: Heard) -> set[QueueId]:
    owners = (parse_room(room) for room in heard.positions)
    return {QueueId(owner) for kind, owner in owners if kind is RoomKind.QUEUE}


def _tickets_of(notifications: Iterable[Notification]) -> set[TicketId]:
    return {note.ticket_id for note in notifications if note.ticket_id is not None}


def _is_covered(heard: Heard, marks: Mapping[Room, Watermark]) -> bool:
    return any(
        room in marks and seq <= marks[room].read_seq for room, seq in heard.positions.items()
    )
