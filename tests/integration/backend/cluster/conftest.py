from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.backend.cluster.processes import Cluster, cluster
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis


@pytest.fixture
async def two(tmp_path: Path, postgres: Postgres, redis: Redis) -> AsyncIterator[Cluster]:
    """Two processes on one PostgreSQL that hear each other."""
    async with cluster(tmp_path, postgres.new_database(), redis.url) as running:
        yield running
