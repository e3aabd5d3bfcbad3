"""A small help desk with boring people, on any storage."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from typing_extensions import override

from backend.domain.people import Person, Queue, Team
from backend.services.actor import Actor
from backend.services.changes import Change, PutMember, PutPerson, PutQueue, PutTeam, PutWatcher
from backend.services.counters import LocalCounters
from backend.services.desk import Services, build_services
from backend.services.ports import PasswordHasher, Readers, WriteGateway
from backend.services.tokens import TokenKeys
from backend.services.webhooks.desk import Outbound
from common import rest
from common.ids import QueueId, TeamId, TicketId, UserId
from common.rooms import Room
from common.vocabulary import Priority, Role
from tests.fakes.clock import Clock, Ids
from tests.fakes.readers import memory_readers
from tests.fakes.tables import MemoryGateway, Tables
from tests.fakes.webhooks import PlayedTransport

FIELD = Team(TeamId("field"), "Field service")
OFFICE = Team(TeamId("office"), "Back office")
PRINTERS = Queue(QueueId("printers"), "Printers", FIELD.id)
LAPTOPS = Queue(QueueId("laptops"), "Laptops", FIELD.id)
INVOICES = Queue(QueueId("invoices"), "Invoices", OFFICE.id)

PASSWORD = "correct horse"
KEYS = TokenKeys(b"k" * 32)


def _person(name: str, role: Role) -> Person:
    email = f"{name.lower()}@example.com"
    return Person(UserId(name.lower()), email, name, role, password_hash=f"digest:{PASSWORD}")


ANA = _person("Ana", Role.EMPLOYEE)
"""Works in the field team and watches its printers."""
BEN = _person("Ben", Role.TEAM_LEAD)
"""Leads the field team."""
CLEO = _person("Cleo", Role.EMPLOYEE)
"""Works in the back office."""
DAN = _person("Dan", Role.CUSTOMER)
EVE = _person("Eve", Role.ADMIN)

POPULATION = Change(
    writes=(
        *map(PutPerson, (ANA, BEN, CLEO, DAN, EVE)),
        *map(PutTeam, (FIELD, OFFICE)),
        *map(PutQueue, (PRINTERS, LAPTOPS, INVOICES)),
        PutMember(FIELD.id, ANA.id),
        PutMember(FIELD.id, BEN.id),
        PutMember(OFFICE.id, CLEO.id),
        PutWatcher(PRINTERS.id, ANA.id),
    )
)


def actor(person: Person) -> Actor:
    """Return ``person`` as somebody who acts."""
    return Actor(person.id, person.role)


class PlainHasher(PasswordHasher):
    """Digests that cost nothing; counts how often one was compared."""

    def __init__(self) -> None:
        self.verified = 0

    @override
    async def hash(self, password: str) -> str:
        return f"digest:{password}"

    @override
    async def verify(self, digest: str | None, password: str) -> bool:
        self.verified += 1
        return digest == f"digest:{password}"


@dataclass
class Waits:
    """Remembers what was waited for, and lets something happen meanwhile."""

    waited: list[tuple[Mapping[Room, int], float]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        self.waited.append((after, timeout_s))
        if self.meanwhile is not None:
            await self.meanwhile()


@dataclass
class Desk:
    """Services with everything that a test may want to turn."""

    gateway: WriteGateway
    readers: Readers
    services: Services
    clock: Clock
    hasher: PlainHasher
    waits: Waits
    transport: PlayedTransport

    async def ticket(
        self,
        *,
        queue: Queue = PRINTERS,
        by: Person = DAN,
        priority: Priority = Priority.NORMAL,
        assignee: Person | None = None,
    ) -> TicketId:
        """File a ticket, have Eve assign it, and return its id."""
        wanted = rest.NewTicket(title="It smokes", queue_id=queue.id, priority=priority)
        ticket = await self.services.tickets.create(actor(by), wanted)
        if assignee is not None:
            await self.services.tickets.assign(actor(EVE), ticket.id, assignee.id)
        return ticket.id


def build_desk(
    gateway: WriteGateway,
    readers: Readers,
    keys: TokenKeys = KEYS,
    new_id: Callable[[], str] | None = None,
    clock: Clock | None = None,
) -> Desk:
    """Return services on a storage that holds ``POPULATION``."""
    clock = clock or Clock()
    hasher, waits, transport = PlainHasher(), Waits(), PlayedTransport()
    services = build_services(
        gateway=gateway,
        readers=readers,
        hasher=hasher,
        arrivals=waits,
        keys=keys,
        now=clock,
        new_id=new_id or Ids(),
        new_secret=Ids("secret"),
        counters=LocalCounters(clock),
        outbound=Outbound(transport, spread=lambda: 1.0),
        ticket_url="https://desk.example/tickets/{id}",
    )
    return Desk(gateway, readers, services, clock, hasher, waits, transport)


async def memory_desk() -> tuple[Desk, Tables]:
    """Return a help desk in memory, and what is stored."""
    tables = Tables()
    gateway = MemoryGateway(tables)
    await gateway.commit(POPULATION)
    gateway.commits.clear()
    return build_desk(gateway, memory_readers(tables)), tables
