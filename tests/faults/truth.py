"""What rooms hold, read page by page: with this is compared what devices applied."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.ids import EventId
from common.rooms import Room
from common.stream import Cursor

PAGE = 500

AskSync = Callable[[Any], Awaitable[Any]]
"""Sends a body of ``sync`` as the person whose rooms they are; returns its answer."""


@dataclass(frozen=True)
class Truth:
    """What rooms hold after some cursors.

    Attributes:
        entries: Of each room, the ids of its events in the order of their numbers.
        heads: Of each room, the number of its newest entry.
    """

    entries: Mapping[Room, list[EventId]]
    heads: Mapping[Room, int]

    @property
    def events(self) -> set[EventId]:
        """The events of all rooms, each once."""
        return {event_id for entries in self.entries.values() for event_id in entries}


async def truth(ask: AskSync, begun: Mapping[Room, Cursor]) -> Truth:
    """Return what the rooms hold after these cursors, which must not be reset."""
    after = {room: {"after": cursor.after} for room, cursor in begun.items()}
    entries: dict[Room, list[EventId]] = {room: [] for room in begun}
    while True:
        rooms = (await ask({"rooms": after, "limit": PAGE}))["rooms"]
        for room, part in rooms.items():
            assert part.get("reset") is None, (room, part)
            entries[room] += [EventId(entry["id"]) for entry in part["entries"]]
            if part["entries"]:
                after[room] = {"after": part["entries"][-1]["pos"][room]}
        if not any(part["more"] for part in rooms.values()):
            return Truth(entries, {Room(room): part["head"] for room, part in rooms.items()})
