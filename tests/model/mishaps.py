"""What happens to machines, to rights and to what is stored."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from backend.domain.people import Person
from common import rest
from common.envelope import decode_event
from common.events import EventType, NotificationsRead
from common.ids import Epoch, EventId
from tests.fakes.desk import ANA, BEN, EVE, FIELD, actor
from tests.model.device import Device
from tests.model.machine import DEVICE, PROCESS, STAFF, Machine


class Mishaps(Machine):
    """Crashes, absences, ended rights, retention, and backups that are restored."""

    @rule(device=DEVICE)
    def line_breaks(self, device: int) -> None:
        self.devices[device].disconnect()

    @rule(device=DEVICE, process=PROCESS)
    def comes_back(self, device: int, process: int) -> None:
        self.do(self.devices[device].connect(process))

    @rule(device=DEVICE)
    def device_is_killed(self, device: int) -> None:
        self.devices[device].disconnect()
        self.do(self.devices[device].start())

    @rule(process=PROCESS)
    def process_is_killed(self, process: int) -> None:
        for device in self.devices:
            if device.line is not None and device.line.process is self.server.processes[process]:
                device.disconnect()
        self.do(self.server.kill(process))

    @rule()
    def server_is_killed(self) -> None:
        """Kill all processes: what is not visible is lost, and its callers get no answer."""
        for device in self.devices:
            device.disconnect()
        self.do(self.server.crash())
        self.spin()

    @rule(device=DEVICE)
    def session_is_revoked(self, device: int) -> None:
        """End a session: after the next look nothing reaches its line (I11)."""
        to = self.devices[device]
        if to.session_id is not None:
            self.do(self.server.services.sessions.end(to.session_id))
            self.look_everywhere()
            assert to.line is None

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

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.server.clock.advance(timedelta(days=days))

    @rule()
    def what_is_old_is_removed(self) -> None:
        """Retention takes nothing that somebody has not read and is promised (I15)."""
        before = self.promised()
        floors = dict(self.server.tables.floors)
        self.do(self.server.services.retention.remove())
        assert self.promised() == before
        now = self.server.tables.floors
        assert all(now[room] >= floor for room, floor in floors.items())

    @rule()
    def backup_is_made(self) -> None:
        self.server.back_up()

    @precondition(lambda self: self.server.backup is not None)
    @rule()
    def backup_is_restored(self) -> None:
        """Go back in time, and say so by another name of the history."""
        for device in self.devices:
            device.disconnect()
        self.do(self.server.restore(Epoch(f"history after restore {self.server.restores + 1}")))
        self.spin()

    def devices_of(self, person: Person) -> list[Device]:
        """Return the devices of a person."""
        return [device for device in self.devices if device.person.id == person.id]

    def promised(self) -> dict[str, set[EventId]]:
        """Return what each person has not read, as their list shows it."""
        return {person.id: self.unread_of(person) for person in (ANA, BEN)}

    def unread_of(self, person: Person) -> set[EventId]:
        """Return what the server lists as unread for a person."""
        if self.server.tables.people[person.id].disabled:
            return set()
        notifications = self.server.services.notifications
        page = self.do(notifications.page(actor(person), limit=100, unread=True))
        return {EventId(item.id) for item in page.items}
