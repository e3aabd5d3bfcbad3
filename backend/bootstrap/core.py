"""The services on their database, which the server and the command line have in common."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from prometheus_client import CollectorRegistry

from backend.bootstrap.ids import new_secret
from backend.bootstrap.tuning import Tuning
from backend.broker.counters import RedisCounters, counting_client
from backend.broker.peers import RedisPeers
from backend.config.settings import Settings
from backend.config.signing import signing_secret
from backend.config.values import PostgresDatabase
from backend.realtime.doorbell import Doorbell
from backend.security.passwords import Argon2Hasher
from backend.services.changes import Published
from backend.services.counters import LocalCounters
from backend.services.desk import Services, build_services
from backend.services.peers import ProcessId
from backend.services.ports import Counters, NewId, PasswordHasher
from backend.services.tokens import TokenKeys
from backend.services.webhooks.desk import Outbound
from backend.storage.gateway import OnCommit
from backend.storage.opened import Storage
from backend.storage.postgres import storage as postgres_storage
from backend.storage.sqlite import storage as sqlite_storage
from backend.webhooks.transport import open_transport


@dataclass(frozen=True, slots=True)
class Core:
    """The services on their database, without any edge.

    Attributes:
        registry: All figures for Prometheus.
        redis: The way to the other processes, which must run; None for one process alone.
    """

    services: Services
    storage: Storage
    hasher: PasswordHasher
    registry: CollectorRegistry
    redis: RedisPeers | None


@asynccontextmanager
async def open_core(settings: Settings, doorbell: Doorbell, tuning: Tuning) -> AsyncIterator[Core]:
    """Open the database and build the services on it; on leaving, everything is written."""
    keys = _token_keys(settings)
    hasher = Argon2Hasher()

    def ring(published: Sequence[Published]) -> None:
        at = tuning.now()
        doorbell.ring([replace(one, committed_at=at) for one in published])

    try:
        async with AsyncExitStack() as stack:
            storage = await stack.enter_async_context(_open_storage(settings, ring, tuning.new_id))
            registry = CollectorRegistry()
            redis: RedisPeers | None = None
            counters: Counters = LocalCounters(tuning.now)
            if settings.redis_url is not None:
                url = settings.redis_url.reveal()
                # Two installations that share a Redis must not hear each other.
                name = f"bomizzel:{await storage.readers.streams.epoch()}"
                redis = RedisPeers(
                    url,
                    process=ProcessId(tuning.new_id()),
                    channel=f"{name}:news",
                    registry=registry,
                    monotonic=tuning.monotonic,
                )
                client = await stack.enter_async_context(counting_client(url))
                counters = RedisCounters(client, counters, prefix=name, peers=redis)
            transport = await stack.enter_async_context(
                open_transport(loopback=tuning.local_webhooks)
            )
            services = build_services(
                gateway=storage.gateway,
                readers=storage.readers,
                hasher=hasher,
                arrivals=doorbell,
                keys=keys,
                now=tuning.now,
                new_id=tuning.new_id,
                new_secret=new_secret,
                counters=counters,
                outbound=Outbound(transport, tuning.spread, insecure_urls=tuning.local_webhooks),
                ticket_url=_ticket_url(settings),
                keep_for=timedelta(days=settings.retention_days),
            )
            yield Core(services, storage, hasher, registry, redis)
    finally:
        hasher.close()


def _open_storage(
    settings: Settings, on_commit: OnCommit, new_id: NewId
) -> AbstractAsyncContextManager[Storage]:
    database = settings.database
    if isinstance(database, PostgresDatabase):
        return postgres_storage.open_storage(
            database.url.reveal(), on_commit=on_commit, new_id=new_id
        )
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return sqlite_storage.open_storage(database, on_commit=on_commit, new_id=new_id)


def _token_keys(settings: Settings) -> TokenKeys:
    previous = settings.jwt_previous_secret
    return TokenKeys(
        current=signing_secret(settings).reveal().encode(),
        previous=None if previous is None else previous.reveal().encode(),
    )


def _ticket_url(settings: Settings) -> str:
    return f"{settings.origins[0]}/tickets/{{id}}" if settings.origins else ""
