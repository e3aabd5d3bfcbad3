"""What happens to the servers of a cluster, by family."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence

import redis

from tests.faults.desk import ANSWER_S
from tests.faults.live_cluster import LiveCluster
from tests.faults.network import Cable, Network
from tests.faults.ordeal import EVERYBODY, Fault
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

_Act = Callable[[LiveCluster], Awaitable[None]]
LAST = 2
"""The process that is struck where one is."""
OVERFLOW_BYTES = 1_000_000
BETWEEN_HITS_S = 0.1


async def _nothing(_cluster: LiveCluster) -> None:
    """Leave it as it is: what was done is over by itself."""


def _redis(act: Callable[[Redis], object]) -> _Act:
    async def done(cluster: LiveCluster) -> None:
        await asyncio.to_thread(act, cluster.redis)

    return done


def _postgres(act: Callable[[Postgres], object]) -> _Act:
    async def done(cluster: LiveCluster) -> None:
        await asyncio.to_thread(act, cluster.postgres)

    return done


def _last(number: signal.Signals) -> _Act:
    async def done(cluster: LiveCluster) -> None:
        process = cluster.servers[LAST].process
        assert process is not None
        process.send_signal(number)

    return done


def _cable(act: Callable[[Network, Cable], None], cable: Cable) -> _Act:
    async def done(cluster: LiveCluster) -> None:
        assert cluster.network is not None
        act(cluster.network, cable)

    return done


def _restart_redis(server: Redis) -> None:
    server.stop()
    server.start()


def _overflow(server: Redis) -> None:
    """Say more at once than may wait for a listener: Redis cuts all of them off."""
    with redis.Redis.from_url(server.url) as client:
        client.config_set("client-output-buffer-limit", "pubsub 65536 0 0")
        for channel in client.pubsub_channels():
            assert client.publish(channel, b"x" * OVERFLOW_BYTES)


def _fill_no_more(server: Redis) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.config_set("client-output-buffer-limit", "pubsub 33554432 8388608 60")


def _restart_postgres(mode: str) -> Callable[[Postgres], None]:
    def done(server: Postgres) -> None:
        server.stop(mode)
        server.start()

    return done


def _end_connections(server: Postgres) -> None:
    ended = server.run_sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE application_name = 'bomizzel'"
    )
    assert int(ended) > 0


async def _end_writers(cluster: LiveCluster) -> None:
    """End connections in the middle of a transaction, until that was done ten times."""
    ended = 0
    while ended < 10:
        ended += int(
            await asyncio.to_thread(
                cluster.postgres.run_sql,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'bomizzel' AND backend_xid IS NOT NULL",
            )
        )
        await asyncio.sleep(BETWEEN_HITS_S)


async def _start_last(cluster: LiveCluster) -> None:
    await cluster.servers[LAST].ended()
    await cluster.servers[LAST].start()


async def _roll(cluster: LiveCluster) -> None:
    """Stop and start one process after the other, as a new version is brought out."""
    for server in cluster.servers:
        assert server.process is not None
        server.process.terminate()
        assert await server.ended() == 0
        await server.start()


def _frozen(lasts_s: float) -> Fault:
    return Fault(
        f"one process of three frozen for {lasts_s:.0f} s",
        _last(signal.SIGSTOP),
        _last(signal.SIGCONT),
        lasts_s,
        cuts_off={LAST},
        silence_s=ANSWER_S + 2.0,
    )


def _postgres_hung(lasts_s: float) -> Fault:
    return Fault(
        f"PostgreSQL hung for {lasts_s:.0f} s",
        _postgres(Postgres.freeze),
        _postgres(Postgres.thaw),
        lasts_s,
        cuts_off=EVERYBODY,
        silence_s=lasts_s + 2.0,
    )


def _cut(cable: Cable, what: str, lasts_s: float, **bounds: float) -> Fault:
    return Fault(
        f"one process of three cut off from {what} for {lasts_s:.0f} s",
        _cable(Network.pull_out, cable),
        _cable(Network.plug_in, cable),
        lasts_s,
        cuts_off=() if cable is Cable.REDIS else {LAST},
        **bounds,
    )


FAMILIES: Mapping[str, Sequence[Fault]] = {
    "redis": (
        Fault("Redis stopped for 3 s", _redis(Redis.stop), _redis(Redis.start), 3.0),
        Fault("Redis restarted", _redis(_restart_redis), _nothing, 0.5),
        Fault("Redis flushed", _redis(lambda server: server.ask("FLUSHALL")), _nothing, 0.5),
        Fault(
            "listeners of Redis cut off",
            _redis(lambda server: server.ask("CLIENT", "KILL", "TYPE", "pubsub")),
            _nothing,
            1.0,
        ),
        Fault("Redis hung for 4 s", _redis(Redis.freeze), _redis(Redis.thaw), 4.0),
        Fault("listeners of Redis overflow", _redis(_overflow), _redis(_fill_no_more), 1.0),
    ),
    "postgres": (
        Fault(
            "PostgreSQL restarted",
            _postgres(_restart_postgres("fast")),
            _nothing,
            0.0,
            cuts_off=EVERYBODY,
            silence_s=5.0,
        ),
        Fault(
            "PostgreSQL crashed",
            _postgres(_restart_postgres("immediate")),
            _nothing,
            0.0,
            cuts_off=EVERYBODY,
            silence_s=5.0,
        ),
        Fault(
            "PostgreSQL stopped for 3 s",
            _postgres(Postgres.stop),
            _postgres(Postgres.start),
            3.0,
            cuts_off=EVERYBODY,
            silence_s=7.0,
        ),
        Fault("connections to PostgreSQL ended", _postgres(_end_connections), _nothing, 0.5),
        Fault("connections ended within transactions", _end_writers, _nothing, 0.5),
        _postgres_hung(5.0),
    ),
    "processes": (
        Fault("one process of three killed", _last(signal.SIGKILL), _start_last, 1.0),
        _frozen(5.0),
        Fault("all processes restarted in turn", _roll, _nothing, 0.0),
    ),
    "network": (
        _cut(Cable.DATABASE, "PostgreSQL", 5.0, silence_s=ANSWER_S + 2.0),
        _cut(Cable.REDIS, "Redis", 5.0),
        _cut(Cable.CLIENTS, "its clients", 5.0, bound_s=10.0, silence_s=ANSWER_S + 2.0),
    ),
}
"""What happens in every run of the tests."""

LONG_FAMILIES: Mapping[str, Sequence[Fault]] = {
    "postgres": (_postgres_hung(10.0),),
    "processes": (_frozen(30.0),),
    "network": (_cut(Cable.DATABASE, "PostgreSQL", 20.0, silence_s=ANSWER_S + 2.0),),
}
"""What takes longer, for ``make soak``."""
