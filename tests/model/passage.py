"""The way from a commit to a device: commits, doorbells, frames, answers, each late or never."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from desktop.core.state import Mark
from tests.fakes.desk import EVE, FIELD, OFFICE, actor
from tests.model.machine import DEVICE, PICK, PROCESS, Machine
from tests.model.marking import Fate


class Passage(Machine):
    """What happens between the two sides when nobody does anything wrong."""

    @rule()
    def storage_is_slow(self) -> None:
        """Let commands wait from now on: several are decided on the same version."""
        self.server.gateway.is_slow = True

    @precondition(lambda self: self.server.gateway.waiting)
    @rule(size=st.integers(1, 4))
    def batch(self, size: int) -> None:
        """Commit some together; what is left comes in another batch."""
        self.do(self.server.gateway.batch(size))
        self.spin()

    @precondition(lambda self: self.server.gateway.waiting)
    @rule()
    def transaction_begins(self) -> None:
        """Give events their places, while nobody sees them yet."""
        self.do(self.server.gateway.begin())
        self.spin()

    @precondition(lambda self: self.server.gateway.under_way)
    @rule(pick=PICK, succeeds=st.booleans())
    def transaction_ends(self, pick: int, *, succeeds: bool) -> None:
        """Make events visible out of the order of their places, or never."""
        gateway = self.server.gateway
        position = pick % len(gateway.under_way)
        if succeeds:
            self.do(gateway.end(position))
        else:
            gateway.roll_back(position)
        self.spin()

    @rule(is_rung=st.booleans())
    def transaction_is_overtaken(self, *, is_rung: bool) -> None:
        """Let an event become visible after a look that saw later ones."""
        gateway, admin = self.server.gateway, actor(EVE)
        was_slow, gateway.is_slow = gateway.is_slow, True
        self.attempt(self.via(0).announcements.post(admin, FIELD.id, "Begun first."))
        gateway.is_slow = was_slow
        while gateway.waiting:
            self.do(gateway.begin())
        self.attempt(self.server.services.announcements.post(admin, OFFICE.id, "Seen first."))
        self.look_everywhere()
        while gateway.under_way:
            self.do(gateway.end(0))
        self.spin()
        if not is_rung:
            self.server.rings.clear()

    @rule()
    def storage_is_quick(self) -> None:
        """Commit everything that waits."""
        self.server.gateway.is_slow = False
        while self.server.gateway.waiting or self.server.gateway.under_way:
            self.do(self.server.gateway.flush())
            self.spin()

    @precondition(lambda self: self.server.rings)
    @rule(pick=PICK, again=st.booleans())
    def ring(self, pick: int, *, again: bool) -> None:
        """Let one ring of any age through to one process, maybe not for the last time."""
        rings = self.server.rings
        ring = rings[pick % len(rings)]
        if not again:
            rings.remove(ring)
        self.do(self.server.ring(ring))
        self.send()

    @rule()
    def all_goes_well(self) -> None:
        for ring in self.server.rings:
            self.do(self.server.ring(ring))
        self.server.rings.clear()
        self.settle()
        for device in self.devices:
            self.do(device.show())

    @precondition(lambda self: self.server.rings)
    @rule()
    def rings_are_lost(self) -> None:
        self.server.rings.clear()

    @rule(process=PROCESS)
    def look(self, process: int) -> None:
        self.look_at(process)

    @rule(device=DEVICE, pick=PICK, again=st.booleans())
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

    @rule(device=DEVICE)
    def answer_is_read(self, device: int) -> None:
        self.do(self.devices[device].read_answer())

    @rule(device=DEVICE)
    def answer_arrives(self, device: int) -> None:
        to = self.devices[device]
        if to.answer is not None:
            self.do(to.take_answer())
            self.send()

    @rule(device=DEVICE)
    def heartbeat(self, device: int) -> None:
        self.do(self.devices[device].heartbeat())

    @rule(device=DEVICE)
    def asks_again(self, device: int) -> None:
        """Let a device poll that has no line."""
        if self.devices[device].line is None:
            self.do(self.devices[device].poll())

    @rule(device=DEVICE)
    def list_is_asked_for(self, device: int) -> None:
        """Let a device that follows doubt its list; frames come while it is on its way."""
        to = self.devices[device]
        if to.line is not None or to.is_polling:
            self.do(to.list_anew())

    @rule(device=DEVICE, pick=PICK, mark=st.sampled_from(Mark), fate=st.sampled_from(Fate))
    def mark(self, device: int, pick: int, mark: Mark, fate: Fate) -> None:
        to = self.devices[device]
        items = sorted(to.follower.center.listed(), key=lambda item: item.event_id)
        if items:
            self.do(to.marking.make(items[pick % len(items)].event_id, mark))
        self.do(to.marking.send(fate))

    @rule(device=DEVICE)
    def clearing_is_undone(self, device: int) -> None:
        self.do(self.devices[device].marking.undo())

    @rule(device=DEVICE, fate=st.sampled_from(Fate))
    def marks_are_sent(self, device: int, fate: Fate) -> None:
        self.do(self.devices[device].marking.send(fate))

    @rule(device=DEVICE)
    def person_is_told(self, device: int) -> None:
        self.do(self.devices[device].show())
