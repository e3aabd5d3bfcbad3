"""What is true after every step, named as in the table of ``test_whole_way``."""

from hypothesis.stateful import invariant

from backend.services.changes import PutTicket
from common.ids import EventId, TicketId
from common.rooms import Room
from desktop.core.stream.effects import SnapshotCause
from tests.model.machine import Machine


class Invariants(Machine):
    """Checked after each step."""

    def all_hold(self) -> None:
        """Check all of them once more: what happens at the end is no step."""
        self.i1_contiguity()
        self.i3_no_duplicates()
        self.i4_same_order()
        self.i4_versions_of_a_ticket_grow()
        self.i5_cursor_honesty()
        self.i7_of_two_decided_on_one_version_one_is_decided_anew()
        self.i10_one_reset_for_one_cause()

    @invariant()
    def i1_contiguity(self) -> None:
        """What a reader sees of a room is floor + 1 to head without a hole."""
        seen: dict[Room, int] = dict(self.server.tables.floors)
        for published in sorted(self.server.tables.entries(), key=lambda entry: entry.n):
            for room, number in published.positions.items():
                assert number == seen.get(room, 0) + 1
                seen[room] = number
        assert {room: seen.get(room, 0) for room in self.server.tables.heads} == (
            self.server.tables.heads
        )

    @invariant()
    def i3_no_duplicates(self) -> None:
        """No device applies a number twice, or shows an event twice, whatever is killed."""
        for device in self.devices:
            assert all(times == 1 for times in device.shown.values())
            for room, applied in device.applied.items():
                numbers = [number for number, _ in applied]
                assert numbers == sorted(set(numbers)), room

    @invariant()
    def i4_same_order(self) -> None:
        """What two devices of a person applied of a room is the room, in its order."""
        if self.server.restores:
            return  # Compared again at the end: until then a device may hold the other history.
        order = {
            (room, number): published.event.id
            for published in self.server.tables.published
            for room, number in published.positions.items()
        }
        for device in self.devices:
            for room, applied in device.applied.items():
                assert all(order[room, number] == event_id for number, event_id in applied)

    @invariant()
    def i7_of_two_decided_on_one_version_one_is_decided_anew(self) -> None:
        """No version of a ticket is committed twice, and a request leaves one answer."""
        newest: dict[TicketId, int] = {}
        for change in self.server.gateway.commits:
            for write in change.writes:
                if isinstance(write, PutTicket):
                    before = newest.get(write.ticket.id, write.ticket.version - 1)
                    assert write.ticket.version == before + 1
                    newest[write.ticket.id] = write.ticket.version
        keys = [
            (c.request.user_id, c.request.key) for c in self.server.gateway.commits if c.request
        ]
        assert len(keys) == len(set(keys))

    @invariant()
    def i4_versions_of_a_ticket_grow(self) -> None:
        """In a room the versions of a ticket do not go back."""
        newest: dict[tuple[Room, TicketId], int] = {}
        for published in sorted(self.server.tables.published, key=lambda entry: entry.n):
            ticket_id = getattr(published.event, "ticket_id", None)
            if ticket_id is None:
                continue
            version = getattr(published.event, "ticket_version", 0)
            for room in published.positions:
                assert version >= newest.get((room, ticket_id), 0)
                newest[room, ticket_id] = version

    @invariant()
    def i5_cursor_honesty(self) -> None:
        """A cursor is at most at the head, and everything up to it was stored."""
        if self.server.restores:
            return  # A cursor of the other history is found when the device asks.
        entries: dict[Room, dict[int, EventId]] = {}
        for published in self.server.tables.published:
            for room, number in published.positions.items():
                entries.setdefault(room, {})[number] = published.event.id
        for device in self.devices:
            for room, cursor in device.follower.sync.cursors.items():
                assert cursor.after <= self.server.tables.heads.get(room, 0)
                due = range(device.begun[room] + 1, cursor.after + 1)
                assert all(entries[room][number] in device.delivered for number in due)

    @invariant()
    def i10_one_reset_for_one_cause(self) -> None:
        """A restore or a floor costs a device one reset of a room; a page never has a hole."""
        for device in self.devices:
            for (_, cause, _), times in device.resets.items():
                if cause in {SnapshotCause.FIRST_CONTACT, SnapshotCause.DIFFERENCE}:
                    continue
                assert times == 1, cause
                assert cause is not SnapshotCause.HOLE
