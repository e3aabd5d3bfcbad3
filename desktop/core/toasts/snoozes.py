"""Toasts that the person wants again in a while. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from common.ids import EventId
from desktop.core.state import Commit

SNOOZE = timedelta(minutes=15)
MAX_SNOOZES = 200
"""More at a time are a mistake; the one that is due first is dropped."""


class Snoozes:
    """When which item is to come back; durable, so that a restart forgets none.

    Attributes:
        revision: Another number after each change.
    """

    def __init__(self, stored: Mapping[EventId, datetime]) -> None:
        """Go on from what the store holds."""
        self._due = dict(stored)
        self.revision = 0

    def due(self, now: datetime) -> frozenset[EventId]:
        """Return the items that are to come back now."""
        return frozenset(event_id for event_id, at in self._due.items() if at <= now)

    def until(self, event_id: EventId) -> datetime | None:
        """Return when an item comes back; None for one that does not."""
        return self._due.get(event_id)

    def next_at(self) -> datetime | None:
        """Return when the next one comes back; None when none does."""
        return min(self._due.values(), default=None)

    def snooze(self, event_id: EventId, now: datetime) -> Commit:
        """Let an item come back after ``SNOOZE``."""
        self._due[event_id] = now + SNOOZE
        if len(self._due) > MAX_SNOOZES:
            del self._due[min(self._due, key=self._due.__getitem__)]
        return self._changed()

    def over(self, event_ids: Iterable[EventId]) -> Commit:
        """Let these come back no more: they just did, or somebody has dealt with them."""
        gone = [event_id for event_id in event_ids if event_id in self._due]
        for event_id in gone:
            del self._due[event_id]
        return self._changed() if gone else Commit()

    def _changed(self) -> Commit:
        self.revision += 1
        return Commit(snoozes=dict(self._due))
