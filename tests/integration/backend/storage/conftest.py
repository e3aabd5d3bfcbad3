"""A migrated file with people in it, and a gateway that tests may hold up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.storage.opened import Storage
from backend.storage.sqlite.gateway import SqliteWriteGateway
from backend.storage.sqlite.storage import open_storage
from tests.fakes.desk import POPULATION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "epoch-1") as opened:
        await opened.gateway.commit(POPULATION)
        yield opened


@pytest.fixture
def gateway(storage: Storage) -> SqliteWriteGateway:
    assert isinstance(storage.gateway, SqliteWriteGateway)
    return storage.gateway
