"""Which events became visible since a moment, exactly, with any number of writers.

A number that grows is given before it is committed, so on PostgreSQL "everything above the newest
that I saw" misses whoever commits late. The log keeps the transaction of each event, and the
server itself says which transactions a snapshot did not see.

After a crash the server gives the numbers of transactions that left nothing behind once more,
also those that a snapshot saw end. So an event counts as new, too, when its place is above all
places that were committed then; a place that was committed is never given again.

Source:
    ADR-0014, ADR-0031. PostgreSQL manual, 9.27 "Transaction ID and Snapshot Information
    Functions".
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from typing_extensions import override

from backend.services.ports import CommitMark
from backend.storage.streams import CommitLog

KEPT_S = 900.0
"""For how long the log remembers, at least; a mark may be ``OLDEST_MARK_S`` old."""
OLDEST_MARK_S = 600.0

_NEWEST = text(
    "SELECT pg_current_snapshot()::text || '@' || extract(epoch FROM statement_timestamp())::text"
    " || '@' || coalesce(max(n), 0)::text FROM commit_log"
)
_AGE = text("SELECT extract(epoch FROM statement_timestamp())::float8 - CAST(:at AS float8)")
_SINCE = text(
    "SELECT n FROM commit_log"
    " WHERE xid >= pg_snapshot_xmin(CAST(CAST(:snapshot AS text) AS pg_snapshot))"
    " AND NOT pg_visible_in_snapshot(xid, CAST(CAST(:snapshot AS text) AS pg_snapshot))"
    " OR n > :newest"
    " ORDER BY n LIMIT :limit"
)

OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
FORGET = "DELETE FROM commit_log WHERE xid < $1::text::xid8"
FORGET_OTHER_CLUSTER = (
    "DELETE FROM commit_log WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())"
)
"""What this transaction sees was committed before it, so these numbers are of another server:
the database was restored from a backup, and the new server would not show them for a long time."""


class PostgresCommitLog(CommitLog):
    """The log table, asked with snapshots of the server."""

    @override
    def newest(self, connection: Connection) -> CommitMark:
        return CommitMark(connection.execute(_NEWEST).scalar_one())

    @override
    def since(self, connection: Connection, mark: CommitMark, limit: int) -> Sequence[int] | None:
        snapshot, at, newest = mark.split("@")
        if connection.execute(_AGE, {"at": float(at)}).scalar_one() > OLDEST_MARK_S:
            return None
        found = connection.execute(
            _SINCE, {"snapshot": snapshot, "newest": int(newest), "limit": limit}
        )
        return found.scalars().all()
