"""Whatever happens between a command and a device, in any order: nothing is lost, nothing twice.

Real services, dispatcher, sync machine, center and follower; the tables, the line and the store
are in memory. Rings and frames are lost, doubled and reordered, answers come late, either side is
killed, rights come and go. At the end everybody comes back, and the accounts are compared.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import UNSET
from typing_extensions import override

from backend.domain.people import Person
from backend.services.actor import Actor, RequestKey
from common import rest
from common.errors import BomizzelError
from common.ids import EventId, TicketId
from common.rooms import Room
from common.vocabulary import Priority, Status
from desktop.core.state import Mark
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, FIELD, INVOICES, LAPTOPS, PRINTERS, actor
from tests.model.device import Device
from tests.model.server import ModelServer

STAFF = st.sampled_from([ANA, BEN, CLEO])
ANYBODY = st.sampled_from([ANA, BEN, CLEO, DAN, EVE])
QUEUES = st.sampled_from([PRINTERS, LAPTOPS, INVOICES])
PICK = st.integers(0, 99)
_T = TypeVar("_T")


class WholeWay(RuleBasedStateMachine):
    """One server, and four devices: two of Ana, one of Ben, one of Dan."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.server = ModelServer()
        self.devices: list[Device] = []
        self.tickets: list[TicketId] = []
        self.keys = 0

    @override
    def teardown(self) -> None:
        try:
            if self.devices:
                self.what_is_connected_is_level()
                self.everybody_comes_back()
                self.compare_accounts()
        finally:
            self.loop.close()

    def do(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run ``work`` to its end; nothing else happens meanwhile."""
        return self.loop.run_until_complete(work)

    def attempt(self, work: Coroutine[Any, Any, _T]) -> _T | None:
        """Run a command that may be refused; a refusal leaves no trace."""
        before = dict(self.server.tables.heads)
        try:
            return self.do(work)
        except BomizzelError:
            assert self.server.tables.heads == before
            return None

    @initialize()
    def begin(self) -> None:
        self.do(self.server.start())
        for person in (ANA, ANA, BEN, DAN):
            device = Device(self.server, person)
            self.do(device.start())
            self.do(device.connect())
            self.do(device.settle())
            self.devices.append(device)

    # Commands.

    @rule(by=ANYBODY, queue=QUEUES, priority=st.sampled_from(Priority), twice=st.booleans())
    def file(self, by: Person, queue: Any, priority: Priority, *, twice: bool) -> None:
        wanted = rest.NewTicket(title="It smokes", queue_id=queue.id, priority=priority)
        self.keys += 1
        asks = Actor(by.id, by.role, RequestKey(f"key {self.keys}", "fingerprint"))
        filed = self.attempt(self.server.services.tickets.create(asks, wanted))
        if filed is None:
            return
        self.tickets.append(filed.id)
        if twice:
            before = len(self.server.tables.published)
            again = self.do(self.server.services.tickets.create(asks, wanted))
            assert again == filed
            assert len(self.server.tables.published) == before

    @precondition(lambda self: self.tickets)
    @rule(by=ANYBODY, pick=PICK, to=st.none() | STAFF)
    def assign(self, by: Person, pick: int, to: Person | None) -> None:
        whom = to.id if to is not None else None
        self.attempt(self.server.services.tickets.assign(actor(by), self.ticket(pick), whom))

    @precondition(lambda self: self.tickets)
    @rule(by=STAFF, pick=PICK)
    def claim(self, by: Person, pick: int) -> None:
        self.attempt(self.server.services.tickets.claim(actor(by), self.ticket(pick)))

    @precondition(lambda self: self.tickets)
    @rule(
        by=ANYBODY,
        pick=PICK,
        status=st.just(UNSET) | st.sampled_from(Status),
        priority=st.just(UNSET) | st.sampled_from(Priority),
        queue=st.just(UNSET) | QUEUES.map(lambda queue: queue.id),
    )
    def change(self, by: Person, pick: int, status: Any, priority: Any, queue: Any) -> None:
        patch = rest.TicketPatch(status=status, priority=priority, queue_id=queue)
        self.attempt(self.server.services.tickets.update(actor(by), self.ticket(pick), patch))

    @precondition(lambda self: self.tickets)
    @rule(by=ANYBODY, pick=PICK, mentions=st.lists(STAFF, max_size=2, unique_by=lambda p: p.id))
    def note(self, by: Person, pick: int, mentions: list[Person]) -> None:
        note = rest.NewNote(text="Look.", mentions=tuple(person.id for person in mentions))
        self.attempt(self.server.services.notes.add(actor(by), self.ticket(pick), note))

    @rule(person=STAFF, member=st.booleans())
    def membership(self, person: Person, *, member: bool) -> None:
        service = self.server.services.membership
        change = service.put_member if member else service.remove_member
        self.attempt(change(actor(EVE), FIELD.id, person.id))

    @rule(person=STAFF, watched=st.booleans(), queue=QUEUES)
    def watching(self, person: Person, queue: Any, *, watched: bool) -> None:
        service = self.server.services.membership
        change = service.put_watcher if watched else service.remove_watcher
        self.attempt(change(actor(EVE), queue.id, person.id))

    # The way to the devices.

    @precondition(lambda self: self.server.rings)
    @rule(pick=PICK, again=st.booleans())
    def ring(self, pick: int, *, again: bool) -> None:
        rings = self.server.rings
        published = rings[pick % len(rings)]
        if not again:
            rings.remove(published)
        self.do(self.server.ring(published))
        self.send()

    @rule()
    def all_goes_well(self) -> None:
        for published in self.server.rings:
            self.do(self.server.ring(published))
        self.server.rings.clear()
        self.settle()

    @precondition(lambda self: self.server.rings)
    @rule()
    def lose_rings(self) -> None:
        self.server.rings.clear()

    @rule()
    def look(self) -> None:
        self.do(self.server.look())
        self.send()

    @rule(device=st.integers(0, 3), pick=PICK, again=st.booleans())
    def frame_arrives(self, device: int, pick: int, *, again: bool) -> None:
        to = self.devices[device]
        if to.frames:
            position = pick % len(to.frames)
            frame = to.frames[position] if again else to.frames.pop(position)
            self.do(to.hear(frame))
            self.send()

    @precondition(lambda self: any(device.frames for device in self.devices))
    @rule()
    def frames_are_lost(self) -> None:
        """Lose what is on its way, as when the line is full and the end does not know."""
        for device in self.devices:
            device.frames.clear()

    @rule(device=st.integers(0, 3))
    def answer_is_read(self, device: int) -> None:
        self.do(self.devices[device].read_answer())

    @rule(device=st.integers(0, 3))
    def answer_arrives(self, device: int) -> None:
        to = self.devices[device]
        if to.answer is not None:
            self.do(to.take_answer())
            self.send()

    @rule(device=st.integers(0, 3))
    def heartbeat(self, device: int) -> None:
        self.do(self.devices[device].heartbeat())

    # What people do, and what happens to machines.

    @rule(device=st.integers(0, 3), pick=PICK, mark=st.sampled_from(Mark))
    def mark(self, device: int, pick: int, mark: Mark) -> None:
        to = self.devices[device]
        items = sorted(to.follower.center.listed(), key=lambda item: item.event_id)
        if items:
            self.do(to.mark(items[pick % len(items)].event_id, mark))

    @rule(device=st.integers(0, 3))
    def line_breaks(self, device: int) -> None:
        self.devices[device].disconnect()

    @rule(device=st.integers(0, 3))
    def comes_back(self, device: int) -> None:
        self.do(self.devices[device].connect())

    @rule(device=st.integers(0, 3))
    def device_is_killed(self, device: int) -> None:
        self.devices[device].disconnect()
        self.do(self.devices[device].start())

    @rule()
    def server_is_killed(self) -> None:
        for device in self.devices:
            device.disconnect()
        self.do(self.server.crash())

    # What is always so.

    @invariant()
    def numbers_have_no_holes(self) -> None:
        numbers: dict[Room, int] = {}
        for published in self.server.tables.published:
            for room, number in published.positions.items():
                assert number == numbers.get(room, 0) + 1
                numbers[room] = number

    @invariant()
    def nothing_is_applied_twice(self) -> None:
        for device in self.devices:
            twice = [one for one, times in Counter(device.applied).items() if times > 1]
            assert twice == []

    @invariant()
    def no_cursor_is_ahead_of_its_room(self) -> None:
        for device in self.devices:
            for room, cursor in device.follower.sync.cursors.items():
                assert cursor.after <= self.server.tables.heads.get(room, 0)

    # The end.

    def what_is_connected_is_level(self) -> None:
        """A look and a heartbeat are enough to hear of everything, whatever was lost."""
        self.do(self.server.look())
        self.send()
        self.frames_are_lost()
        for device in self.devices:
            self.do(device.heartbeat())
        self.settle()
        for device in self.devices:
            if device.line is not None:
                self.is_complete(device)

    def is_complete(self, device: Device) -> None:
        """Check that a device applied every entry of its rooms that its list did not bring."""
        cursors = device.follower.sync.cursors
        assert device.line is not None
        # A queue that is watched no longer may be heard still, as one that was joined.
        assert device.line.session.automatic <= cursors.keys() <= device.line.session.rooms
        for room, cursor in cursors.items():
            entries = {
                published.positions[room]: published.event.id
                for published in self.server.tables.published
                if room in published.positions
            }
            assert cursor.after == max(entries, default=0)
            missing = [n for n in entries if n > device.begun[room]]
            assert {entries[n] for n in missing} <= set(device.applied)

    def everybody_comes_back(self) -> None:
        self.do(self.server.look())
        for _ in range(2):  # Devices of one person tell each other what they marked.
            for device in self.devices:
                self.do(device.connect())
                self.do(device.settle())
                self.is_complete(device)
                self.do(device.compare())

    def compare_accounts(self) -> None:
        for device in self.devices:
            asks = actor(device.person)
            heads = {
                room: self.server.tables.heads.get(room, 0)
                for room in self.do(self.server.services.membership.rooms_of(asks.user_id))
            }
            assert {r: c.after for r, c in device.follower.sync.cursors.items()} == heads
            unread = self.do(self.server.services.notifications.page(asks, limit=100, unread=True))
            listed = {EventId(item.id) for item in unread.items}
            assert {item.event_id for item in device.follower.center.unread()} == listed

    def settle(self) -> None:
        self.send()
        for device in self.devices:
            self.do(device.settle())

    def ticket(self, pick: int) -> TicketId:
        return self.tickets[pick % len(self.tickets)]

    def send(self) -> None:
        for device in self.devices:
            device.fetch_frames()


TestWholeWay = WholeWay.TestCase
TestWholeWay.settings = settings(max_examples=400, stateful_step_count=50, deadline=None)
