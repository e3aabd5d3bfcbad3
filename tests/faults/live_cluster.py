"""Three server processes on a PostgreSQL and a Redis of their own, and where people reach them."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from tests.faults.desk import Desk, KilledServer, new_desk
from tests.faults.network import Network
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import Redis, running_redis

PROCESSES = 3
RECOVERED_S = 20.0
PAUSE_S = 0.05


@dataclass
class LiveCluster:
    """A running cluster, for one event loop after the other.

    Attributes:
        servers: The last one is behind ``network``, if there is one.
        network: What the last server reaches the others through; None where nobody cuts it.
    """

    desk: Desk
    servers: Sequence[KilledServer]
    postgres: Postgres
    redis: Redis
    network: Network | None = None
    _turns: "count[int]" = field(default_factory=count)

    @property
    def url(self) -> str:
        """Another process each time, as a proxy in front of them would choose."""
        return self.servers[next(self._turns) % len(self.servers)].url

    def urls_from(self, place: int) -> Sequence[str]:
        """Return all addresses, beginning with that of one process."""
        urls = [server.url for server in self.servers]
        return urls[place:] + urls[:place]

    def new_name(self) -> str:
        """Return a name that no other load of this cluster has."""
        return f"load {next(self._turns)}"

    async def until_well(self, http: aiohttp.ClientSession) -> None:
        """Wait until every process runs, writes, and hears the others."""
        async with asyncio.timeout(RECOVERED_S):
            for server in self.servers:
                # Nobody tells: it has to be asked.
                while not await _is_well(http, server):  # noqa: ASYNC110
                    await asyncio.sleep(PAUSE_S)

    async def start(self) -> None:
        """Start all processes at once."""
        async with asyncio.TaskGroup() as tasks:
            for server in self.servers:
                tasks.create_task(server.start())

    async def close(self) -> None:
        for server in self.servers:
            await server.close()


async def _is_well(http: aiohttp.ClientSession, server: KilledServer) -> bool:
    try:
        async with http.get(f"{server.url}/readyz") as answer:
            health: Any = await answer.json()
    except (aiohttp.ClientError, TimeoutError):
        return False
    return health["ready"] is True and health["checks"]["doorbell"]["state"] == "ok"


@asynccontextmanager
async def live_cluster(network: Network | None = None) -> AsyncIterator[LiveCluster]:
    """Run a cluster until the block ends; with ``network`` its last process is beyond it."""
    addresses = () if network is None else (network.database, network.redis)
    async with AsyncExitStack() as stack:
        # Not among pytest's folders, which every run closes to the server's user again.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cluster-")))
        postgres = stack.enter_context(
            running_postgres(folder / "postgres", addresses=addresses[:1])
        )
        redis = stack.enter_context(running_redis(folder, addresses=addresses[1:]))
        desk = await new_desk(folder, BOMIZZEL_DATABASE_URL=postgres.new_database())
        near = {"BOMIZZEL_REDIS_URL": redis.url}
        servers = [KilledServer(desk, environ=near) for _ in range(PROCESSES)]
        if network is not None:
            servers[-1] = KilledServer(
                desk,
                host=network.clients,
                before=network.inside,
                environ=_beyond(network, desk, redis),
            )
        cluster = LiveCluster(desk, servers, postgres, redis, network)
        stack.push_async_callback(cluster.close)
        await cluster.start()
        yield cluster


def _beyond(network: Network, desk: Desk, redis: Redis) -> Mapping[str, str]:
    database = desk.environ["BOMIZZEL_DATABASE_URL"]
    return {
        "BOMIZZEL_DATABASE_URL": database.replace("127.0.0.1", network.database),
        "BOMIZZEL_REDIS_URL": redis.url.replace("127.0.0.1", network.redis),
    }
