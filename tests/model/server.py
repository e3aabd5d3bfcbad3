"""The server's side of the model: two processes with real services on tables in memory.

What a process holds (doorbell, dispatcher, sockets) is lost when it is killed; what is committed
stays. Rings wait, for each process by itself, until the test lets them through, twice, late, or
never.
"""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta

from backend.services.changes import (
    BeginHistory,
    Change,
    OpenSession,
    Published,
    RefreshToken,
    Session,
)
from backend.services.desk import Services
from backend.services.ports import Readers
from backend.services.rooms import audible_rooms
from backend.services.sessions import Identity
from common.ids import Epoch, UserId
from common.rooms import Room
from tests.fakes.clock import Clock, Ids
from tests.fakes.desk import POPULATION, build_desk
from tests.fakes.readers import memory_readers
from tests.fakes.tables import Tables
from tests.model.gateway import PromptGateway, StagedGateway
from tests.model.process import LOOK_S, Process

PROCESSES = 2
EVERY_ROOM = tuple(
    Room(name)
    for name in (
        "user:ana",
        "user:ben",
        "user:cleo",
        "user:dan",
        "user:eve",
        "team:field",
        "team:office",
        "queue:printers",
        "queue:laptops",
        "queue:invoices",
    )
)


@dataclass(frozen=True)
class Ring:
    """A hint to one process that something was committed."""

    process: int
    published: Published


@dataclass
class ModelServer:
    """A server that does one thing at a time, when it is told to.

    Attributes:
        rings: What was committed and not rung yet.
        services: They do not wait for a slow storage.
        known_rights: Of each process and person, the rooms that the person could hear at the
            end of the last look.
        restores: How often the tables went back in time.
    """

    tables: Tables = field(default_factory=Tables)
    clock: Clock = field(default_factory=Clock)
    rings: list[Ring] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    known_rights: dict[tuple[int, UserId], frozenset[Room]] = field(default_factory=dict)
    restores: int = 0
    backup: Tables | None = None
    gateway: StagedGateway = field(init=False)
    services: Services = field(init=False)
    _readers: Readers = field(init=False)
    _ids: Ids = field(default_factory=Ids)
    _now_s: float = 0.0

    async def start(self) -> None:
        """Begin with a small help desk."""
        self.gateway = StagedGateway(self.tables, self._committed)
        await self.gateway.commit(POPULATION)
        self._readers = memory_readers(self.tables)
        self.services = self._services(PromptGateway(self.gateway))
        await self.crash()

    async def crash(self) -> None:
        """Lose everything that is not committed, and start again."""
        self.gateway.forget()
        self.gateway.is_slow = False
        self.rings.clear()
        self.processes.clear()
        for number in range(PROCESSES):
            await self.kill(number)

    async def kill(self, number: int) -> None:
        """Lose what one process holds, and start it again."""
        self.rings = [ring for ring in self.rings if ring.process != number]
        services = self._services(self.gateway)
        process = Process(self._readers, services, self.clock, lambda: self._now_s)
        self.processes[number : number + 1] = [process]
        await process.start()
        await self.know_rights(number)

    async def ring(self, ring: Ring) -> None:
        """Let one ring through, and dispatch it."""
        await self.processes[ring.process].ring(ring.published)

    async def look(self, number: int) -> None:
        """Let a second pass for one process."""
        self._now_s += LOOK_S
        await self.processes[number].look()

    async def know_rights(self, number: int) -> None:
        """Note what people may hear at the end of a look of this process."""
        for user_id in self.tables.people:
            self.known_rights[number, user_id] = await self.audible(user_id, EVERY_ROOM)

    async def sign_in(self, user_id: UserId) -> Identity:
        """Begin a session, as with the right password."""
        session_id = self._ids()
        ends = self.clock() + timedelta(days=365)
        token = RefreshToken(session_id.encode(), session_id, ends)
        session = Session(session_id, user_id, None, self.clock())
        await self.gateway.commit_now(Change(writes=(OpenSession(session, token),)))
        role = self.tables.people[user_id].role
        return Identity(user_id, role, None, session_id, session_id, ends)

    def back_up(self) -> None:
        """Keep what is visible now."""
        self.backup = _copy(self.tables)

    async def restore(self, epoch: Epoch | None) -> None:
        """Go back to the backup, with a new name of the history or by mistake without."""
        assert self.backup is not None
        kept = self.tables.sessions, self.tables.tokens, self.tables.people
        for one in fields(self.backup):
            setattr(self.tables, one.name, getattr(self.backup, one.name))
        # People sign in again; that is not what is looked at here.
        self.tables.sessions, self.tables.tokens, self.tables.people = kept
        self.backup = None
        self.restores += 1
        self.gateway.commits.clear()
        await self.crash()
        if epoch is not None:
            await self.gateway.commit(Change(writes=(BeginHistory(epoch),)))

    async def audible(self, user_id: UserId, rooms: Iterable[Room]) -> frozenset[Room]:
        """Return those of the rooms that a person may hear now."""
        standing = await self._readers.people.standing(user_id)
        if standing is None:
            return frozenset()
        return frozenset(await audible_rooms(self._readers.people, standing, rooms))

    def _services(self, gateway: StagedGateway | PromptGateway) -> Services:
        desk = build_desk(gateway, self._readers, new_id=self._ids, clock=self.clock)
        return desk.services

    def _committed(self, published: Sequence[Published]) -> None:
        for one in published:
            self.rings += [Ring(number, one) for number in range(len(self.processes))]


def _copy(tables: Tables) -> Tables:
    copied = copy.copy(tables)
    for one in fields(tables):
        if one.name != "webhooks":
            setattr(copied, one.name, copy.copy(getattr(tables, one.name)))
    return copied
