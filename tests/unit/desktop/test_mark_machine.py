"""Whatever people mark on several devices, in whatever order it travels, all agree in the end.

The model is two devices of one person in front of a server that numbers marks in the person's
room. Requests are taken by the server at one moment and answered at another; what the room tells
comes when the line wants it to. The events themselves come by another room, early or late.
"""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from common.events import NotificationsCleared, NotificationsRead, NotificationsUnread
from common.ids import EventId
from desktop.core.notifications.center import Center
from desktop.core.state import Mark, Stored
from desktop.core.stream.pages import Event
from tests.unit.desktop.builders import ANA, FIELD, ME
from tests.unit.desktop.notifications import ANA_WATCHES_PRINTERS, assigned, at, calm

EVENTS = tuple(assigned(f"event-{n}", pos={FIELD: n}) for n in (1,))
IDS = tuple(event.id for event in EVENTS)
KINDS = {
    Mark.READ: NotificationsRead,
    Mark.UNREAD: NotificationsUnread,
    Mark.CLEARED: NotificationsCleared,
}


class Server:
    """The marks in the order of the room, and what they add up to."""

    def __init__(self) -> None:
        self.room: list[Event] = []
        self.unread = set(IDS)
        self.cleared: set[EventId] = set()

    def take(self, mark: Mark, event_id: EventId) -> None:
        match mark:
            case Mark.READ:
                self.unread.discard(event_id)
            case Mark.UNREAD:
                self.unread.add(event_id)
            case Mark.CLEARED:
                self.cleared.add(event_id)
        self._tell(mark, ids=(event_id,))

    def read_all(self) -> None:
        self.unread.clear()
        self._tell(Mark.READ, through={FIELD: 1})

    def _tell(self, mark: Mark, **fields: object) -> None:
        number = len(self.room) + 1
        event_id = EventId(f"mark-{number}")
        kind = KINDS[mark]
        self.room.append(kind(id=event_id, at=at(number), user_id=ANA, pos={ME: number}, **fields))


class Device:
    """One center, what it has heard, and its one request under way."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.center = Center(Stored(), calm)
        self.heard = 0
        self.arrived: set[EventId] = set()
        self.request: tuple[Mark, EventId] | None = None
        self.is_taken = False
        self.is_same = False

    def arrive(self, event: Event) -> None:
        if event.id not in self.arrived:
            self.arrived.add(event.id)
            self.center.received([event], ANA_WATCHES_PRINTERS, late=False)

    def hear(self) -> None:
        if self.heard < len(self.server.room):
            told = self.server.room[self.heard]
            self.heard += 1
            self.center.received([told], ANA_WATCHES_PRINTERS, late=False)

    def mark(self, mark: Mark, event_id: EventId) -> None:
        self.arrive(EVENTS[IDS.index(event_id)])  # Nobody marks what they do not see.
        self.center.mark([event_id], mark)
        if self.request is not None and self.request[1] == event_id:
            self.is_same = False

    def send(self) -> None:
        waiting = self.center.unconfirmed()
        if self.request is None and waiting:
            item = waiting[0]
            assert item.unconfirmed is not None
            self.request, self.is_taken, self.is_same = (
                (item.unconfirmed, item.event_id),
                False,
                True,
            )

    def take(self) -> None:
        if self.request is not None and not self.is_taken:
            self.is_taken = True
            self.server.take(*self.request)

    def answer(self) -> None:
        if self.request is not None and self.is_taken:
            mark, event_id = self.request
            self.request = None
            if self.is_same:
                self.center.confirmed([event_id], mark)

    def sync(self) -> None:
        """Let a request come back at once, and hear all there is to hear."""
        self.send()
        self.take()
        self.answer()
        while self.heard < len(self.server.room):
            self.hear()

    def lose(self) -> None:
        """End the request without an answer: the device sends again what it still has."""
        self.request = None

    def settle(self) -> None:
        for event in EVENTS:
            self.arrive(event)
        for _ in range(20):
            self.send()
            self.take()
            self.answer()
        assert self.center.unconfirmed() == ()


def undo(device: Device, event_id: EventId) -> None:
    if device.request is None:  # Only what is not under way can be taken back.
        device.center.rejected([event_id], Mark.CLEARED)


STEPS: dict[str, Callable[[Device, EventId], object]] = {
    "arrive": lambda device, event_id: device.arrive(EVENTS[IDS.index(event_id)]),
    "mark read": lambda device, event_id: device.mark(Mark.READ, event_id),
    "mark unread": lambda device, event_id: device.mark(Mark.UNREAD, event_id),
    "clear": lambda device, event_id: device.mark(Mark.CLEARED, event_id),
    "undo": undo,
    "send": lambda device, _: device.send(),
    "take": lambda device, _: device.take(),
    "answer": lambda device, _: device.answer(),
    "lose": lambda device, _: device.lose(),
    "hear": lambda device, _: device.hear(),
    "sync": lambda device, _: device.sync(),
    "read all": lambda device, _: device.server.read_all(),
}
OFTEN = ("mark read", "mark unread", "mark unread", "send", "take", "sync", "sync", "sync")
ONE_STEP = st.tuples(st.integers(0, 1), st.sampled_from((*STEPS, *OFTEN)), st.sampled_from(IDS))


@settings(max_examples=1200, deadline=None, derandomize=True)
@given(st.lists(ONE_STEP, min_size=6, max_size=16))
def test_devices_agree_with_the_server_in_the_end(
    steps: list[tuple[int, str, EventId]],
) -> None:
    server = Server()
    devices = Device(server), Device(server)

    for number, step, event_id in steps:
        STEPS[step](devices[number], event_id)

    for device in devices:
        device.settle()
    left = server.unread - server.cleared
    for device in devices:
        while device.heard < len(server.room):
            device.hear()
        assert {item.event_id for item in device.center.unread()} == left
        assert {i.event_id for i in device.center.listed()} == set(IDS) - server.cleared
        assert device.center.unread_count == device.center.count_on_server == len(left)
