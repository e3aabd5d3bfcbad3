"""Real servers for whichever test names them, started once a run and on demand."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.storage.postgres.migrate import migrate
from common.ids import Epoch
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import Redis, running_redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that all tests share; each makes its own database."""
    # Not among pytest's folders, which every run closes to the server's user again.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        Path(folder).chmod(0o755)
        with running_postgres(Path(folder)) as server:
            yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Callable[[], str]:
    """Make databases with the newest schema, and return the URL of each.

    The first is migrated; the others are copies of it, which is four times as fast.
    """
    template = postgres.new_database()
    # Whoever asks first may have a loop running already, and a thread may have one of its own.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate(template, new_epoch=Epoch("epoch-1"))).result()
    return lambda: postgres.new_database(template.rpartition("/")[2])


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of this test alone, which may stop and freeze it."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server
