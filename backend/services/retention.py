"""Removes what is older than the promise: entries of rooms, marks on them, remembered answers.

With them go refresh tokens that ended, and sessions with their last token.

Rooms are emptied in the order in which they were filled, all of them up to one place in the order
of all events. So each room loses its oldest entries and nothing between, and one number says how
far it went, whichever process does it.

Source:
    ADR-0030.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.services.changes import Change
from backend.services.ports import Now, WriteGateway
from backend.services.retention_changes import RemoveOld
from backend.services.retention_ports import OldReader, StoredEvent
from common.rooms import Room

BATCH = 200
"""Events, answers, and tokens, that one transaction removes: commands wait for it."""
GRACE = timedelta(days=1)
"""How much longer things are kept than promised: a clock may be wrong, a list half read."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What one transaction removed.

    Attributes:
        events: Events that are in no room any more.
        answers: Answers that are not remembered any more.
        tokens: Refresh tokens that are not known any more.
        has_more: There may be more to remove.
    """

    events: int = 0
    answers: int = 0
    tokens: int = 0
    has_more: bool = False


class Retention:
    """Removes what is old, a batch at a time."""

    def __init__(
        self, *, gateway: WriteGateway, old: OldReader, now: Now, keep_for: timedelta
    ) -> None:
        """Use these parts; ``keep_for`` is what people are promised."""
        self._gateway = gateway
        self._old = old
        self._now = now
        self._keep_for = keep_for

    async def remove(self) -> Removed:
        """Remove the oldest, at most ``BATCH`` of each kind, in one transaction.

        Raises:
            AlreadyRemovedError: Another process is at it.
            InfrastructureError: The database does not answer.
        """
        now = self._now()
        before = now - self._keep_for - GRACE
        previous_n = await self._old.removed_through()
        found = await self._old.events_after(previous_n, BATCH)
        answers = await self._old.answers_before(before, BATCH)
        tokens = await self._old.tokens_ended_before(now - GRACE, BATCH)
        events = _leading_old(found, before=before, now=now)
        if not events and not answers and not tokens:
            return Removed()
        floors: dict[Room, int] = {}
        for event in events:
            floors |= event.positions
        write = RemoveOld(
            previous_n=previous_n,
            through_n=events[-1].n if events else previous_n,
            floors=floors,
            marked=tuple(event.id for event in events),
            forgotten=tuple(event.n for event in events if not event.is_history),
            answers=tuple(answers),
            tokens=tuple(tokens),
        )
        await self._gateway.commit(Change(writes=(write,)))
        has_more = BATCH in (len(events), len(answers), len(tokens))
        return Removed(len(events), len(answers), len(tokens), has_more)


def _leading_old(
    events: Sequence[StoredEvent], *, before: datetime, now: datetime
) -> Sequence[StoredEvent]:
    """Return the events at the beginning that are older than ``before``."""
    old = 0
    for place, event in enumerate(events, 1):
        if event.at < before:
            old = place
        elif event.at <= now + GRACE:
            break
        # One from the future was written by a wrong clock: it is older than what follows it.
    return events[:old]
