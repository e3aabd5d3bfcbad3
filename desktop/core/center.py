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
    NotificationsRead,
    TicketEvent,
    UnknownEvent,
)
from common.ids import EventId, TicketId
from common.notifications import Me, Notification, NotificationPriority, classify
from common.rooms import Room
from desktop.core.pages import Event
from desktop.core.reasons import SUPPRESSING, UNLISTED, Rule
from desktop.core.rules import Hold, Moment, Situation, Suppress, decide
from desktop.core.state import Commit, Facts, Item, Mark, Stored, Watermarks
from desktop.core.view import MAX_ITEMS_SHOWN, CenterItem, SuppressedItem
from desktop.core.wording import Wording

KEPT_FOR = timedelta(days=90)
MAX_ITEMS = 5_000
"""Items in memory and on disk; over it the oldest leave, read ones first."""
MAX_EARLY_MARKS = 5_000
"""Marks in memory for events that have not come; on disk they stay for 90 days."""
_TRIM_AT = MAX_ITEMS + MAX_ITEMS // 10


class Center:
    """All notifications that this device knows of one person."""

    def __init__(self, stored: Stored, moment: Callable[[], Moment]) -> None:
        """Go on from what the store holds; ``moment`` returns what holds for new ones."""
        self._moment = moment
        self._items = {item.event_id: item for item in stored.items}
        self._watermarks = stored.watermarks
        self._early = dict(stored.early_marks)

    def get(self, event_id: EventId) -> Item | None:
        """Return an item, or None when it is not known."""
        return self._items.get(event_id)

    def unread(self) -> tuple[Item, ...]:
        """Return the listed items that are not read, in no particular order."""
        return tuple(i for i in self._items.values() if _is_unread(i) and i.rule not in UNLISTED)

    def count_on_server(self) -> int:
        """Return how many the server counts as unread: its list knows no rules of a device."""
        return sum(_is_unread(item) for item in self._items.values())

    def listed(self) -> tuple[Item, ...]:
        """Return what the list holds, in no particular order."""
        items = self._items.values()
        return tuple(i for i in items if not i.cleared and i.rule not in UNLISTED)

    def undecided(self) -> tuple[Item, ...]:
        """Return the items that still wait for a toast, a digest or a summary."""
        return tuple(item for item in self._items.values() if item.rule is None)

    def held(self) -> tuple[Item, ...]:
        """Return the items that wait for the digest at the end of what holds them back."""
        return tuple(item for item in self._items.values() if item.held)

    def without_facts(self, limit: int) -> tuple[Item, ...]:
        """Return items that the server was not asked about yet, newest first."""
        bare = (i for i in self._items.values() if i.facts is None and not i.cleared)
        return tuple(heapq.nlargest(limit, bare, key=_age))

    def unconfirmed(self) -> tuple[Item, ...]:
        """Return the items with a mark that the server has not confirmed, oldest first."""
        return tuple(sorted((i for i in self._items.values() if i.unconfirmed), key=_age))

    def newest_of(self, ticket_id: TicketId) -> Item | None:
        """Return the newest item of a ticket that is listed, None without one."""
        return max((i for i in self.listed() if i.ticket_id == ticket_id), key=_age, default=None)

    def shown(self, wording: Wording) -> tuple[CenterItem, ...]:
        """Return the newest items as the windows show them, newest first."""
        newest = heapq.nlargest(MAX_ITEMS_SHOWN, self.listed(), key=_age)
        return tuple(_line(item, wording) for item in newest)

    def suppressed(self, wording: Wording) -> tuple[SuppressedItem, ...]:
        """Return the newest items that a rule of the person kept from being shown."""
        kept = (i for i in self._items.values() if i.rule in SUPPRESSING and not i.cleared)
        newest = heapq.nlargest(MAX_ITEMS_SHOWN, kept, key=_age)
        return tuple(SuppressedItem(_line(i, wording), i.rule not in UNLISTED) for i in newest)

    def oldest_listed(self) -> Item | None:
        """Return the last item of the list, None when it is empty."""
        return min(self.listed(), key=_age, default=None)

    def received(self, events: Iterable[Event], me: Me, *, late: bool) -> Commit:
        """Take events over, each at most once however often it is given.

        Args:
            events: As they were delivered.
            me: Whom they are judged for.
            late: They came after an absence and belong into the digest.
        """
        put: dict[EventId, Item] = {}
        early: dict[EventId, Mark] = {}
        watermarks = self._watermarks
        for event in events:
            if isinstance(event, NotificationsRead | NotificationsCleared):
                if event.user_id == me.user_id:
                    put |= {item.event_id: item for item in self._marked(event, early)}
                continue
            item = self._new(event, me, late=late)
            if item is not None:
                self._items[item.event_id] = put[item.event_id] = item
        return Commit(
            put=tuple(put.values()),
            drop=self._trim(put),
            watermarks=self._watermarks if self._watermarks is not watermarks else None,
            marked=early,
        )

    def replaced(self, listed: Sequence[Item], *, is_complete: bool, late: bool) -> Commit:
        """Take the server's list in place of what is held.

        Args:
            listed: The server's items; all unread ones and the newest.
            is_complete: The list goes back to the beginning.
            late: New ones belong into the digest; else nobody is interrupted for them.
        """
        known = {item.event_id for item in listed}
        since = None if is_complete else min((item.at for item in listed), default=None)
        put = [self._merged(item, late=late) for item in listed]
        for item in self._items.values():
            if item.event_id in known or item.cleared:
                continue
            if is_complete or since is None or item.at >= since:
                put.append(self._with_rule(replace(item, cleared=True), Rule.ALREADY_READ))
            elif not item.read:
                put.append(self._with_rule(replace(item, read=True), Rule.ALREADY_READ))
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
        known = [item for item in map(self._items.get, facts) if item is not None]
        return self._put([replace(item, facts=facts[item.event_id]) for item in known])

    def decided(self, event_ids: Iterable[EventId], rule: Rule) -> Commit:
        """Record which rule decided; what was held back keeps the rule that did it."""
        known = [item for item in map(self._items.get, event_ids) if item is not None]
        return self._put([self._with_rule(item, rule) for item in known])

    def hold(self, holds: Mapping[EventId, Hold]) -> Commit:
        """Record what holds items back for the digest at its end."""
        at = self._moment().at
        found = [(self._items[i], hold) for i, hold in holds.items() if i in self._items]
        return self._put(
            [
                replace(item, rule=hold.rule, decided_at=at, held=True, held_until=hold.until)
                for item, hold in found
            ]
        )

    def mark(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Mark items here, before the server knows; ``confirmed`` or ``rejected`` follows."""
        known = [item for item in map(self._items.get, event_ids) if item is not None]
        open_items = [item for item in known if not _carries(item, mark)]
        return self._put([_with_mark(item, mark, unconfirmed=mark) for item in open_items])

    def confirmed(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Note that the server has these marks now."""
        return self._put(
            [replace(item, unconfirmed=None) for item in self._waiting(event_ids, mark)]
        )

    def rejected(self, event_ids: Iterable[EventId], mark: Mark) -> Commit:
        """Take marks back that the server refused."""
        was_read = mark is Mark.CLEARED
        return self._put(
            [
                replace(item, cleared=False, read=item.read and was_read, unconfirmed=None)
                for item in self._waiting(event_ids, mark)
            ]
        )

    def expired(self, now: datetime) -> Commit:
        """Let go of what is older than 90 days."""
        gone = tuple(i.event_id for i in self._items.values() if now - i.at > KEPT_FOR)
        for event_id in gone:
            del self._items[event_id]
        return Commit(drop=gone)

    def _new(self, event: Event, me: Me, *, late: bool) -> Item | None:
        if isinstance(event, UnknownEvent) or event.id in self._items:
            return None
        notification = classify(event, me)
        if notification is None or notification.priority is NotificationPriority.LOW:
            return None
        item = self._pre_marked(_item(notification, event, late=late))
        return self._judged(item, Situation(read=not _is_unread(item)))

    def _judged(self, item: Item, situation: Situation) -> Item:
        """Return a new item with the rule that suppresses it, undecided without one."""
        moment = self._moment()
        situation = replace(situation, queue_id=item.queue_id)
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
            item = _with_mark(item, early)
        if _is_covered(item.positions, self._watermarks.cleared):
            return _with_mark(item, Mark.CLEARED)
        if _is_covered(item.positions, self._watermarks.read):
            return _with_mark(item, Mark.READ)
        return item

    def _marked(self, event: NotificationMarks, early: dict[EventId, Mark]) -> list[Item]:
        """Apply a mark that was made on any device of this person, this one included."""
        mark = Mark.CLEARED if isinstance(event, NotificationsCleared) else Mark.READ
        changed: list[Item] = []
        for event_id in event.ids:
            item = self._items.get(event_id)
            if item is None:
                # The mark may come by a faster room than the event that it is for.
                self._early[event_id] = early[event_id] = mark
                if len(self._early) > MAX_EARLY_MARKS:
                    del self._early[next(iter(self._early))]
            elif not _carries(item, mark) or item.unconfirmed is mark:
                changed.append(self._keep(_with_mark(item, mark)))
        if event.through:
            self._raise_watermarks(event.through, mark)
            for item in tuple(i for i in self._items.values() if not i.cleared):
                # What came by a snapshot has no numbers; the time has to do.
                covered = _is_covered(item.positions, event.through)
                if covered or (not item.positions and item.at <= event.at):
                    changed.append(self._keep(_with_mark(item, mark)))
        return changed

    def _raise_watermarks(self, through: Mapping[Room, int], mark: Mark) -> None:
        marks = self._watermarks
        if mark is Mark.CLEARED:
            self._watermarks = Watermarks(
                read=_highest(marks.read, through), cleared=_highest(marks.cleared, through)
            )
        else:
            self._watermarks = replace(marks, read=_highest(marks.read, through))

    def _merged(self, listed: Item, *, late: bool) -> Item:
        held = self._items.get(listed.event_id)
        if held is None:
            situation = Situation(read=listed.read, first_contact=not late)
            return self._judged(replace(listed, late=late), situation)
        if held.unconfirmed is not None:
            return replace(held, facts=listed.facts)
        return replace(held, facts=listed.facts, read=listed.read, cleared=False)

    def _waiting(self, event_ids: Iterable[EventId], mark: Mark) -> list[Item]:
        items = [item for item in map(self._items.get, event_ids) if item is not None]
        return [item for item in items if item.unconfirmed is mark]

    def _put(self, items: Sequence[Item]) -> Commit:
        for item in items:
            self._items[item.event_id] = item
        return Commit(put=tuple(items), drop=self._trim({item.event_id: item for item in items}))

    def _keep(self, item: Item) -> Item:
        self._items[item.event_id] = item
        return item

    def _trim(self, put: dict[EventId, Item]) -> tuple[EventId, ...]:
        if len(self._items) <= _TRIM_AT:
            return ()
        excess = len(self._items) - MAX_ITEMS
        first: Callable[[Item], tuple[bool, datetime]] = lambda item: (_is_unread(item), item.at)  # noqa: E731 - a key
        gone = heapq.nsmallest(excess, self._items.values(), key=first)
        for item in gone:
            del self._items[item.event_id]
            put.pop(item.event_id, None)
        return tuple(item.event_id for item in gone)


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
        queue_id=notification.queue_id,
        team_id=notification.team_id,
        positions=dict(event.pos),
        late=late,
    )


