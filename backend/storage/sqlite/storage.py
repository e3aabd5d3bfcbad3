"""The embedded database, opened: migrated, with its one writer and its readers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from backend.services.ports import NewId
from backend.storage import schema
from backend.storage.gateway import OnCommit
from backend.storage.opened import Storage, readers_on, recent_people
from backend.storage.sqlite.commit_log import SqliteCommitLog
from backend.storage.sqlite.gateway import SqliteWriteGateway
from backend.storage.sqlite.migrate import migrate
from backend.storage.sqlite.reading import SqliteReadPool
from common.ids import Epoch


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
    people = recent_people(pool)
    gateway = SqliteWriteGateway(
        path,
        on_commit=on_commit,
        on_people_changed=people.forget,
        loop=asyncio.get_running_loop(),
    )
    try:
        numbers = count(await _last_number(pool) + 1)

        async def next_number() -> int:
            return next(numbers)

        yield Storage(gateway, readers_on(pool, people, SqliteCommitLog(), next_number), pool)
    finally:
        try:
            await gateway.close()
        finally:
            pool.close()


async def _last_number(pool: SqliteReadPool) -> int:
    """Return the highest ticket number that is in use; 0 without tickets."""
    query = select(func.coalesce(func.max(schema.ticket.c.number), 0))
    return await pool.run(lambda connection: connection.execute(query).scalar_one())
