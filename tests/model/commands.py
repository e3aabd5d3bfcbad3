"""Every command, by anybody, through either process."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec import UNSET

from backend.domain.people import Person
from backend.services.actor import Actor, RequestKey
from common import rest
from common.ids import TicketId
from common.vocabulary import Priority, Status
from tests.fakes.desk import EVE, FIELD, OFFICE, actor
from tests.model.machine import ANYBODY, PICK, PROCESS, QUEUES, STAFF, Machine

PATCHES = st.builds(
    rest.BulkPatch,
    status=st.just(UNSET) | st.sampled_from(Status),
    priority=st.just(UNSET) | st.sampled_from(Priority),
)


class Commands(Machine):
    """What people and other systems ask the server for."""

    @rule(
        by=ANYBODY,
        queue=QUEUES,
        priority=st.sampled_from(Priority),
        twice=st.booleans(),
        process=PROCESS,
        other=PROCESS,
    )
    def file(
        self, by: Person, queue: Any, priority: Priority, process: int, other: int, *, twice: bool
    ) -> None:
        """File a ticket; the same request again, by any process, is the same ticket (I7)."""
        wanted = rest.NewTicket(title="It smokes", queue_id=queue.id, priority=priority)
        self.keys += 1
        asks = Actor(by.id, by.role, RequestKey(f"key {self.keys}", "fingerprint"))

        async def create(process: int) -> rest.Ticket:
            filed = await self.via(process).tickets.create(asks, wanted)
            if filed.id not in self.tickets:
                self.tickets.append(filed.id)
            return filed

        filed = self.attempt(create(process))
        if not twice:
            return
        before = len(self.server.tables.published)
        again = self.attempt(create(other))
        if filed is not None:
            assert again == filed
            assert len(self.server.tables.published) == before

    @precondition(lambda self: self.tickets)
    @rule(by=ANYBODY, pick=PICK, to=st.none() | STAFF, process=PROCESS)
    def assign(self, by: Person, pick: int, to: Person | None, process: int) -> None:
        whom = to.id if to is not None else None
        self.attempt(self.via(process).tickets.assign(actor(by), self.ticket(pick), whom))

    @precondition(lambda self: self.tickets)
    @rule(by=STAFF, rival=STAFF, pick=PICK)
    def claim(self, by: Person, rival: Person, pick: int) -> None:
        """Let two people reach for one ticket, each through another process."""
        self.attempt(self.via(0).tickets.claim(actor(by), self.ticket(pick)))
        self.attempt(self.via(1).tickets.claim(actor(rival), self.ticket(pick)))

    @precondition(lambda self: self.tickets)
    @rule(by=ANYBODY, pick=PICK, patch=PATCHES, process=PROCESS)
    def change(self, by: Person, pick: int, patch: rest.BulkPatch, process: int) -> None:
        self.change_by(by, pick, patch, process)

    def change_by(self, by: Person, pick: int, patch: rest.BulkPatch, process: int) -> None:
        """Ask for a change of a ticket."""
        wanted = rest.TicketPatch(status=patch.status, priority=patch.priority)
        self.attempt(self.via(process).tickets.update(actor(by), self.ticket(pick), wanted))

    @precondition(lambda self: self.tickets)
    @rule(pick=PICK, one=PATCHES, other=PATCHES, together=st.integers(1, 2))
    def two_at_once(
        self, pick: int, one: rest.BulkPatch, other: rest.BulkPatch, together: int
    ) -> None:
        """Let two processes decide on one version, and commit both in one batch or in two."""
        gateway = self.server.gateway
        was_slow, gateway.is_slow = gateway.is_slow, True
        for process, patch in enumerate((one, other)):
            self.change_by(EVE, pick, patch, process)
        gateway.is_slow = was_slow
        self.do(gateway.batch(together))
        self.spin()
        self.do(gateway.flush())
        self.spin()

    @precondition(lambda self: self.tickets)
    @rule(by=STAFF, patch=PATCHES, process=PROCESS, silent=st.booleans())
    def change_many(
        self, by: Person, patch: rest.BulkPatch, process: int, *, silent: bool
    ) -> None:
        ids: tuple[TicketId, ...] = tuple(self.tickets[-5:])
        wanted = rest.Bulk(ids=ids, change=patch, silent=silent)
        self.attempt(self.via(process).bulk.change(actor(by), wanted))

    @precondition(lambda self: self.tickets)
    @rule(
        by=ANYBODY,
        pick=PICK,
        mentions=st.lists(STAFF, max_size=2, unique_by=lambda p: p.id),
        process=PROCESS,
    )
    def note(self, by: Person, pick: int, mentions: list[Person], process: int) -> None:
        note = rest.NewNote(text="Look.", mentions=tuple(person.id for person in mentions))
        self.attempt(self.via(process).notes.add(actor(by), self.ticket(pick), note))

    @rule(team=st.sampled_from([FIELD, OFFICE]), process=PROCESS)
    def announce(self, team: Any, process: int) -> None:
        self.attempt(self.via(process).announcements.post(actor(EVE), team.id, "Coffee is out."))

    @rule(queue=QUEUES, process=PROCESS, name=st.sampled_from(["Things", "Other things"]))
    def queue_is_renamed(self, queue: Any, process: int, name: str) -> None:
        patch = rest.QueuePatch(name=name)
        self.attempt(self.via(process).structure.patch_queue(actor(EVE), queue.id, patch))

    @rule(by=STAFF, process=PROCESS, cleared=st.booleans())
    def mark_all(self, by: Person, process: int, *, cleared: bool) -> None:
        """Mark everything, as a client of another kind does."""
        notifications = self.via(process).notifications
        mark = notifications.mark_clear if cleared else notifications.mark_read
        self.attempt(mark(actor(by), rest.Marks(all=True)))
