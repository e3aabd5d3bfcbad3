"""All notifications of one person by id, with what is asked often kept up at each change. Pure.

The cost of a change does not depend on how many there are: counts and orders are moved by what
changed.
"""

from collections.abc import Callable, Iterable, Iterator

from common.ids import EventId
from common.notifications import NotificationPriority
from desktop.core.notifications.shelf import Shelf, newest
from desktop.core.reasons import SUPPRESSING, UNLISTED
from desktop.core.state import Facts, Item
from desktop.core.text.wording import Wording
from desktop.core.view import MAX_ITEMS_SHOWN, CenterItem, SuppressedItem


class Items:
    """The items, each in its newest state.

    Attributes:
        unread: Listed and not read, by id.
        unread_high: How many of them have priority high.
        unread_on_server: How many the server counts as unread; it knows no rules of a device.
        undecided: No rule has decided about them yet, by id.
        held: Waiting for the digest at the end of what holds them back, by id.
        unconfirmed: With a mark that the server has not confirmed, by id.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        """Hold ``items``, each id once."""
        self._items = {item.event_id: item for item in items}
        self.unread: dict[EventId, Item] = {}
        self.unread_high = self.unread_on_server = 0
        self.undecided: dict[EventId, Item] = {}
        self.held: dict[EventId, Item] = {}
        self.unconfirmed: dict[EventId, Item] = {}
        self._bare: dict[EventId, Item] = {}
        self._list: Shelf[CenterItem] = Shelf()
        self._suppressed: Shelf[SuppressedItem] = Shelf()
        for item in self._items.values():
            self._count(item)
        self._list.fill([item for item in self if is_listed(item)])
        self._suppressed.fill([item for item in self if is_suppressed(item)])

    def __len__(self) -> int:
        """Return how many there are, cleared ones included."""
        return len(self._items)

    def __contains__(self, event_id: object) -> bool:
        """Return whether an item is known."""
        return event_id in self._items

    def __iter__(self) -> Iterator[Item]:
        """Iterate over all items, cleared ones included, in no particular order."""
        return iter(self._items.values())

    def get(self, event_id: EventId) -> Item | None:
        """Return an item, or None when it is not known."""
        return self._items.get(event_id)

    def known(self, event_ids: Iterable[EventId]) -> list[Item]:
        """Return those of the items that are known, in the order of the ids."""
        return [item for item in map(self._items.get, event_ids) if item is not None]

    def put(self, item: Item) -> Item:
        """Take an item over, new or changed, and return it."""
        before = self._items.get(item.event_id)
        self._items[item.event_id] = item
        if before is not None:
            self._uncount(before)
        self._count(item)
        self._move(before, item)
        return item

    def drop(self, event_ids: Iterable[EventId]) -> None:
        """Let items go."""
        for event_id in event_ids:
            item = self._items.pop(event_id)
            self._uncount(item)
            self._move(item, None)

    def listed(self) -> Iterator[Item]:
        """Iterate over the items of the list, newest first."""
        return (self._items[event_id] for event_id in self._list)

    def oldest_listed(self) -> Item | None:
        """Return the last item of the list, None when it is empty."""
        event_id = self._list.oldest()
        return None if event_id is None else self._items[event_id]

    def without_facts(self, limit: int) -> tuple[Item, ...]:
        """Return items that the server was not asked about yet, newest first."""
        return newest(self._bare, limit)

    def shown(self, wording: Wording, limit: int) -> tuple[CenterItem, ...]:
        """Return the newest items of the list as lines, newest first."""
        return self._list.shown(limit, lambda i: line_of(self._items[i], wording))

    def suppressed(self, wording: Wording) -> tuple[SuppressedItem, ...]:
        """Return the newest items that a rule of the person kept from being shown."""

        def line(event_id: EventId) -> SuppressedItem:
            item = self._items[event_id]
            return SuppressedItem(line_of(item, wording), is_listed(item))

        return self._suppressed.shown(MAX_ITEMS_SHOWN, line)

    def reworded(self) -> None:
        """Put everything into words anew."""
        self._list.forget_lines()
        self._suppressed.forget_lines()

    def _move(self, before: Item | None, after: Item | None) -> None:
        item = after or before
        if item is not None:
            self._list.change(
                item, was_here=_has(before, is_listed), is_here=_has(after, is_listed)
            )
            self._suppressed.change(
                item, was_here=_has(before, is_suppressed), is_here=_has(after, is_suppressed)
            )

    def _count(self, item: Item) -> None:
        event_id = item.event_id
        self.unread_on_server += is_unread(item)
        if is_unread(item) and is_listed(item):
            self.unread[event_id] = item
            self.unread_high += item.priority is NotificationPriority.HIGH
        if item.rule is None:
            self.undecided[event_id] = item
        if item.held:
            self.held[event_id] = item
        if item.unconfirmed is not None:
            self.unconfirmed[event_id] = item
        if item.facts is None and not item.cleared:
            self._bare[event_id] = item

    def _uncount(self, item: Item) -> None:
        event_id = item.event_id
        self.unread_on_server -= is_unread(item)
        if self.unread.pop(event_id, None) is not None:
            self.unread_high -= item.priority is NotificationPriority.HIGH
        for some in (self.undecided, self.held, self.unconfirmed, self._bare):
            some.pop(event_id, None)


def _has(item: Item | None, is_so: Callable[[Item], bool]) -> bool:
    return item is not None and is_so(item)


def is_listed(item: Item) -> bool:
    """Return whether the list shows it."""
    return not item.cleared and item.rule not in UNLISTED


def is_suppressed(item: Item) -> bool:
    """Return whether a rule of the person kept it from being shown."""
    return not item.cleared and item.rule in SUPPRESSING


def is_unread(item: Item) -> bool:
    """Return whether it is neither read nor cleared."""
    return not item.read and not item.cleared


def line_of(item: Item, wording: Wording) -> CenterItem:
    """Return an item as the windows show it."""
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
