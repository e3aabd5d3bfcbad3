"""Every storage, one after the other: what holds for the fake must hold for the real one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from backend.services.changes import Published
from backend.services.ports import Readers, WriteGateway
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite import storage as sqlite_storage
from tests.fakes.desk import POPULATION, Desk, build_desk
from tests.fakes.readers import memory_readers
from tests.fakes.tables import MemoryGateway, Tables


@dataclass
class Store:
    """A storage that holds ``POPULATION``, and what it announced."""

    gateway: WriteGateway
    readers: Readers
    announced: list[Published]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    announced: list[Published] = []
    if request.param == "memory":
        tables = Tables()
        gateway = MemoryGateway(tables, on_commit=announced.extend)
        await gateway.commit(POPULATION)
        yield Store(gateway, memory_readers(tables), announced)
        return
    numbers = count(1)
    opened = (
        sqlite_storage.open_storage(
            tmp_path / "desk.db",
            on_commit=announced.extend,
            new_id=lambda: f"epoch-{next(numbers)}",
        )
        if request.param == "sqlite"
        else postgres_storage.open_storage(
            request.getfixturevalue("migrated_postgres")(),
            on_commit=announced.extend,
            new_id=lambda: f"epoch-{next(numbers)}",
        )
    )
    async with opened as storage:
        await storage.gateway.commit(POPULATION)
        yield Store(storage.gateway, storage.readers, announced)


@pytest.fixture
def desk(store: Store) -> Desk:
    return build_desk(store.gateway, store.readers)
