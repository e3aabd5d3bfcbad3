"""What retention needs to know: what is oldest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from common.events import Positions
from common.ids import EventId, UserId


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as retention sees it.

    Attributes:
        at: When it happened, by the clock of the process that wrote it.
        positions: Its number in each of its rooms.
        is_history: Whether people read it in the history of a ticket.
    """

    n: int
    id: EventId
    at: datetime
    positions: Positions
    is_history: bool


class OldReader(Protocol):
    """What is oldest of what grows with time."""

    async def removed_through(self) -> int:
        """Return up to which place of all events rooms were emptied; 0 for never."""
        ...

    async def events_after(self, n: int, limit: int) -> Sequence[StoredEvent]:
        """Return events after the place ``n``, in the order in which rooms number them."""
        ...

    async def answers_before(self, at: datetime, limit: int) -> Sequence[tuple[UserId, str]]:
        """Return people and keys of requests that were answered before ``at``, oldest first."""
        ...

    async def tokens_ended_before(self, at: datetime, limit: int) -> Sequence[tuple[bytes, str]]:
        """Return digest and session of refresh tokens that ended before ``at``, oldest first."""
        ...