def _line(item: Item, wording: Wording) -> CenterItem:
    facts = item.facts or Facts()
    return CenterItem(
        event_id=item.event_id,
        kind=item.kind,
        priority=item.priority,
        at=item.at,
        title=wording.title(item),
        body=wording.body(item),
        ticket_id=item.ticket_id,
        ticket_number=facts.ticket_number,
        queue_name=facts.queue_name,
        read=item.read,
        pending=item.unconfirmed is not None,
        reason=item.rule.value if item.rule is not None else "",
        decided_at=item.decided_at,
        held_until=item.held_until,
    )


def _age(item: Item) -> tuple[datetime, EventId]:
    return item.at, item.event_id


def _is_unread(item: Item) -> bool:
    return not item.read and not item.cleared


def _carries(item: Item, mark: Mark) -> bool:
    return item.cleared or (mark is Mark.READ and item.read)


def _with_mark(item: Item, mark: Mark, *, unconfirmed: Mark | None = None) -> Item:
    cleared = item.cleared or mark is Mark.CLEARED
    read = item.read if mark is Mark.CLEARED else True
    return replace(item, read=read, cleared=cleared, unconfirmed=unconfirmed)


def _is_covered(positions: Mapping[Room, int], through: Mapping[Room, int]) -> bool:
    return any(number <= through.get(room, 0) for room, number in positions.items())


def _highest(one: Mapping[Room, int], other: Mapping[Room, int]) -> dict[Room, int]:
    return {room: max(one.get(room, 0), other.get(room, 0)) for room in {**one, **other}}
