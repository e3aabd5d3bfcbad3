"""Where a stress run takes place: people in a new database, and the processes before it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from backend.bootstrap.server import Backend, open_backend
from backend.bootstrap.tuning import Tuning
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
SLOWER_IN_A_CLUSTER = 4.0
LONGEST_RUN_S = 600
"""Their tokens hold for 15 minutes."""

SECRET = "x" * 32
ENVIRON = {"BOMIZZEL_JWT_SECRET": SECRET}


@dataclass
class Site:
    """Running processes of one installation, and people who are signed in.

    Attributes:
        redis: Between the processes; None when there is only one.
        environ: Settings of one more process of this installation.
        root: An administrator.
        crew: Staff, each of whom is hired once.
        seeding: Whose turn it is to make another installation beside this one.
    """

    folder: Path
    environ: Mapping[str, str]
    processes: list[Process]
    redis: Redis | None
    root: Person
    crew: Iterator[Person]
    seeding: asyncio.Lock = field(default_factory=asyncio.Lock)
    _spare: int = field(default=0)

    @property
    def pace(self) -> float:
        """By how much longer turns may take where several processes share the machine."""
        return 1.0 if self.redis is None else SLOWER_IN_A_CLUSTER

    def one_more(self) -> Process:
        """Return one more process, which is not started."""
        self._spare += 1
        return Process(self.environ, self.folder / f"spare-{self._spare}.log")


@asynccontextmanager
async def single_site(
    folder: Path, crew: int = CREW, seeding: asyncio.Lock | None = None
) -> AsyncIterator[Site]:
    """Run one process that keeps its news in memory and its data in SQLite."""
    environ = {**ENVIRON, "BOMIZZEL_DATABASE_URL": f"sqlite:///{folder / 'bomizzel.db'}"}
    # The library that migrates databases works on one at a time in a process.
    async with seeding or nullcontext():
        root, staff = await _seed(folder, environ, crew)
    async with _running(folder, environ, 1) as processes:
        yield Site(folder, environ, processes, None, root, iter(staff))


@asynccontextmanager
async def cluster_site(folder: Path, postgres: Postgres, redis: Redis) -> AsyncIterator[Site]:
    """Run three processes on PostgreSQL that hear each other through Redis."""
    environ = {
        **ENVIRON,
        "BOMIZZEL_DATABASE_URL": postgres.new_database(),
        "BOMIZZEL_REDIS_URL": redis.url,
    }
    root, staff = await _seed(folder, environ, CREW)
    async with _running(folder, environ, PROCESSES_OF_A_CLUSTER) as processes:
        yield Site(folder, environ, processes, redis, root, iter(staff))


async def _seed(
    folder: Path, environ: Mapping[str, str], crew: int
) -> tuple[Person, Sequence[Person]]:
    """Make the database, and return an administrator and so many others, all signed in."""
    settings = small_desk.settings_in(folder, **environ)
    async with open_backend(settings, Tuning()) as backend:
        root = await _sign_up(backend, "root", Role.ADMIN)
        return root, [await _sign_up(backend, f"crew-{n}", Role.TEAM_LEAD) for n in range(crew)]


@asynccontextmanager
async def _running(
    folder: Path, environ: Mapping[str, str], count: int
) -> AsyncIterator[list[Process]]:
    processes = [Process(environ, folder / f"process-{n}.log") for n in range(count)]
    try:
        await asyncio.gather(*(process.start() for process in processes))
        yield processes
    finally:
        await asyncio.gather(*(process.close() for process in processes))


async def _sign_up(backend: Backend, name: str, role: Role) -> Person:
    """Store somebody with the tests' cheap password and sign them in."""
    email = f"{name}@example.org"
    stored = StoredPerson(UserId(name), email, name.title(), role, small_desk.DIGEST)
    await backend.storage.gateway.commit(Change(writes=(PutPerson(stored),)))
    tokens = await backend.services.sessions.login(email, small_desk.PASSWORD, None)
    return Person(stored.id, email, role, tokens.access_token, tokens.refresh_token)
