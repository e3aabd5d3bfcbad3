"""What is committed in one process reaches sockets of another, whatever becomes of Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.integration.backend.clients import SocketClient, signed_in
from tests.integration.backend.cluster.processes import Cluster
from tests.servers.redis import Redis

WITHIN_S = 2.0
"""The longest that a lost ring may cost."""


@asynccontextmanager
async def ana_at_b(two: Cluster) -> AsyncIterator[SocketClient]:
    async with signed_in(two.b.url, two.person("ana")) as ana:
        yield ana


async def hear(client: SocketClient, ticket_id: str) -> None:
    """Wait until the client was told that the ticket was created."""
    await client.until(
        lambda: any(
            event["type"] == "ticket:created" and event["ticketId"] == ticket_id
            for event in client.durable()
        ),
        WITHIN_S,
    )


async def test_an_event_of_one_process_reaches_a_socket_of_the_other_at_once(
    two: Cluster,
) -> None:
    loop = asyncio.get_running_loop()
    async with ana_at_b(two) as ana:
        took_s = []
        for _ in range(5):
            began = loop.time()
            ticket = await two.ticket(two.a)
            await hear(ana, ticket["id"])
            took_s.append(loop.time() - began)
        created = [e for e in ana.durable() if e["type"] == "ticket:created"]

    # The regular look comes every second: five in a row that beat it did not come by it.
    assert max(took_s) < 0.6, took_s
    assert [e["pos"][f"team:{two.team}"] for e in created] == sorted(
        e["pos"][f"team:{two.team}"] for e in created
    )
    assert len(created) == 5


def stop(redis: Redis) -> None:
    redis.stop()


def freeze(redis: Redis) -> None:
    redis.freeze()


@pytest.mark.parametrize("harm", [stop, freeze])
async def test_without_redis_events_come_within_two_seconds_and_readiness_says_degraded(
    two: Cluster, redis: Redis, harm: Callable[[Redis], None]
) -> None:
    async with ana_at_b(two) as ana:
        harm(redis)
        ticket = await two.ticket(two.a)
        await hear(ana, ticket["id"])
        await two.wait_until_degraded(degraded=True)
        status, answer = await two.readiness(two.a)
        later = await two.ticket(two.a)
        await hear(ana, later["id"])

        redis.stop()
        redis.start()
        await two.wait_until_degraded(degraded=False)
        after = await two.ticket(two.a)
        await hear(ana, after["id"])
    assert (status, answer["ready"], answer["checks"]["doorbell"]["state"]) == (
        200,
        True,
        "degraded",
    )
    assert len({e["id"] for e in ana.durable()}) == len(ana.durable())


@pytest.mark.parametrize("command", [("FLUSHALL",), ("CLIENT", "KILL", "TYPE", "pubsub")])
async def test_a_flushed_redis_and_a_cut_listener_cost_two_seconds_at_most(
    two: Cluster, redis: Redis, command: tuple[str, ...]
) -> None:
    async with ana_at_b(two) as ana:
        assert redis.ask(*command)[0] in "+:"
        ticket = await two.ticket(two.a)
        await hear(ana, ticket["id"])
        await two.wait_until_degraded(degraded=False)


async def test_a_killed_process_takes_nothing_that_it_answered_with_it(two: Cluster) -> None:
    async with ana_at_b(two) as ana:
        tickets = [await two.ticket(two.a) for _ in range(5)]
        two.a.kill()
        for ticket in tickets:
            await hear(ana, ticket["id"])


async def test_a_process_that_is_asked_to_stop_says_goodbye_and_ends_well(two: Cluster) -> None:
    async with signed_in(two.a.url, two.person("ben")) as ben:
        two.a.process.terminate()
        async with asyncio.timeout(10):
            status = await two.a.process.wait()
        assert "server:draining" in [name for name, _ in ben.received]
    assert status == 0
