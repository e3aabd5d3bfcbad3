"""A place on earth, as the machine's time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class Place:
    """Implements the ``Zone`` port with the rules of a named zone."""

    def __init__(self, name: str = "UTC") -> None:
        self._zone = ZoneInfo(name)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)

    def instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self._zone).astimezone(UTC)
