"""The end: everybody comes back, and the accounts of both sides are compared."""

from typing_extensions import override

from common import rest
from common.ids import EventId
from common.rooms import Room
from tests.fakes.desk import EVE, actor
from tests.model.device import Device
from tests.model.invariants import Invariants
from tests.model.server import PROCESSES


class Accounts(Invariants):
    """What must be true once nothing is on its way."""

    @override
    def at_the_end(self) -> None:
        self.storage_recovers()
        self.what_is_connected_is_level()
        self.everybody_may_come()
        self.everybody_comes_back(by_polling=True)
        self.everybody_comes_back(by_polling=False)
        for device in self.devices:
            self.i13_same_read_state(device)
        self.all_hold()

    def storage_recovers(self) -> None:
        """Commit everything that waits; no command is left without an answer."""
        gateway = self.server.gateway
        gateway.is_slow = False
        while gateway.waiting or gateway.under_way:
            self.do(gateway.flush())
            self.spin()
        self.spin()
        assert self.pending == []

    def what_is_connected_is_level(self) -> None:
        """A look and a heartbeat are enough to hear of everything, whatever was lost."""
        self.look_everywhere()
        for device in self.devices:
            device.frames.clear()
            self.do(device.heartbeat())
        self.settle()
        for device in self.devices:
            if device.line is not None:
                self.i2_complete(device)

    def everybody_may_come(self) -> None:
        """Let those in again who were disabled, and start every device: old items leave."""
        for device in self.devices:
            patch = rest.UserPatch(disabled=False)
            service = self.server.services.administration
            self.do(service.patch_user(actor(EVE), device.person.id, patch))
            device.disconnect()
            self.do(device.start())

    def everybody_comes_back(self, *, by_polling: bool) -> None:
        """Let each device catch up; twice, since devices tell each other what they marked."""
        self.look_everywhere()
        for _ in range(2):
            for number, device in enumerate(self.devices):
                device.disconnect()
                arrives = device.poll() if by_polling else device.connect(number % PROCESSES)
                self.do(arrives)
                self.do(device.settle())
                self.i2_complete(device)
                self.do(device.marking.settle())
                assert device.follower.center.unconfirmed() == ()
                self.look_everywhere()
                if by_polling:
                    self.do(device.poll())
                self.do(device.settle())
                self.do(device.compare())
                self.do(device.show())

    def i2_complete(self, device: Device) -> None:
        """Each entry of the device's rooms was stored, except those that its list brought."""
        cursors = device.follower.sync.cursors
        if device.line is not None:
            # A queue that is watched no longer may be heard still, as one that was joined.
            assert device.line.session.automatic <= cursors.keys() <= device.line.session.rooms
        for room, cursor in cursors.items():
            assert cursor.after == self.server.tables.heads.get(room, 0)
            entries = self.entries_of(room)
            missing = [number for number in entries if number > device.begun[room]]
            assert {entries[number] for number in missing} <= device.delivered

    def entries_of(self, room: Room) -> dict[int, EventId]:
        """Return what a room holds."""
        return {
            published.positions[room]: published.event.id
            for published in self.server.tables.entries()
            if room in published.positions
        }

    def i13_same_read_state(self, device: Device) -> None:
        """Server and devices agree on what is unread, in kind and in number."""
        asks = actor(device.person)
        services = self.server.services
        rooms = self.do(services.membership.rooms_of(asks.user_id))
        heads = {room: self.server.tables.heads.get(room, 0) for room in rooms}
        cursors = device.follower.sync.cursors
        assert {room: cursor.after for room, cursor in cursors.items()} == heads
        unread = self.do(services.notifications.page(asks, limit=100, unread=True))
        listed = {EventId(item.id) for item in unread.items}
        assert {item.event_id for item in device.follower.center.unread()} == listed
        assert self.do(services.notifications.unread(asks)).count == len(listed)
