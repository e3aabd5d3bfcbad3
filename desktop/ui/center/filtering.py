"""Which items the list shows, and in which order. No widget."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.ids import EventId
from common.notifications import NotificationKind, NotificationPriority
from desktop.core.view import CenterItem


@dataclass(frozen=True, slots=True)
class Filter:
    """What the person wants to see; the parts that are empty let everything through.

    Attributes:
        text: Words that all have to occur; ``#42`` is that ticket and no other.
        unread: Only what is unread.
        queues: Names of queues.
        slice: Exactly these items: those of a digest or a summary.
    """

    text: str = ""
    unread: bool = False
    kinds: frozenset[NotificationKind] = frozenset()
    priorities: frozenset[NotificationPriority] = frozenset()
    queues: frozenset[str] = frozenset()
    slice: frozenset[EventId] = frozenset()

    @property
    def is_active(self) -> bool:
        """Whether something may be hidden."""
        return self != Filter()

    def choose(self, items: Iterable[CenterItem]) -> list[CenterItem]:
        """Return those of ``items`` that pass, whether read or not."""
        if self.slice:
            items = [item for item in items if item.event_id in self.slice]
        if self.kinds:
            items = [item for item in items if item.kind in self.kinds]
        if self.priorities:
            items = [item for item in items if item.priority in self.priorities]
        if self.queues:
            items = [item for item in items if item.queue_name in self.queues]
        for word in self.text.casefold().split():
            items = [item for item in items if _says(item, word)]
        return list(items)


class Arrangement:
    """Unread items above the read ones, each group newest first.

    What the person reads stays where it is until ``begin``: a list that jumps under the hand makes
    them open the wrong ticket.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._was_unread: dict[EventId, bool] = {}

    def begin(self) -> None:
        """Put everything in its group anew."""
        self._was_unread.clear()

    def arrange(self, items: Iterable[CenterItem], chosen: Filter) -> list[CenterItem]:
        """Return the items to show, from the top down.

        Args:
            items: Newest first.
            chosen: Which of them to show.
        """
        seen = self._was_unread
        above: list[CenterItem] = []
        below: list[CenterItem] = []
        for item in chosen.choose(items):
            is_above = seen.setdefault(item.event_id, not item.read)
            (above if is_above else below).append(item)
        return above if chosen.unread else above + below


def _says(item: CenterItem, word: str) -> bool:
    if word.startswith("#") and word[1:].isdecimal():
        return item.ticket_number == int(word[1:])
    if word.isdecimal() and item.ticket_number is not None and word in str(item.ticket_number):
        return True
    said = f"{item.title}\n{item.body}\n{item.queue_name}\n{item.holder}"
    return word in said.casefold()
