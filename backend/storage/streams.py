"""Reads rooms: what happened, in order."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, func, select
from typing_extensions import override

from backend.services.changes import Published
from backend.services.errors import InfrastructureError
from backend.services.ports import StreamReader
from backend.storage import schema
from backend.storage.reading import ReadPool
from common.envelope import decode, decode_event
from common.events import Positions, UnknownEvent
from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Head

_EMPTY = Head(head=0)


class SqlStreamReader(StreamReader):
    """Rooms of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def epoch(self) -> Epoch:
        query = select(schema.history.c.epoch)
        return Epoch(
            await self._pool.run(lambda connection: connection.execute(query).scalar_one())
        )

    @override
    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        columns = schema.room.c
        query = select(columns.name, columns.head, columns.floor).where(columns.name.in_(rooms))
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        heads = {name: Head(head=head, floor=floor) for name, head, floor in found}
        return {room: heads.get(room, _EMPTY) for room in rooms}

    @override
    async def entries_after(self, room: Room, seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        entry, event = schema.entry.c, schema.event.c
        query = (
            select(entry.seq, event.body)
            .join_from(schema.entry, schema.event, entry.n == event.n)
            .where(entry.room == room, entry.seq > seq)
            .order_by(entry.seq)
            .limit(limit)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [(number, body) for number, body in found]

    @override
    async def event_at(self, room: Room, seq: int) -> EventId | None:
        entry, event = schema.entry.c, schema.event.c
        query = (
            select(event.id)
            .join_from(schema.entry, schema.event, entry.n == event.n)
            .where(entry.room == room, entry.seq == seq)
        )
        found = await self._pool.run(lambda connection: connection.scalar(query))
        return None if found is None else EventId(found)

    @override
    async def committed_after(self, n: int, limit: int) -> Sequence[Published]:
        event = schema.event.c
        query = (
            select(event.n, event.body, event.positions)
            .where(event.n > n)
            .order_by(event.n)
            .limit(limit)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_published(row) for row in found]

    @override
    async def last_committed(self) -> int:
        query = select(func.coalesce(func.max(schema.event.c.n), 0))
        return await self._pool.run(lambda connection: connection.execute(query).scalar_one())


def _published(row: Row[int, bytes, bytes]) -> Published:
    event = decode_event(row.body)
    if isinstance(event, UnknownEvent):
        # Only a later version writes those, and it would have migrated the database.
        raise InfrastructureError(f"event {row.n} is of a later version")
    return Published(row.n, event, row.body, decode(row.positions, Positions))
