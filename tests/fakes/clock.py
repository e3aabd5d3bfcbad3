"""A clock that only moves when it is told to, and ids that count."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Called, it tells the time."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by


@dataclass
class Ids:
    """Called, it makes an id."""

    prefix: str = "id"
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __call__(self) -> str:
        return f"{self.prefix}-{next(self.numbers)}"
