"""What happens to what is stored: it grows old, is removed, and goes back in time."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from backend.domain.people import Person
from common.ids import Epoch, EventId
from tests.fakes.desk import ANA, BEN, actor
from tests.model.machine import Machine


class Ages(Machine):
    """Retention, and backups that are restored."""

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
