"""Reads what people heard, and what they marked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import TypeAlias

from sqlalchemy import Connection, Row, and_, select
from typing_extensions import override

from backend.services.ports import Heard, NotificationReader, Watermark
from backend.storage import schema
from backend.storage.instants import to_us
from backend.storage.reading import ReadPool
from common.events import Positions
from common.ids import EventId, UserId
from common.rooms import Room

_Entry: TypeAlias = tuple[int, str, int]
"""The place of an event, a room that holds it, and its number there."""


class SqlNotificationReader(NotificationReader):
    """What is heard and marked in one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def watermarks(self, user_id: UserId) -> dict[Room, Watermark]:
        columns = schema.notification_watermark.c
        query = select(schema.notification_watermark).where(columns.user_id == user_id)
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return {Room(row.room): Watermark(row.read_seq, row.cleared_seq) for row in rows}

    @override
    async def heard(
        self,
        user_id: UserId,
        after: Mapping[Room, int],
        *,
        read: Mapping[Room, int],
        below: int | None,
        since: datetime,
        limit: int,
    ) -> Sequence[Heard]:
        def find(connection: Connection) -> list[Heard]:
            floors = {room: max(seq, read.get(room, 0)) for room, seq in after.items()}
            sources = [
                _entries(connection, room, seq, below=below, limit=limit)
                for room, seq in floors.items()
            ]
            if read:
                sources.append(_marked_unread(connection, user_id, after, below=below))
            return _heard(connection, user_id, _newest_places(sources, limit), since)

        return await self._pool.run(find)

    @override
    async def known(self, rooms: Collection[Room], ids: Collection[EventId]) -> set[EventId]:
        entry, event = schema.entry.c, schema.event.c
        query = (
            select(event.id)
            .join_from(schema.event, schema.entry, entry.n == event.n)
            .where(event.id.in_(ids), entry.room.in_(rooms))
        )
        found = await self._pool.run(lambda connection: connection.scalars(query).all())
        return set(map(EventId, found))

    @override
    async def place(self, event_id: EventId) -> int | None:
        query = select(schema.event.c.n).where(schema.event.c.id == event_id)
        return await self._pool.run(lambda connection: connection.scalar(query))


def _newest_places(sources: Iterable[Sequence[_Entry]], limit: int) -> dict[int, Positions]:
    """Return the newest events of all sources, newest first, with their numbers in the rooms."""
    merged = merge(*sources, key=itemgetter(0), reverse=True)
    return {
        n: {Room(room): seq for _, room, seq in rows}
        for n, rows in islice(groupby(merged, key=itemgetter(0)), limit)
    }


def _entries(
    connection: Connection, room: Room, after: int, *, below: int | None, limit: int
) -> Sequence[_Entry]:
    """Return the newest entries of a room, newest first.

    Each room is asked through its own index, so that the cost does not depend on what happens in
    other rooms.
    """
    entry = schema.entry.c
    query = select(entry.n, entry.room, entry.seq).where(entry.room == room, entry.seq > after)
    if below is not None:
        query = query.where(entry.n < below)
    return _tuples(connection.execute(query.order_by(entry.n.desc()).limit(limit)))


def _marked_unread(
    connection: Connection, user_id: UserId, after: Mapping[Room, int], *, below: int | None
) -> Sequence[_Entry]:
    """Return the entries of what the person marked unread, newest first; there are few."""
    entry, event, mark = schema.entry.c, schema.event.c, schema.notification_unread.c
    query = (
        select(entry.n, entry.room, entry.seq)
        .join_from(schema.notification_unread, schema.event, event.id == mark.event_id)
        .join(schema.entry, entry.n == event.n)
        .where(mark.user_id == user_id, entry.room.in_(after))
    )
    if below is not None:
        query = query.where(entry.n < below)
    found = _tuples(connection.execute(query.order_by(entry.n.desc())))
    return [(n, room, seq) for n, room, seq in found if seq > after[Room(room)]]


def _tuples(rows: Iterable[Row[int, str, int]]) -> list[_Entry]:
    return [(n, room, seq) for n, room, seq in rows]


def _heard(
    connection: Connection, user_id: UserId, places: Mapping[int, Positions], since: datetime
) -> list[Heard]:
    event, mark = schema.event.c, schema.notification_mark.c
    unread = schema.notification_unread.c
    marked = schema.event.outerjoin(
        schema.notification_mark, and_(mark.event_id == event.id, mark.user_id == user_id)
    ).outerjoin(
        schema.notification_unread, and_(unread.event_id == event.id, unread.user_id == user_id)
    )
    query = (
        select(event.n, event.body, mark.read_at, mark.cleared_at, unread.event_id)
        .select_from(marked)
        .where(event.n.in_(places), event.at >= to_us(since))
        .order_by(event.n.desc())
    )
    return [_one(row, places[row.n]) for row in connection.execute(query)]


def _one(row: Row[int, bytes, int, int, str], positions: Positions) -> Heard:
    return Heard(
        n=row.n,
        encoded=row.body,
        positions=positions,
        read=row.read_at is not None,
        cleared=row.cleared_at is not None,
        unread=row.event_id is not None,
    )
