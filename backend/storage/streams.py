"""Reads rooms: what happened, in order."""

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy import Connection, Row, select, text
from typing_extensions import override

from backend.services.changes import Published
from backend.services.ports import CommitMark, Commits, StreamReader
from backend.storage import schema
from backend.storage.reading import ReadPool
from backend.storage.together import Together
from common.envelope import decode, decode_event
from common.events import Positions, UnknownEvent
from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Head

_EMPTY = Head(head=0)
_IDENTITY_CHANGES = text("SELECT n FROM identity_change")
_THE_ONLY = None
"""Asks for the epoch; there is one."""


class CommitLog(Protocol):
    """In which order changes became visible; each database has its own way to know."""

    def newest(self, connection: Connection) -> CommitMark:
        """Return the mark of everything that ``connection`` sees."""
        ...

    def since(self, connection: Connection, mark: CommitMark, limit: int) -> Sequence[int] | None:
        """Return the ``n`` of events that became visible since ``mark``, ascending.

        None when the mark is older than the log.
        """
        ...


class SqlStreamReader(StreamReader):
    """Rooms of one database."""

    def __init__(self, pool: ReadPool, commit_log: CommitLog) -> None:
        """Read through ``pool``, and find commits in ``commit_log``."""
        self._pool = pool
        self._commit_log = commit_log
        self._epochs = Together(self._read_epoch)
        self._heads = Together(self._read_heads)

    @override
    async def epoch(self) -> Epoch:
        return (await self._epochs.ask((_THE_ONLY,)))[_THE_ONLY]

    @override
    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        heads = await self._heads.ask(rooms)
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
    async def newest_mark(self) -> CommitMark:
        return await self._pool.run(self._commit_log.newest)

    @override
    async def committed_since(
        self, mark: CommitMark, limit: int, known: Collection[int] = ()
    ) -> Commits:
        def read(connection: Connection) -> Commits:
            newest = self._commit_log.newest(connection)
            changes: int = connection.execute(_IDENTITY_CHANGES).scalar_one()
            places = self._commit_log.since(connection, mark, limit + len(known) + 1)
            if places is None:
                return Commits((), newest, is_cut=True, identity_changes=changes)
            new = [n for n in places if n not in known]
            told = [_published(row) for row in _events(connection, new[:limit])]
            known_here = [one for one in told if one is not None]
            # What a later version wrote goes out too, read from its rooms.
            is_cut = len(new) > limit or len(known_here) < len(told)
            return Commits(known_here, newest, is_cut, changes)

        return await self._pool.run(read)

    async def _read_epoch(self, _: Sequence[None]) -> dict[None, Epoch]:
        query = select(schema.history.c.epoch)
        epoch = await self._pool.run(lambda connection: connection.execute(query).scalar_one())
        return {_THE_ONLY: Epoch(epoch)}

    async def _read_heads(self, rooms: Sequence[Room]) -> dict[Room, Head]:
        columns = schema.room.c
        query = select(columns.name, columns.head, columns.floor).where(columns.name.in_(rooms))
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return {name: Head(head=head, floor=floor) for name, head, floor in found}


def _events(connection: Connection, places: Collection[int]) -> Sequence[Row[int, bytes, bytes]]:
    if not places:
        return ()
    event = schema.event.c
    query = select(event.n, event.body, event.positions).where(event.n.in_(places))
    return connection.execute(query.order_by(event.n)).all()


def _published(row: Row[int, bytes, bytes]) -> Published | None:
    """Return the event; None for one that only a later version knows."""
    event = decode_event(row.body)
    if isinstance(event, UnknownEvent):
        return None
    return Published(row.n, event, row.body, decode(row.positions, Positions))
