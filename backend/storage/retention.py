"""What is oldest in a database, and how it is removed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from typing_extensions import override

from backend.services.retention_changes import RemoveOld
from backend.services.retention_ports import OldReader, StoredEvent
from backend.storage import schema
from backend.storage.instants import from_us, to_us
from backend.storage.reading import ReadPool
from backend.storage.rows import Statement
from backend.storage.tickets import NOT_IN_HISTORY
from common.envelope import decode
from common.events import Positions
from common.ids import EventId, UserId

REMOVED_THROUGH = "SELECT removed_through FROM history"


class SqlOldReader(OldReader):
    """What is oldest in one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def removed_through(self) -> int:
        query = select(schema.history.c.removed_through)
        return await self._pool.run(lambda connection: connection.execute(query).scalar_one())

    @override
    async def events_after(self, n: int, limit: int) -> Sequence[StoredEvent]:
        event = schema.event.c
        query = (
            select(event.n, event.id, event.type, event.at, event.ticket_id, event.positions)
            .where(event.n > n)
            .order_by(event.n)
            .limit(limit)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [
            StoredEvent(
                n=row.n,
                id=EventId(row.id),
                at=from_us(row.at),
                positions=decode(row.positions, Positions),
                is_history=row.ticket_id is not None and row.type not in NOT_IN_HISTORY,
            )
            for row in found
        ]

    @override
    async def answers_before(self, at: datetime, limit: int) -> Sequence[tuple[UserId, str]]:
        request = schema.request.c
        query = (
            select(request.user_id, request.key)
            .where(request.created_at < to_us(at))
            .order_by(request.created_at)
            .limit(limit)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [(UserId(user_id), key) for user_id, key in found]

    @override
    async def tokens_ended_before(self, at: datetime, limit: int) -> Sequence[tuple[bytes, str]]:
        token = schema.refresh_token.c
        query = (
            select(token.digest, token.session_id)
            .where(token.expires_at < to_us(at))
            .order_by(token.expires_at)
            .limit(limit)
        )
        found = await self._pool.run(lambda connection: connection.execute(query).all())
        return [(digest, session_id) for digest, session_id in found]


def removal_statements_of(write: RemoveOld) -> Iterator[Statement]:
    """Return how ``write`` is written; each finds its rows by an index."""
    yield Statement("UPDATE history SET removed_through = ?", ((write.through_n,),))
    floors = sorted(write.floors.items())
    yield Statement(
        "UPDATE room SET floor = ? WHERE name = ? AND floor < ?",
        [(seq, room, seq) for room, seq in floors],
    )
    yield Statement("DELETE FROM entry WHERE room = ? AND seq <= ?", floors)
    of_events = [(event_id,) for event_id in write.marked]
    yield Statement("DELETE FROM notification_mark WHERE event_id = ?", of_events)
    yield Statement("DELETE FROM notification_unread WHERE event_id = ?", of_events)
    yield Statement("DELETE FROM event WHERE n = ?", [(n,) for n in write.forgotten])
    yield Statement("DELETE FROM request WHERE user_id = ? AND key = ?", write.answers)
    of_tokens = [(digest,) for digest, _ in write.tokens]
    yield Statement("DELETE FROM refresh_token WHERE digest = ?", of_tokens)
    sessions = sorted({(session_id, session_id) for _, session_id in write.tokens})
    yield Statement(
        "DELETE FROM session WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE session_id = ?)",
        sessions,
    )
