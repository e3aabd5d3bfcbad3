"""The embedded database, opened: migrated, with its one writer and its readers."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from typing_extensions import override

from backend.services.ports import CommitMark, NewId, Readers
from backend.storage import schema
from backend.storage.gateway import OnCommit
from backend.storage.metrics import SqlMetricsReader
from backend.storage.notifications import SqlNotificationReader
from backend.storage.people import SqlPeopleReader
from backend.storage.recent import RecentPeople
from backend.storage.sessions import SqlRequestReader, SqlSessionReader
from backend.storage.sqlite.gateway import SqliteWriteGateway
from backend.storage.sqlite.migrate import migrate
from backend.storage.sqlite.reading import SqliteReadPool
from backend.storage.streams import CommitLog, SqlStreamReader
from backend.storage.tickets import SqlTicketReader, last_number
from common.ids import Epoch


@dataclass(frozen=True, slots=True)
class Storage:
    """An open database."""

    gateway: SqliteWriteGateway
    readers: Readers
    pool: SqliteReadPool

    async def ping(self) -> None:
        """Ask the database something.

        Raises:
            InfrastructureError: It does not answer.
        """
        await self.pool.run(lambda connection: connection.scalar(text("SELECT 1")))


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


@asynccontextmanager
async def open_storage(
    path: Path, *, on_commit: OnCommit, new_id: NewId
) -> AsyncIterator[Storage]:
    """Open the SQLite file ``path``, or make it, and bring it to the newest schema.

    On leaving, what waits to be written is written.

    Args:
        path: The file; its folder exists.
        on_commit: Called on the running loop after each batch, with its events in order.
        new_id: Names the history of a new database.
    """
    await asyncio.to_thread(migrate, path, new_epoch=Epoch(new_id()))
    pool = SqliteReadPool(path)
    people = RecentPeople(SqlPeopleReader(pool), monotonic=time.monotonic)
    gateway = SqliteWriteGateway(
        path,
        on_commit=on_commit,
        on_people_changed=people.forget,
        loop=asyncio.get_running_loop(),
    )
    try:
        readers = Readers(
            tickets=SqlTicketReader(pool, last_number=await last_number(pool)),
            people=people,
            streams=SqlStreamReader(pool, SqliteCommitLog()),
            sessions=SqlSessionReader(pool),
            notifications=SqlNotificationReader(pool),
            metrics=SqlMetricsReader(pool),
            requests=SqlRequestReader(pool),
        )
        yield Storage(gateway, readers, pool)
    finally:
        try:
            await gateway.close()
        finally:
            pool.close()
