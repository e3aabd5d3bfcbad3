"""The rooms that a line hears for their figures only.

A queue's room is a durable stream too. Listening to it is something else than following it: the
sync machine does not know the room, so its events are delivered nowhere, it has no cursor, and
its end in a heartbeat is not a gap that has to be filled.

Source:
    ADR-0025.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from common.ids import QueueId
from common.live import QueueMetrics
from common.rooms import Room, RoomKind, parse_room, queue_room
from desktop.core.ports import Socket


class Listening:
    """Joins and leaves rooms on the line that is open.

    Invariants:
        * A room that the device follows for its notifications is never left.
        * A room that was listened to never gets to the sync machine by a heartbeat.

    Args:
        followed: Returns the rooms that the device follows.
    """

    def __init__(self, followed: Callable[[], Collection[Room]]) -> None:
        """Start without a line."""
        self._followed = followed
        self._socket: Socket | None = None
        self._joined: set[Room] = set()
        self._listened: set[Room] = set()
        self._refused: set[Room] = set()
        self._figures: list[QueueMetrics] = []

    @property
    def has_line(self) -> bool:
        """Whether there is a line that can be listened on."""
        return self._socket is not None

    def opened(self, socket: Socket) -> None:
        """Use ``socket``, which hears the followed rooms and no others."""
        self._socket = socket
        self._joined.clear()
        self._listened.clear()
        self._refused.clear()

    def closed(self) -> None:
        """Forget the line, and with it what it heard."""
        self._socket = None
        self._joined.clear()
        self._figures.clear()

    def left(self, room: Room) -> None:
        """Note that the line hears ``room`` no longer."""
        self._joined.discard(room)

    def forget_refusals(self) -> None:
        """Ask for every room again: what the person may hear has changed."""
        self._refused.clear()

    def queues_in(self, rooms: Iterable[Room]) -> set[QueueId]:
        """Return the queues whose rooms are among ``rooms``."""
        parsed = [parse_room(room) for room in rooms]
        return {QueueId(owner) for kind, owner in parsed if kind is RoomKind.QUEUE}

    def without_listened(self, heads: Mapping[Room, int]) -> Mapping[Room, int]:
        """Return ``heads`` without the rooms that are only listened to.

        Those of this line that were left since count too: a heartbeat may be older than that.
        """
        strangers = self._listened.difference(self._followed())
        return {room: head for room, head in heads.items() if room not in strangers}

    async def keep(self, wanted: Iterable[QueueId]) -> bool:
        """Hear the rooms of these queues and of no others, besides those that are followed.

        Returns:
            False if the server wants the rest to be asked for a little later.

        Raises:
            ConnectionLostError: The line ended.
        """
        rooms = {queue_room(queue_id): None for queue_id in wanted}
        for room in rooms:
            if self._socket is not None and self._is_to_be_joined(room):
                await self._join(self._socket, room)
                if self._is_to_be_joined(room):
                    return False
        for room in sorted(self._joined.difference(rooms)):
            self._joined.discard(room)
            if self._socket is not None and room not in self._followed():
                await self._socket.leave(room)
        return True

    def take_figures(self) -> list[QueueMetrics]:
        """Return the figures that joining brought since the last time."""
        taken, self._figures = self._figures, []
        return taken

    def _is_to_be_joined(self, room: Room) -> bool:
        known = room in self._joined or room in self._refused
        return not known and room not in self._followed()

    async def _join(self, socket: Socket, room: Room) -> None:
        # Before the answer: a heartbeat may name the room first.
        self._listened.add(room)
        reply = await socket.join(room)
        if socket is not self._socket:
            return  # The line was closed meanwhile.
        if reply.ok:
            self._joined.add(room)
            if reply.metrics is not None:
                self._figures.append(reply.metrics)
        elif reply.error is None or not reply.error.retryable:
            self._refused.add(room)
