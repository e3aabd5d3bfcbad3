"""Where a stress run takes place: people in a new database, and the processes before it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backend.bootstrap import Backend, Tuning, open_backend
from backend.domain.people import Person as StoredPerson
from backend.services.changes import Change, PutPerson
from common.ids import UserId
from common.vocabulary import Role
from tests.integration.backend import server as small_desk
from tests.integration.backend.server import Person
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.stress.process import Process

CREW = 160
"""People who can be hired for scenarios."""
PROCESSES_OF_A_CLUSTER = 3
LONGEST_RUN_S = 600
"""Their tokens hold for 15 minutes."""

_SECRET = "x" * 32


@dataclass
class Site:
    """Running processes of one installation, and people who are signed in.

    Attributes:
        redis: Between the processes; None when there is only one.
        environ: Settings of one more process of this installation.
        root: An administrator.
        crew: Staff, each of whom is hired once.
    """

    folder: Path
    environ: Mapping[str, str]
    processes: list[Process]
    redis: Redis | None
    root: Person
    crew: Iterator[Person]
    _spare: int = field(default=0)

    def one_more(self) -> Process:
        """Return one more process, which is not started."""
        self._spare += 1
        return Process(self.environ, self.folder / f"spare-{self._spare}.log")


@asynccontextmanager
async def single_site(folder: Path, crew: int = CREW) -> AsyncIterator[Site]:
    """Run one process that keeps its news in memory and its data in SQLite."""
    database = f"sqlite:///{folder / 'bomizzel.db'}"
    async with _running(folder, {"BOMIZZEL_DATABASE_URL": database}, 1, None, crew) as site:
        yield site


@asynccontextmanager
async def cluster_site(folder: Path, postgres: Postgres, redis: Redis) -> AsyncIterator[Site]:
    """Run three processes on PostgreSQL that hear each other through Redis."""
    environ = {
        "BOMIZZEL_DATABASE_URL": postgres.new_database(),
        "BOMIZZEL_REDIS_URL": redis.url,
    }
    async with _running(folder, environ, PROCESSES_OF_A_CLUSTER, redis, CREW) as site:
        yield site


@asynccontextmanager
async def _running(
    folder: Path, environ: Mapping[str, str], processes: int, redis: Redis | None, crew: int
) -> AsyncIterator[Site]:
    environ = {"BOMIZZEL_JWT_SECRET": _SECRET, **environ}
    settings = small_desk.settings_in(folder, **environ)
    async with open_backend(settings, Tuning()) as backend:
        root = await _sign_up(backend, "root", Role.ADMIN)
        staff = [await _sign_up(backend, f"crew-{n}", Role.TEAM_LEAD) for n in range(crew)]
    async with AsyncExitStack() as stack:
        running = [Process(environ, folder / f"process-{n}.log") for n in range(processes)]
        for process in running:
            stack.push_async_callback(process.close)
        await asyncio.gather(*(process.start() for process in running))
        yield Site(folder, environ, running, redis, root, iter(staff))


async def _sign_up(backend: Backend, name: str, role: Role) -> Person:
    """Store somebody with the tests' cheap password and sign them in."""
    email = f"{name}@example.org"
    stored = StoredPerson(UserId(name), email, name.title(), role, small_desk.DIGEST)
    await backend.storage.gateway.commit(Change(writes=(PutPerson(stored),)))
    tokens = await backend.services.sessions.login(email, small_desk.PASSWORD, None)
    return Person(stored.id, email, role, tokens.access_token, tokens.refresh_token)
