"""How readers of PostgreSQL come to their end."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from backend.storage.postgres.reading import PostgresReadPool


@pytest.fixture
def url(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


async def test_a_read_that_is_under_way_is_finished_before_the_connections_are_closed(
    url: str,
) -> None:
    pool = PostgresReadPool(url)
    has_begun = asyncio.Event()

    def slow(connection: Connection) -> int:
        has_begun.set()
        return int(connection.scalar(text("SELECT 7 FROM pg_sleep(0.2)")) or 0)

    reading = asyncio.create_task(pool.run(slow))
    await has_begun.wait()

    await pool.close()

    assert reading.done()
    assert await reading == 7
