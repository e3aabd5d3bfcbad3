"""Whatever the line does, the machine delivers every event of its rooms exactly once, in order.

The model is a device (what its store holds, its machine) in front of a server of streams. Frames
wait on a wire where they are lost, repeated or overtaken; answers are computed at one moment and
arrive at another, or after a reconnection, when they are worth nothing.
"""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Cursor
from desktop.core.stream.effects import (
    Deliver,
    Effect,
    Fetch,
    Forget,
    SnapshotCause,
    TakeSnapshot,
)
from desktop.core.stream.pages import Event, Page
from desktop.core.stream.sync import Sync
from tests.unit.desktop.builders import FIELD, ME, PRINTERS
from tests.unit.desktop.stream_model import Stream, StreamServer

ROOMS = (ME, FIELD, PRINTERS)
ROOM_SETS = st.sets(st.sampled_from(ROOMS), min_size=1)
ENOUGH_STEPS = 200


class SyncMachine(RuleBasedStateMachine):
    """One device, one server, one unreliable line."""

    def __init__(self) -> None:
        super().__init__()
        self.server = StreamServer({room: Stream() for room in ROOMS}, set(ROOMS))
        self.stored: dict[Room, Cursor] = {}
        self.stored_epoch: Epoch | None = None
        self.known: set[EventId] = set()
        self.delivered: set[EventId] = set()
        self.sync = Sync({}, None)
        self.online = False
        self.wire: list[Event] = []
        self.request: Fetch | TakeSnapshot | None = None
        self.answer: Page | frozenset[EventId] | None = None
        self.stale: list[tuple[Fetch, Page]] = []
        self.causes = 0
        self.resets = 0
        self.heard: dict[Room, int] = {}
        self.fingerprinted: set[Room] = set()

    @initialize(count=st.integers(0, 4))
    def history(self, count: int) -> None:
        for _ in range(count):
            self.server.commit(set(ROOMS))
        self.connect()
        self.settle()

    @rule(rooms=ROOM_SETS)
    def commit(self, rooms: set[Room]) -> None:
        frame = self.server.commit(rooms)
        if self.online and rooms & self.server.readable:
            self.wire.append(frame)

    @precondition(lambda self: self.online)
    @rule(rooms=ROOM_SETS)
    def commit_is_heard_at_once(self, rooms: set[Room]) -> None:
        self.hear(self.server.commit(rooms))

    @precondition(lambda self: self.wire)
    @rule(pick=st.integers(0, 99))
    def frame_arrives(self, pick: int) -> None:
        self.hear(self.wire.pop(pick % len(self.wire)))

    @precondition(lambda self: self.wire)
    @rule(pick=st.integers(0, 99))
    def frame_arrives_twice(self, pick: int) -> None:
        self.hear(self.wire[pick % len(self.wire)])

    @precondition(lambda self: self.wire)
    @rule(pick=st.integers(0, 99))
    def frame_is_lost(self, pick: int) -> None:
        self.wire.pop(pick % len(self.wire))

    @precondition(lambda self: self.request is not None and self.answer is None)
    @rule()
    def answer_is_read(self) -> None:
        match self.request:
            case Fetch() as request:
                self.answer = self.server.page(request)
            case TakeSnapshot() as request:
                if request.epoch == self.server.epoch:
                    self.answer = self.server.listed(request)
            case None:
                raise AssertionError

    @precondition(lambda self: self.answer is not None)
    @rule()
    def answer_arrives(self) -> None:
        request, answer = self.request, self.answer
        self.request = self.answer = None
        if isinstance(request, Fetch):
            assert isinstance(answer, Page)
            self.handle(self.sync.page(request, answer))
        elif isinstance(request, TakeSnapshot):
            assert isinstance(answer, frozenset)
            self.store_snapshot(request, answer)
            self.handle(self.sync.snapshot_taken(request))

    @precondition(lambda self: self.request is not None)
    @rule()
    def answers_come_at_once(self) -> None:
        self.settle()

    @precondition(lambda self: self.stale)
    @rule()
    def stale_answer_arrives(self) -> None:
        request, page = self.stale.pop()
        assert self.sync.page(request, page) == []

    @precondition(lambda self: self.online)
    @rule()
    def heartbeat(self) -> None:
        self.handle(self.sync.heartbeat(self.server.epoch, self.server.heads()))

    @precondition(lambda self: not self.online)
    @rule()
    def connect(self) -> None:
        self.drop_line()
        self.online = True
        self.handle(self.sync.connected(self.server.epoch, self.server.heads()))

    @precondition(lambda self: self.online)
    @rule(killed=st.booleans())
    def trouble(self, *, killed: bool) -> None:
        self.drop_line()
        if killed:
            self.stale.clear()
            self.delivered = set()
            self.sync = Sync(self.stored, self.stored_epoch)

    def drop_line(self) -> None:
        if isinstance(self.request, Fetch) and isinstance(self.answer, Page):
            self.stale.append((self.request, self.answer))
        self.online = False
        self.wire.clear()
        self.heard.clear()
        self.request = self.answer = None
        self.sync.disconnected()

    @precondition(lambda self: not self.online)
    @rule()
    def poll(self) -> None:
        self.drop_line()
        self.handle(self.sync.polling(self.server.readable))

    @precondition(lambda self: self.request is None and not self.online)
    @rule()
    def poll_again(self) -> None:
        self.handle(self.sync.poll())

    @rule(room=st.sampled_from(ROOMS))
    def retention(self, room: Room) -> None:
        stream = self.server.rooms[room]
        stream.floor = stream.head
        self.causes += 1

    @rule(room=st.sampled_from(ROOMS), keep=st.integers(0, 3))
    def backup_is_restored(self, room: Room, keep: int) -> None:
        self.drop_line()
        self.server.lose_after(room, keep)
        self.server.generation += 1
        self.causes += 1

    @precondition(lambda self: self.fingerprinted)
    @rule(pick=st.integers(0, 2), lose=st.integers(1, 2), regrow=st.integers(0, 2))
    def backup_is_restored_in_secret(self, pick: int, lose: int, regrow: int) -> None:
        """The epoch stays by mistake: the fingerprint of the cursor has to tell."""
        self.drop_line()
        room = sorted(self.fingerprinted)[pick % len(self.fingerprinted)]
        keep = max(0, self.stored[room].after - lose)
        self.server.lose_after(room, keep)
        for _ in range(regrow):
            self.server.commit({room})
        self.causes += 1

    @rule(room=st.sampled_from((FIELD, PRINTERS)))
    def access_changes(self, room: Room) -> None:
        if room in self.server.readable:
            self.server.readable.discard(room)
            effects = self.sync.left(room) if self.online else []
        else:
            self.server.readable.add(room)
            stream = self.server.rooms[room]
            stream.since = stream.head
            effects = self.sync.joined(room, stream.head) if self.online else []
        self.handle(effects)

    @precondition(lambda self: self.sync.is_caught_up)
    @rule()
    def counts_differ(self) -> None:
        self.handle(self.sync.resnapshot())

    def handle(self, effects: Sequence[Effect]) -> None:
        """Carry effects out as the device does: store first, remember the request."""
        for effect in effects:
            match effect:
                case Deliver():
                    self.store_delivery(effect)
                case Forget():
                    for room in effect.rooms:
                        self.stored.pop(room, None)
                        self.fingerprinted.discard(room)
                    if self.request is not None and not self.sync.awaits(self.request):
                        self.request = self.answer = None
                case Fetch() | TakeSnapshot():
                    assert self.request is None, "two requests at a time"
                    self.request = effect

    def store_delivery(self, effect: Deliver) -> None:
        ids = [event.id for event in effect.events]
        assert len(set(ids)) == len(ids)
        assert self.delivered.isdisjoint(ids), "delivered twice"
        self.delivered.update(ids)
        self.known.update(ids)
        for room, cursor in effect.cursors.items():
            before = self.stored[room].after
            assert cursor.after > before, "a cursor went back"
            passed = self.server.rooms[room].events[before : cursor.after]
            assert len(passed) == cursor.after - before, "a cursor ran ahead of its room"
            assert self.known.issuperset(passed), "a cursor moved over something not delivered"
            self.stored[room] = cursor
            self.fingerprinted.add(room)

    def store_snapshot(self, request: TakeSnapshot, listed: frozenset[EventId]) -> None:
        forced = set(request.causes.values())
        self.resets += bool(forced - {SnapshotCause.FIRST_CONTACT, SnapshotCause.DIFFERENCE})
        assert SnapshotCause.HOLE not in forced, "this server leaves no holes"
        self.known = set(listed)
        self.delivered.clear()
        self.stored.update(request.cursors)
        self.fingerprinted.difference_update(request.cursors)
        self.stored_epoch = request.epoch

    @invariant()
    def cursors_are_what_is_stored(self) -> None:
        followed = self.sync.rooms
        assert dict(self.sync.cursors) == {r: c for r, c in self.stored.items() if r in followed}

    @invariant()
    def no_more_resets_than_causes(self) -> None:
        assert self.resets <= self.causes

    @invariant()
    def what_was_heard_of_is_delivered_or_asked_for(self) -> None:
        if self.request is None:
            heard = {room: n for room, n in self.heard.items() if room in self.stored}
            missing = {room for room, n in heard.items() if self.stored[room].after < n}
            assert not missing, "nobody asks for what was heard of"

    @override
    def teardown(self) -> None:
        """Left alone on a good line, the device gets everything, and comes to rest."""
        self.drop_line()
        self.connect()
        self.settle()
        assert self.sync.is_caught_up
        assert self.known.issuperset(self.server.visible()), "something was lost"
        assert {r: c.after for r, c in self.stored.items()} == self.server.heads()

    def hear(self, frame: Event) -> None:
        for room, number in frame.pos.items():
            if room in self.sync.rooms:
                self.heard[room] = max(self.heard.get(room, 0), number)
        self.handle(self.sync.frame(frame))

    def settle(self) -> None:
        for _ in range(ENOUGH_STEPS):
            if self.request is None:
                return
            if self.answer is None:
                self.answer_is_read()
            if self.answer is None:
                return  # A snapshot of a history that is no more: the line is about to end.
            self.answer_arrives()
        raise AssertionError("does not come to rest")


SyncMachine.TestCase.settings = settings(max_examples=250, stateful_step_count=50, deadline=None)
TestSyncMachine = SyncMachine.TestCase
