"""The database itself counts whose right to be here changed, whoever writes."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import asyncpg

from backend.services.changes import Change, PatchPerson
from backend.storage.opened import Storage
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite import storage as sqlite_storage
from tests.fakes.desk import ANA, BEN, POPULATION

DISABLE_BY_HAND = f"UPDATE person SET disabled = true WHERE id = '{ANA.id}'"  # noqa: S608 - ours


async def changes_in(storage: Storage) -> int:
    streams = storage.readers.streams
    return (await streams.committed_since(await streams.newest_mark(), 1)).identity_changes


async def test_what_somebody_changes_by_hand_counts_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with sqlite_storage.open_storage(
        path, on_commit=lambda _: None, new_id=lambda: "epoch"
    ) as storage:
        await storage.gateway.commit(POPULATION)
        before = await changes_in(storage)

        with sqlite3.connect(path) as by_hand:
            by_hand.execute(DISABLE_BY_HAND)
        by_hand.close()

        assert await changes_in(storage) == before + 1


async def test_a_change_on_postgres_counts_with_its_commit_and_holds_up_nobody_before(
    migrated_postgres: Callable[[], str],
) -> None:
    url = migrated_postgres()
    async with postgres_storage.open_storage(
        url, on_commit=lambda _: None, new_id=lambda: "epoch"
    ) as storage:
        await storage.gateway.commit(POPULATION)
        before = await changes_in(storage)
        slow = await asyncpg.connect(url)
        try:
            async with slow.transaction():
                await slow.execute(DISABLE_BY_HAND)
                async with asyncio.timeout(5):
                    disable = PatchPerson(BEN.id, disabled=True)
                    await storage.gateway.commit(Change(writes=(disable,)))
                assert await changes_in(storage) == before + 1
        finally:
            await slow.close()

        assert await changes_in(storage) == before + 2
