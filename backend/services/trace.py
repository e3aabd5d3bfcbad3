"""Which events came of what is being done now: the link from a request to its frames in the log.

Source:
    ADR-0018.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from common.ids import EventId

MAX_NAMED = 20


@dataclass(slots=True)
class Trace:
    """The events of one act, the first twenty by name.

    Attributes:
        count: How many there were.
    """

    event_ids: list[EventId] = field(default_factory=list)
    count: int = 0

    def add(self, event_ids: Iterable[EventId]) -> None:
        """Note events that were committed."""
        for event_id in event_ids:
            self.count += 1
            if len(self.event_ids) < MAX_NAMED:
                self.event_ids.append(event_id)


trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
"""Set by whoever will write a line about the act; None where nobody does."""
