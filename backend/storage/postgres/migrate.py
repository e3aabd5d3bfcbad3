"""Brings a PostgreSQL database to the schema of this version, while others may use it."""

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.storage.migrate import upgrade
from backend.storage.postgres.commit_log import FORGET_OTHER_CLUSTER
from backend.storage.postgres.connections import (
    FAILURES,
    LOCK_TIMEOUT_S,
    in_words,
    writing_engine,
)
from common.ids import Epoch

MIGRATION_TIMEOUT_S = 600.0
_LOCK = 0x626F6D697A7A656C
"""Whoever holds this advisory lock migrates: the eight letters of the product's name."""


async def migrate(dsn: str, *, new_epoch: Epoch) -> None:
    """Bring the database ``dsn`` to the newest schema, one process after the other.

    A migration that cannot have a table within ``LOCK_TIMEOUT_S`` gives up, so that nobody who
    uses the table waits behind it for longer.

    Args:
        dsn: The database exists.
        new_epoch: Names the history, if this call begins it.

    Raises:
        InfrastructureError: It cannot be reached or changed.
    """
    engine = writing_engine(dsn)
    try:
        async with asyncio.timeout(MIGRATION_TIMEOUT_S), engine.begin() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = 0"))
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S:g}s'"))
            await connection.run_sync(lambda sync: upgrade(sync, new_epoch=new_epoch))
            await connection.execute(text(FORGET_OTHER_CLUSTER))
    except (SQLAlchemyError, *FAILURES) as exc:
        raise in_words(exc) from exc
    finally:
        await engine.dispose()
