"""A real server on a free loopback port with a real database, and a small help desk in it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import argon2
from aiohttp import web

from backend.api.app import build_runner
from backend.api.sources import SOURCES
from backend.bootstrap.server import Backend, open_backend
from backend.bootstrap.tuning import Tuning
from backend.config.settings import Settings
from backend.domain.people import Person as StoredPerson
from backend.services.actor import Actor
from backend.services.administration import SYSTEM
from backend.services.changes import Change, PutPerson
from common import rest
from common.ids import QueueId, TeamId, TicketId, UserId
from common.vocabulary import Role
from tests.contract.witness import Witness, witnessed

PASSWORD = "correct horse battery"
ORIGIN = "https://desk.example.org"
DIGEST = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A cheap digest, made once: the tests are not about passwords."""
LIVELY = Tuning(look_every_s=0.2, webhooks_look_every_s=0.2, spread=lambda: 1.0)
"""As in production, but the regular looks come several times as often."""


@dataclass(frozen=True)
class Person:
    """Somebody of the small help desk, signed in."""

    id: UserId
    email: str
    role: Role
    token: str
    refresh_token: str

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.role)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Server:
    """A running server.

    Ana leads the team and watches the queue, Ben belongs to the team, Cleo is of another team,
    Dora is a customer, Root an administrator.
    """

    url: str
    backend: Backend
    http: aiohttp.ClientSession
    team: TeamId
    other_team: TeamId
    queue: QueueId
    other_queue: QueueId
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def ana(self) -> Person:
        return self.people["ana"]

    @property
    def ben(self) -> Person:
        return self.people["ben"]

    @property
    def cleo(self) -> Person:
        return self.people["cleo"]

    @property
    def dora(self) -> Person:
        return self.people["dora"]

    @property
    def root(self) -> Person:
        return self.people["root"]

    async def ticket(self, *, title: str = "Printer jams", **fields: Any) -> rest.Ticket:
        """File a ticket as Dora."""
        wanted = rest.NewTicket(title=title, queue_id=self.queue, **fields)
        return await self.backend.services.tickets.create(self.dora.actor, wanted)

    async def assign(self, ticket_id: TicketId, to: Person) -> rest.Ticket:
        """Assign a ticket as Ana."""
        return await self.backend.services.tickets.assign(self.ana.actor, ticket_id, to.id)

    async def call(
        self, method: str, path: str, person: Person | None = None, **options: Any
    ) -> "Response":
        """Send one request as ``person``."""
        headers = {**options.pop("headers", {}), **(person.headers if person else {})}
        async with self.http.request(
            method, f"{self.url}{path}", headers=headers, **options
        ) as response:
            data = await response.read()
            return Response(response.status, dict(response.headers), data)


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


def settings_in(folder: Path, **environ: str) -> Settings:
    """Return the settings of an installation whose data is in ``folder``."""
    return Settings.from_environ(
        {
            "BOMIZZEL_DATABASE_URL": f"sqlite:///{folder / 'bomizzel.db'}",
            "FRONTEND_URL": ORIGIN,
            **environ,
        }
    )


@asynccontextmanager
async def running_server(
    folder: Path, tuning: Tuning = LIVELY, **environ: str
) -> AsyncIterator[Server]:
    """Run a server with the small help desk until the block ends.

    Whatever passes its edges meanwhile is checked against the published documents.
    """
    async with (
        witnessed() as witness,
        open_backend(settings_in(folder, **environ), tuning) as backend,
        listening(backend, witness) as url,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http,
    ):
        yield await _help_desk(url, backend, http)


@asynccontextmanager
async def listening(backend: Backend, witness: Witness) -> AsyncIterator[str]:
    """Serve ``backend`` on a free port until the block ends, and yield its URL."""
    backend.app.middlewares.insert(0, witness.exchanges)
    malformed = backend.app[SOURCES].metrics.malformed
    runner = build_runner(backend.app, malformed=malformed, shutdown_s=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _help_desk(url: str, backend: Backend, http: aiohttp.ClientSession) -> Server:
    administration, membership = backend.services.administration, backend.services.membership
    team = TeamId((await administration.create_team(SYSTEM, rest.NewTeam(name="IT"))).id)
    other_team = TeamId((await administration.create_team(SYSTEM, rest.NewTeam(name="Care"))).id)
    queue, other_queue = [
        QueueId((await administration.create_queue(SYSTEM, wanted)).id)
        for wanted in (
            rest.NewQueue(name="Printers", team_id=team),
            rest.NewQueue(name="Returns", team_id=other_team),
        )
    ]
    server = Server(url, backend, http, team, other_team, queue, other_queue)
    roles = {
        "ana": Role.TEAM_LEAD,
        "ben": Role.EMPLOYEE,
        "cleo": Role.EMPLOYEE,
        "dora": Role.CUSTOMER,
        "root": Role.ADMIN,
    }
    for name, role in roles.items():
        email = f"{name}@example.org"
        stored = StoredPerson(UserId(f"{name}-id"), email, name.title(), role, DIGEST)
        await backend.storage.gateway.commit(Change(writes=(PutPerson(stored),)))
        server.people[name] = Person(stored.id, email, role, "", "")
    root = Actor(server.root.id, Role.ADMIN)
    await membership.put_member(root, team, server.ana.id)
    await membership.put_member(root, team, server.ben.id)
    await membership.put_member(root, other_team, server.cleo.id)
    await membership.put_watcher(root, queue, server.ana.id)
    for name, person in server.people.items():
        tokens = await backend.services.sessions.login(person.email, PASSWORD, None)
        server.people[name] = replace(
            person, token=tokens.access_token, refresh_token=tokens.refresh_token
        )
    return server
