"""Live figures of queues at the sockets of two processes."""

import asyncio
from typing import Any

from tests.integration.backend.clients import SocketClient, signed_in
from tests.integration.backend.cluster.processes import Cluster

WITHIN_S = 2.0


def told(client: SocketClient) -> list[dict[str, Any]]:
    return client.named("queue:metrics_updated")


def versions(client: SocketClient) -> list[int]:
    return [figures["version"] for figures in told(client)]


async def until_told(client: SocketClient, version: int) -> None:
    await client.until(lambda: version in versions(client), WITHIN_S)


async def test_listeners_of_both_processes_have_the_last_figures_within_two_seconds(
    two: Cluster,
) -> None:
    path = f"/api/v1/queues/{two.queue}/metrics"
    async with (
        signed_in(two.a.url, two.person("ana")) as ana,
        signed_in(two.b.url, two.person("ben")) as ben,
    ):
        for client in (ana, ben):
            assert (await client.ask("join_queue", two.queue))["ok"]
        await asyncio.gather(*(two.ticket(at) for at in (two.a, two.b) * 10))
        last = await two.call(two.a, "ana", "GET", path)

        for client in (ana, ben):
            await until_told(client, last["version"])

            assert versions(client) == sorted(versions(client))
            assert told(client)[-1]["total"] == last["total"] == 20
