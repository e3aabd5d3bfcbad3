"""A line on which rooms are joined and left, and nothing else."""

from collections.abc import Mapping

from common.ids import QueueId
from common.live import QueueMetrics
from common.rooms import Room, parse_room
from common.session import Authenticate, Authenticated, RoomReply
from desktop.core.ports import Happening


class RoomsLine:
    """Implements the ``Socket`` port as far as rooms go.

    Attributes:
        said: What it was asked for, in order.
        answers: Instead of a friendly one, by room.
    """

    def __init__(self, metrics: Mapping[QueueId, QueueMetrics]) -> None:
        self.said: list[str] = []
        self.answers: dict[Room, RoomReply] = {}
        self._metrics = metrics

    async def join(self, room: Room) -> RoomReply:
        self.said.append(f"join {room}")
        figures = self._metrics.get(QueueId(parse_room(room)[1]))
        return self.answers.get(room) or RoomReply(ok=True, room=room, head=0, metrics=figures)

    async def leave(self, room: Room) -> RoomReply:
        self.said.append(f"leave {room}")
        return RoomReply(ok=True, room=room)

    async def connect(self) -> None:
        raise NotImplementedError

    async def authenticate(self, message: Authenticate, *, timeout_s: float) -> Authenticated:
        raise NotImplementedError

    async def next(self) -> Happening:
        raise NotImplementedError

    def take(self, limit: int) -> list[Happening]:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
