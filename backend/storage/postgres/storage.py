"""A PostgreSQL database, opened: migrated, with its one writer and its readers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.services.ports import NewId
from backend.storage.gateway import OnCommit
from backend.storage.opened import Storage, readers_on, recent_people
from backend.storage.postgres.commit_log import PostgresCommitLog
from backend.storage.postgres.gateway import PostgresWriteGateway
from backend.storage.postgres.migrate import migrate
from backend.storage.postgres.reading import PostgresReadPool
from common.ids import Epoch


@asynccontextmanager
async def open_storage(dsn: str, *, on_commit: OnCommit, new_id: NewId) -> AsyncIterator[Storage]:
    """Open the PostgreSQL database ``dsn`` and bring it to the newest schema.

    On leaving, what waits to be written is written.

    Args:
        dsn: ``postgresql://user:password@host:port/database``.
        on_commit: Called on the running loop after each batch, with its events in order.
        new_id: Names the history of a new database.

    Raises:
        InfrastructureError: The database cannot be used.
    """
    await migrate(dsn, new_epoch=Epoch(new_id()))
    pool = PostgresReadPool(dsn)
    people = recent_people(pool)
    gateway = PostgresWriteGateway(
        dsn,
        on_commit=on_commit,
        on_people_changed=people.forget,
        loop=asyncio.get_running_loop(),
    )
    try:
        readers = readers_on(pool, people, PostgresCommitLog(), pool.next_ticket_number)
        yield Storage(gateway, readers, pool)
    finally:
        try:
            await gateway.close()
        finally:
            await pool.close()
