"""In which order changes became visible on SQLite."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select
from typing_extensions import override

from backend.services.ports import CommitMark
from backend.storage import schema
from backend.storage.streams import CommitLog


class SqliteCommitLog(CommitLog):
    """One writer numbers events within its transaction, so their order is that of the commits."""

    @override
    def newest(self, connection: Connection) -> CommitMark:
        query = select(func.coalesce(func.max(schema.event.c.n), 0))
        return CommitMark(str(connection.scalar(query)))

    @override
    def since(self, connection: Connection, mark: CommitMark, limit: int) -> Sequence[int]:
        n = schema.event.c.n
        query = select(n).where(n > int(mark)).order_by(n).limit(limit)
        return connection.scalars(query).all()
