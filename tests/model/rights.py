"""Who may hear what, and what moves between those who may."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from backend.domain.people import Person
from common import rest
from common.envelope import decode_event
from common.events import EventType, NotificationsRead
from tests.fakes.desk import ANA, BEN, EVE, FIELD, OFFICE, actor
from tests.model.device import Device
from tests.model.machine import ANYBODY, PICK, PROCESS, QUEUES, STAFF, Machine


class Rights(Machine):
    """Memberships, watched queues, moves, and rights that end."""

    @rule(person=STAFF, member=st.booleans(), process=PROCESS)
    def membership(self, person: Person, process: int, *, member: bool) -> None:
        service = self.via(process).membership
        change = service.put_member if member else service.remove_member
        self.attempt(change(actor(EVE), FIELD.id, person.id))

    @rule(person=STAFF, watched=st.booleans(), queue=QUEUES, process=PROCESS)
    def watching(self, person: Person, queue: Any, process: int, *, watched: bool) -> None:
        service = self.via(process).membership
        change = service.put_watcher if watched else service.remove_watcher
        self.attempt(change(actor(EVE), queue.id, person.id))

    @rule(queue=QUEUES, team=st.sampled_from([FIELD, OFFICE]), process=PROCESS)
    def queue_moves(self, queue: Any, team: Any, process: int) -> None:
        patch = rest.QueuePatch(team_id=team.id)
        self.attempt(self.via(process).structure.patch_queue(actor(EVE), queue.id, patch))

    @precondition(lambda self: self.tickets)
    @rule(by=ANYBODY, pick=PICK, queue=QUEUES, process=PROCESS)
    def ticket_moves(self, by: Person, pick: int, queue: Any, process: int) -> None:
        wanted = rest.TicketPatch(queue_id=queue.id)
        self.attempt(self.via(process).tickets.update(actor(by), self.ticket(pick), wanted))

    @precondition(lambda self: self.tickets)
    @rule(by=STAFF, queue=QUEUES, process=PROCESS, silent=st.booleans())
    def many_move(self, by: Person, queue: Any, process: int, *, silent: bool) -> None:
        ids = tuple(self.tickets[-5:])
        wanted = rest.Bulk(ids=ids, change=rest.BulkPatch(queue_id=queue.id), silent=silent)
        self.attempt(self.via(process).bulk.change(actor(by), wanted))

    @rule(person=STAFF, disabled=st.booleans())
    def person_is_switched(self, person: Person, *, disabled: bool) -> None:
        """Disable a person or let them in again; nothing reaches who is disabled (I11)."""
        patch = rest.UserPatch(disabled=disabled)
        service = self.server.services.administration
        self.attempt(service.patch_user(actor(EVE), person.id, patch))
        self.look_everywhere()
        for device in self.devices_of(person):
            assert not disabled or device.line is None

    @rule(person=st.sampled_from([ANA, BEN]))
    def right_is_revoked(self, person: Person) -> None:
        """Remove a member: after a look the next that reaches them is the fence (I11)."""
        services = self.server.services
        self.attempt(services.membership.remove_member(actor(EVE), FIELD.id, person.id))
        self.look_everywhere()
        begun = {id(device): len(device.frames) for device in self.devices}
        self.attempt(services.announcements.post(actor(EVE), FIELD.id, "Not for who left."))
        self.attempt(services.notifications.mark_read(actor(person), rest.Marks(all=True)))
        self.look_everywhere()
        for device in self.devices_of(person):
            new = [
                decode_event(body)
                for name, body in device.frames[begun[id(device)] :]
                if name in set(EventType)
            ]
            assert all(isinstance(event, NotificationsRead) for event in new)
            assert new or device.line is None or not self.server.tables.heads

    def devices_of(self, person: Person) -> list[Device]:
        """Return the devices of a person."""
        return [device for device in self.devices if device.person.id == person.id]
