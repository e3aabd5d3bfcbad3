"""In which order changes became visible on SQLite."""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from typing_extensions import override

from backend.services.ports import CommitMark
from backend.storage.streams import CommitLog

# Asked every second, whatever happens: as text, which costs less to prepare than what is built.
_NEWEST = text("SELECT coalesce(max(n), 0) FROM event")
_SINCE = text("SELECT n FROM event WHERE n > :mark ORDER BY n LIMIT :limit")


class SqliteCommitLog(CommitLog):
    """One writer numbers events within its transaction, so their order is that of the commits."""

    @override
    def newest(self, connection: Connection) -> CommitMark:
        return CommitMark(str(connection.execute(_NEWEST).scalar_one()))

    @override
    def since(self, connection: Connection, mark: CommitMark, limit: int) -> Sequence[int]:
        found = connection.execute(_SINCE, {"mark": int(mark), "limit": limit})
        return found.scalars().all()
