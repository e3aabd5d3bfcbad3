"""Real servers for whichever test names them, started once a run and on demand."""

from collections.abc import Iterator

import pytest

from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import Redis, running_redis


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL that all tests share; each makes its own database."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of this test alone, which may stop and freeze it."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server
