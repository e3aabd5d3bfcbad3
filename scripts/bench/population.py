"""A help desk for the benchmarks: many people in teams of twenty, each of whom watches a queue."""

from dataclasses import dataclass
from pathlib import Path

import argon2

from backend.bootstrap.server import open_backend
from backend.config.settings import Settings
from backend.domain.people import Person, Queue, Team
from backend.services.actor import Actor
from backend.services.changes import Change, PutMember, PutPerson, PutQueue, PutTeam, PutWatcher
from common import rest
from common.ids import QueueId, TeamId, UserId
from common.vocabulary import Role

SECRET = "a secret of the benchmarks only, in no use elsewhere"  # noqa: S105 - protects nothing
TEAM = TeamId("team")
QUEUE = QueueId("queue")
TEAM_SIZE = 20
"""As in an office: the product tells the colleagues of a team who comes online."""
TICKETS = 64
"""At least; each queue has as many as any other."""
PASSWORD = "correct horse battery"  # noqa: S105 - same
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Population:
    """What is in the database, and what is needed to use it.

    Attributes:
        environ: Settings of a server on this database.
        tokens: Pairs of a person's id and their access token.
        tickets: Ids of open tickets, those of all queues in turn.
    """

    environ: dict[str, str]
    tokens: tuple[tuple[str, str], ...]
    tickets: tuple[str, ...]


async def populate(
    folder: Path,
    *,
    people: int,
    signed_in: int,
    queues: int = 1,
    database_url: str | None = None,
) -> Population:
    """Make a database with ``people`` watchers, of whom the first ``signed_in`` have a token.

    They watch the queues in turn.

    It is a file in ``folder``, or the one of ``database_url``, which is empty.
    """
    environ = {
        "BOMIZZEL_DATABASE_URL": database_url or f"sqlite:///{folder / 'bench.db'}",
        "BOMIZZEL_JWT_SECRET": SECRET,
        "FRONTEND_URL": "https://desk.example.org",
    }
    # A cheap digest: what a password costs is not measured here.
    digest = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    crowd = [
        Person(UserId(f"person-{n}"), f"{n}@example.org", f"P{n}", Role.EMPLOYEE, digest)
        for n in range(people)
    ]
    async with open_backend(Settings.from_environ(environ)) as backend:
        commit, services = backend.storage.gateway.commit, backend.services
        teams = [TEAM, *(TeamId(f"team-{n}") for n in range(1, people // TEAM_SIZE + 1))]
        await commit(Change(writes=tuple(PutTeam(Team(team, team)) for team in teams)))
        desks = [QUEUE, *(QueueId(f"queue-{n}") for n in range(1, queues))]
        await commit(Change(writes=tuple(PutQueue(Queue(desk, desk, TEAM)) for desk in desks)))
        for first in range(0, people, _BATCH):
            batch = list(enumerate(crowd))[first : first + _BATCH]
            await commit(Change(writes=tuple(PutPerson(person) for _, person in batch)))
            members = (PutMember(teams[n // TEAM_SIZE], person.id) for n, person in batch)
            await commit(Change(writes=tuple(members)))
            watchers = (PutWatcher(desks[n % queues], person.id) for n, person in batch)
            await commit(Change(writes=tuple(watchers)))
        tokens = [
            (
                person.id,
                (await services.sessions.login(person.email, PASSWORD, None)).access_token,
            )
            for person in crowd[:signed_in]
        ]
        author = Actor(crowd[0].id, Role.EMPLOYEE)
        in_turn = desks * -(-TICKETS // queues)
        wanted = (rest.NewTicket(title="Printer jams", queue_id=desk) for desk in in_turn)
        tickets = [(await services.tickets.create(author, one)).id for one in wanted]
    return Population(environ, tuple(tokens), tuple(tickets))
