from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.backend.cluster.processes import Cluster, cluster
from tests.servers.redis import Redis


@pytest.fixture
async def two(tmp_path: Path, redis: Redis) -> AsyncIterator[Cluster]:
    """Two processes that hear each other."""
    async with cluster(tmp_path, redis.url) as running:
        yield running
