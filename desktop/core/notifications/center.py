"""The list of notifications: what is new, read, cleared, and what the count is. Pure.

Every change returns the commit that makes it durable; the caller writes it before anything is
shown. An item that was cleared is remembered, so that it never comes back.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from common.events import (
    AnyEvent,
    NotificationMarks,
    NotificationsCleared,
    NotificationsUnread,
    TeamAnnouncement,
    TicketEvent,
    UnknownEvent,
)
from common.ids import EventId, TicketId
from common.notifications import Me, Notification, NotificationPriority, classify
from common.rooms import Room
from desktop.core.notifications.items import Items, is_unread
from desktop.core.notifications.marking import (
    after_early,
    changes,
    confirmed,
    listed_there,
    marked_here,
    marked_there,
    taken_back,
)
from desktop.core.notifications.shelf import age_of
from desktop.core.reasons import Rule
from desktop.core.state import Commit, Facts, Item, Mark, Stored, Watermarks
from desktop.core.stream.pages import Event
from desktop.core.text.wording import Wording
from desktop.core.toasts.rules import Hold, Moment, Situation, Suppress, decide
from desktop.core.view import MAX_ITEMS_SHOWN, CenterItem, SuppressedItem

KEPT_FOR = timedelta(days=90)
MAX_ITEMS = 10_000
"""Items in memory and on disk; over it the oldest leave, read ones first."""
MAX_EARLY_MARKS = 5_000
"""Marks in memory for events that have not come; on disk they stay for 90 days."""
_TRIM_AT = MAX_ITEMS + MAX_ITEMS // 10


class Center:
    """All notifications that this device knows of one person."""

    def __init__(self, stored: Stored, moment: Callable[[], Moment]) -> None:
        """Go on from what the store holds; ``moment`` returns what holds for new ones."""
        self._moment = moment
        self._items = Items(stored.items)
        self._watermarks = stored.watermarks
        self._early = dict(stored.early_marks)

    @property
    def unread_count(self) -> int:
        """How many listed items are not read."""
        return len(self._items.unread)

    @property
    def unread_high_count(self) -> int:
        """How many of these have priority high."""
        return self._items.unread_high

    @property
    def count_on_server(self) -> int:
        """How many the server counts as unread: its list knows no rules of a device."""
        return self._items.unread_on_server

    @property
    def is_full(self) -> bool:
        """Whether older items would push others out."""
        return len(self._items) >= MAX_ITEMS

    def get(self, event_id: EventId) -> Item | None:
        """Return an item, or None when it is not known."""
        return self._items.get(event_id)

    def unread(self) -> tuple[Item, ...]:
        """Return the listed items that are not read, in no particular order."""
        return tuple(self._items.unread.values())

    def listed(self) -> tuple[Item, ...]:
        """Return all items of the list, newest first."""
        return tuple(self._items.listed())

    def undecided(self) -> tuple[Item, ...]:
        """Return the items that still wait for a toast, a digest or a summary."""
        return tuple(self._items.undecided.values())

    def held(self) -> tuple[Item, ...]:
        """Return the items that wait for the digest at the end of what holds them back."""
        return tuple(self._items.held.values())

    def without_facts(self, limit: int) -> tuple[Item, ...]:
        """Return items that the server was not asked about yet, newest first."""
        return self._items.without_facts(limit)

    def unconfirmed(self) -> tuple[Item, ...]:
        """Return the items with a mark that the server has not confirmed, oldest first."""
        return tuple(sorted(self._items.unconfirmed.values(), key=age_of))

    def newest_of(self, ticket_id: TicketId) -> Item | None:
        """Return the newest item of a ticket that is listed, None without one."""
        return next((i for i in self._items.listed() if i.ticket_id == ticket_id), None)

    def shown(self, wording: Wording, limit: int = MAX_ITEMS_SHOWN) -> tuple[CenterItem, ...]:
        """Return the newest items as the windows show them, newest first.

        The same tuple again while none of them changed.
        """
        return self._items.shown(wording, limit)

    def suppressed(self, wording: Wording) -> tuple[SuppressedItem, ...]:
        """Return the newest items that a rule of the person kept from being shown."""
        return self._items.suppressed(wording)

    def reworded(self) -> None:
        """Put everything into words anew: they are of another language now."""
        self._items.reworded()

    def oldest_listed(self) -> Item | None:
        """Return the last item of the list, None when it is empty."""
        return self._items.oldest_listed()

    def received(self, events: Iterable[Event], me: Me, *, late: bool) -> Commit:
        """Take events over, each at most once however often it is given.

        Args:
            events: As they were delivered.
            me: Whom they are judged for.
            late: They came after an absence and belong into the digest.
        """
        put: dict[EventId, Item] = {}
        early: dict[EventId, Mark | None] = {}
        watermarks = self._watermarks
        for event in events:
            if isinstance(event, NotificationMarks | NotificationsUnread):
                if event.user_id == me.user_id:
                    put |= {item.event_id: item for item in self._marked(event, early)}
                continue
            item = self._new(event, me, late=late)
            if item is not None:
                put[item.event_id] = self._items.put(item)
        overtaken = tuple(event_id for event_id, mark in early.items() if mark is None)
        gone = self._trim(put)
        return Commit(
            put=tuple(put.values()),
            drop=gone + overtaken,
            watermarks=self._watermarks if self._watermarks is not watermarks else None,
            marked={event_id: mark for event_id, mark in early.items() if mark is not None},
        )

    def replaced(
        self, listed: Sequence[Item], *, is_complete: bool, first_contact: bool, late: bool
    ) -> Commit:
        """Take the server's list in place of what is held.

        Args:
            listed: The server's items; all unread ones and the newest.
            is_complete: The list goes back to the beginning.
            first_contact: Nobody is interrupted for what is in it.
            late: New ones came after an absence and belong into the digest.
        """
        known = {item.event_id for item in listed}
        since = None if is_complete else min((item.at for item in listed), default=None)
        put = [self._merged(item, first_contact=first_contact, late=late) for item in listed]
        for item in self._items:
            if item.event_id in known or item.cleared:
                continue
            is_gone = is_complete or since is None or item.at >= since
            there = marked_there(item, Mark.CLEARED if is_gone else Mark.READ)
            if there != item:
                put.append(self._with_rule(there, Rule.ALREADY_READ))
        return self._put(put)

    def loaded_older(self, items: Sequence[Item]) -> Commit:
        """Take over older items that the person asked for."""
        new = [item for item in items if item.event_id not in self._items]
        return self._put([self._judged(item, Situation(asked_for=True)) for item in new])

    def began(self) -> Commit:
        """Begin a run: what was stored but not decided before belongs into the digest."""
        return self._put([replace(item, late=True) for item in self.undecided()])

    def described(self, facts: Mapping[EventId, Facts]) -> Commit:
        """Add to items what the server answered about them."""
        known = self._items.known(facts)
        return self._put([replace(item, facts=facts[item.event_id]) for item in known])

    def decided(self, event_ids: Iterable[EventId], rule: Rule) -> Commit:
        """Record which rule decided; what was held back keeps the rule that did it."""
        return self._put([self._with_rule(i, rule) for i in self._items.known(event_ids)])

    def hold(self, holds: Mapping[EventId, Hold]) -> Commit:
        """Record what holds items back for the digest at its end."""
        at = self._moment().at
        found = [(item, holds[item.event_id]) for item in self._items.known(holds)]
        return self._put(
            [
                replace(item, rule=hold.rule, decided_at=at, held=True, held_until=hold.until)
                for item, hold in found
            ]
        )

    def mark(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Mark items here, before the server knows; ``confirmed`` or ``rejected`` follows."""
        known = self._items.known(event_ids)
        return self._put([marked_here(item, mark) for item in known if changes(item, mark)])

    def confirmed(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Note that the server has these marks now."""
        return self._put([confirmed(item) for item in self._waiting(event_ids, mark)])

    def rejected(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Take marks back that the server refused, or that the person thought better of."""
        return self._put([taken_back(item) for item in self._waiting(event_ids, mark)])

    def expired(self, now: datetime) -> Commit:
        """Let go of what is older than 90 days."""
        gone = tuple(item.event_id for item in self._items if now - item.at > KEPT_FOR)
        self._items.drop(gone)
        return Commit(drop=gone)

    def _new(self, event: Event, me: Me, *, late: bool) -> Item | None:
        if isinstance(event, UnknownEvent) or event.id in self._items:
            return None
        notification = classify(event, me)
        if notification is None or notification.priority is NotificationPriority.LOW:
            return None
        item = self._pre_marked(_item(notification, event, late=late))
        return self._judged(item, Situation(read=not is_unread(item)))

    def _judged(self, item: Item, situation: Situation) -> Item:
        """Return a new item with the rule that suppresses it, undecided without one."""
        moment = self._moment()
        situation = replace(
            situation, queue_id=item.queue_id, ticket_priority=item.ticket_priority
        )
        decision = decide(item.kind, item.priority, situation, moment)
        if not isinstance(decision, Suppress):
            return item
        return replace(item, rule=decision.rule, decided_at=moment.at)

    def _with_rule(self, item: Item, rule: Rule) -> Item:
        if item.rule is not None:
            return replace(item, held=False)
        return replace(item, rule=rule, decided_at=self._moment().at)

    def _pre_marked(self, item: Item) -> Item:
        early = self._early.pop(item.event_id, None)
        if early is not None:
            item = marked_there(item, early)
        if _is_covered(item.positions, self._watermarks.cleared):
            return marked_there(item, Mark.CLEARED)
        # What was marked unread before its event came was so after everything up to here.
        if early is not Mark.UNREAD and _is_covered(item.positions, self._watermarks.read):
            return marked_there(item, Mark.READ)
        return item

    def _marked(
        self, event: NotificationMarks | NotificationsUnread, early: dict[EventId, Mark | None]
    ) -> list[Item]:
        """Apply a mark that was made on any device of this person, this one included."""
        mark = _mark_of(event)
        through = event.through if isinstance(event, NotificationMarks) else {}
        if through:
            self._raise_watermarks(through, mark)
            self._overtake(early)
        for event_id in event.ids:
            if event_id not in self._items:
                # The mark may come by a faster room than the event that it is for.
                self._remember(event_id, mark, early)
        covered = [
            item
            for item in (self._items if through else ())
            # What came by a snapshot has no numbers; the time has to do.
            if _is_covered(item.positions, through) or (not item.positions and item.at <= event.at)
        ]
        marked = [(i, marked_there(i, mark)) for i in (*self._items.known(event.ids), *covered)]
        return [self._items.put(after) for before, after in marked if after != before]

    def _remember(self, event_id: EventId, mark: Mark, early: dict[EventId, Mark | None]) -> None:
        mark = after_early(self._early.get(event_id), mark)
        self._early[event_id] = early[event_id] = mark
        if len(self._early) > MAX_EARLY_MARKS:
            del self._early[next(iter(self._early))]

    def _overtake(self, early: dict[EventId, Mark | None]) -> None:
        """Let a mark for all cover what was marked unread before it and has not come yet."""
        for event_id in [i for i, mark in self._early.items() if mark is Mark.UNREAD]:
            del self._early[event_id]
            early[event_id] = None

    def _raise_watermarks(self, through: Mapping[Room, int], mark: Mark) -> None:
        marks = self._watermarks
        if mark is Mark.CLEARED:
            self._watermarks = Watermarks(
                read=_highest(marks.read, through), cleared=_highest(marks.cleared, through)
            )
        else:
            self._watermarks = replace(marks, read=_highest(marks.read, through))

    def _merged(self, listed: Item, *, first_contact: bool, late: bool) -> Item:
        held = self._items.get(listed.event_id)
        if held is None:
            situation = Situation(read=listed.read, first_contact=first_contact)
            return self._judged(replace(listed, late=late), situation)
        return listed_there(held, listed)

    def _waiting(self, event_ids: Iterable[EventId], mark: Mark) -> list[Item]:
        return [item for item in self._items.known(event_ids) if item.unconfirmed is mark]

    def _put(self, items: Sequence[Item]) -> Commit:
        put = {item.event_id: self._items.put(item) for item in items}
        drop = self._trim(put)
        return Commit(put=tuple(put.values()), drop=drop)

    def _trim(self, put: dict[EventId, Item]) -> tuple[EventId, ...]:
        if len(self._items) <= _TRIM_AT:
            return ()
        first: Callable[[Item], tuple[bool, datetime]] = lambda item: (is_unread(item), item.at)  # noqa: E731 - a key
        leaving = heapq.nsmallest(len(self._items) - MAX_ITEMS, self._items, key=first)
        gone = tuple(item.event_id for item in leaving)
        self._items.drop(gone)
        for event_id in gone:
            put.pop(event_id, None)
        return gone


def _item(notification: Notification, event: AnyEvent, *, late: bool) -> Item:
    return Item(
        event_id=notification.event_id,
        kind=notification.kind,
        priority=notification.priority,
        at=notification.at,
        actor_id=notification.actor_id,
        ticket_id=notification.ticket_id,
        ticket_version=event.ticket_version if isinstance(event, TicketEvent) else 0,
        status=event.status if isinstance(event, TicketEvent) else None,
        ticket_priority=event.priority if isinstance(event, TicketEvent) else None,
        queue_id=notification.queue_id,
        team_id=notification.team_id,
        announcement_id=event.announcement_id if isinstance(event, TeamAnnouncement) else None,
        positions=dict(event.pos),
        late=late,
    )


def _is_covered(positions: Mapping[Room, int], through: Mapping[Room, int]) -> bool:
    return any(number <= through.get(room, 0) for room, number in positions.items())


def _highest(one: Mapping[Room, int], other: Mapping[Room, int]) -> dict[Room, int]:
    return {room: max(one.get(room, 0), other.get(room, 0)) for room in {**one, **other}}


def _mark_of(event: NotificationMarks | NotificationsUnread) -> Mark:
    if isinstance(event, NotificationsUnread):
        return Mark.UNREAD
    return Mark.CLEARED if isinstance(event, NotificationsCleared) else Mark.READ
