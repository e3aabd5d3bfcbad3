"""A database that is open, whichever it is."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import text

from backend.services.ports import Readers
from backend.storage.gateway import BatchingGateway
from backend.storage.metrics import SqlMetricsReader
from backend.storage.notifications import SqlNotificationReader
from backend.storage.people import SqlPeopleReader
from backend.storage.reading import ReadPool
from backend.storage.recent import RecentPeople
from backend.storage.retention import SqlOldReader
from backend.storage.sessions import SqlRequestReader, SqlSessionReader
from backend.storage.streams import CommitLog, SqlStreamReader
from backend.storage.tickets import SqlTicketReader
from backend.storage.webhooks import SqlWebhookReader


@dataclass(frozen=True, slots=True)
class Storage:
    """An open database."""

    gateway: BatchingGateway
    readers: Readers
    pool: ReadPool

    async def ping(self) -> None:
        """Ask the database something.

        Raises:
            InfrastructureError: It does not answer.
        """
        await self.pool.run(lambda connection: connection.scalar(text("SELECT 1")))


def recent_people(pool: ReadPool) -> RecentPeople:
    """Return people as they were a moment ago, read through ``pool``."""
    return RecentPeople(SqlPeopleReader(pool), monotonic=time.monotonic)


def readers_on(
    pool: ReadPool,
    people: RecentPeople,
    commit_log: CommitLog,
    next_number: Callable[[], Awaitable[int]],
) -> Readers:
    """Return all readers of one database.

    Args:
        pool: Runs their queries.
        people: Told to forget by the gateway.
        commit_log: How this database orders commits.
        next_number: Gives a ticket number that nobody was given before.
    """
    return Readers(
        tickets=SqlTicketReader(pool, next_number),
        people=people,
        streams=SqlStreamReader(pool, commit_log),
        sessions=SqlSessionReader(pool),
        notifications=SqlNotificationReader(pool),
        metrics=SqlMetricsReader(pool),
        requests=SqlRequestReader(pool),
        webhooks=SqlWebhookReader(pool),
        old=SqlOldReader(pool),
        forget_people=people.forget,
    )
