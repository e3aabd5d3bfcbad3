"""From commits to sockets: for each room, the next number and no other.

For every room that has a socket here the dispatcher remembers the last number that it ``sent``.
An event that is next in line in its rooms goes out once to each socket in one of them, with the
numbers of the shared rooms and of the reader's own. Entries that are missing before it are read
from the database first. And because a ring may be lost, the dispatcher looks every second at what
was committed since its last look, however late it became visible, which misses nothing and costs
the same for any number of rooms.

Order of the two sides of a join: a room is ``opening`` before its head is read, and numbers that
are rung meanwhile raise the head that the client is told. So everything up to that head is read
by the client's ``sync``, everything after it comes as a frame, and nothing falls between.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from backend.realtime.doorbell import Doorbell
from backend.realtime.fanout import Fanout
from backend.realtime.latency import Latencies
from backend.realtime.limits import Monotonic
from backend.realtime.metrics import RealtimeMetrics
from backend.services.changes import Published
from backend.services.errors import InfrastructureError
from backend.services.ports import CommitMark, Now, StreamReader
from backend.services.trace import Trace
from common.envelope import with_positions
from common.events import EventType
from common.ids import UserId
from common.rooms import Room, RoomKind, parse_room
from common.stream import Head

LOOK_EVERY_S = 1.0
LOOK_LIMIT = 500
MAX_REMEMBERED = 20_000
"""Events that are known as dispatched, at 1,000 a second those of the last looks."""
ROOMS_AT_ONCE = 500
HOLE_LIMIT = 500
GATHER_S = 0.02
GATHER_S_PER_FRAME = 5e-6
"""Half of what a frame costs: waiting that long for what is on its way can save a whole one."""

AccessChanged = Callable[[UserId], Awaitable[None]]
"""Called for each event that says that a person's queues or teams changed."""
RoomMoved = Callable[[Room], None]
"""Called for each followed room at each new entry, before its frame is queued."""

logger = logging.getLogger(__name__)


class _Kind(msgspec.Struct):
    type: str


_KIND = msgspec.json.Decoder(_Kind)


@dataclass(slots=True)
class _Batch:
    """What one turn told, for its line in the log."""

    events: Trace = field(default_factory=Trace)
    frames: int = 0
    slowest_s: float = 0.0


class Dispatcher:
    """Delivers committed events to the sockets of this process, in order.

    Attributes:
        access_changed: What to do when a person's rooms changed; set by the composition root.
        room_moved: What to do when a room that is followed has a new entry; likewise.
        looked: What to do at each look, with ``Commits.identity_changes``; likewise.
        commands_under_way: How many commands of this process may ring soon; likewise.
        turned_at: Monotonic seconds of the last turn, which readiness watches.
        lag_s: Time from the decision of the newest event to its frames in the buffers.
    """

    def __init__(
        self,
        *,
        doorbell: Doorbell,
        streams: StreamReader,
        fanout: Fanout,
        metrics: RealtimeMetrics,
        latencies: Latencies,
        now: Now,
        monotonic: Monotonic,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self.access_changed: AccessChanged = _nothing_to_do
        self.room_moved: RoomMoved = _nobody_cares
        self.looked: Callable[[int], None] = _nobody_cares
        self.commands_under_way: Callable[[], int] = _none
        self.turned_at = monotonic()
        self.lag_s = 0.0
        self._doorbell = doorbell
        self._streams = streams
        self._fanout = fanout
        self._metrics = metrics
        self._latencies = latencies
        self._now = now
        self._monotonic = monotonic
        self._look_every_s = look_every_s
        self._look_at = monotonic() + look_every_s
        self._mark = CommitMark("")  # Everything that it covers was dispatched.
        self._batch = _Batch()
        self._frames_before = 0  # In the last turn that told anybody.
        self._dispatched: OrderedDict[int, None] = OrderedDict()
        self._sent: dict[Room, int] = {}
        self._opening: dict[object, dict[Room, int]] = {}  # One for each join under way.

    async def start(self) -> None:
        """Begin after what is committed already; there is no socket yet that missed it."""
        self._mark = await self._streams.newest_mark()

    async def run(self) -> None:
        """Dispatch until cancelled; an error costs one turn, never the dispatcher."""
        while True:
            try:
                await self._turn()
            except Exception:
                self._metrics.errors.inc()
                logger.exception("dispatcher turn failed")
                await asyncio.sleep(self._look_every_s)

    async def follow(self, rooms: Collection[Room]) -> dict[Room, Head]:
        """Return the ends of the rooms, above which every entry will be sent as a frame.

        The caller must let its socket enter the rooms before it gives control back.
        """
        opening = dict.fromkeys(rooms, 0)
        token = object()
        self._opening[token] = opening
        try:
            heads = await self._streams.heads(rooms)
        finally:
            del self._opening[token]
        for room, rung in opening.items():
            self._sent.setdefault(room, max(heads[room].head, rung))
        return {room: Head(head=self._sent[room], floor=heads[room].floor) for room in rooms}

    def release(self, rooms: Iterable[Room]) -> None:
        """Forget rooms that no socket hears any more."""
        for room in rooms:
            self._sent.pop(room, None)

    def heads(self, rooms: Iterable[Room]) -> dict[Room, int]:
        """Return the last number that was sent in each of the rooms that are followed."""
        return {room: self._sent[room] for room in rooms if room in self._sent}

    async def _turn(self) -> None:
        patience_s = max(0.0, self._look_at - self._monotonic())
        rings = await self._doorbell.rings(patience_s)
        if rings:
            rings = [*rings, *await self._gather()]
        for published in rings:
            await self._dispatch_guarded(published)
        if self._doorbell.missed or self._monotonic() >= self._look_at:
            await self._look()
        self.turned_at = self._monotonic()
        self._report()

    async def _gather(self) -> list[Published]:
        """Return what rings while commands are under way, if telling is dear (ADR-0036)."""
        gathered: list[Published] = []
        await asyncio.sleep(0)  # Whose command just rang is answered now.
        ends_at = self._monotonic() + min(GATHER_S, self._frames_before * GATHER_S_PER_FRAME)
        while self.commands_under_way() and (left_s := ends_at - self._monotonic()) > 0:
            gathered += await self._doorbell.rings(left_s)
        return gathered

    def _report(self) -> None:
        """Write one line about what this turn told."""
        if not self._batch.events.count:
            return
        logger.info(
            "events dispatched",
            extra={
                "events": self._batch.events.count,
                "event_ids": self._batch.events.event_ids,
                "frames": self._batch.frames,
                "slowest_s": round(self._batch.slowest_s, 4),
            },
        )
        self._frames_before = self._batch.frames
        self._batch = _Batch()

    async def _look(self) -> None:
        self._doorbell.missed = False
        self._look_at = self._monotonic() + self._look_every_s
        commits = await self._streams.committed_since(
            self._mark, LOOK_LIMIT, known=self._dispatched.keys()
        )
        self.looked(commits.identity_changes)
        for published in commits.published:
            self._metrics.looks.inc()
            await self._dispatch_guarded(published)
        if commits.is_cut:
            await self._catch_up()
        self._mark = commits.mark

    async def _catch_up(self) -> None:
        """Bring every followed room to its head; too much happened to be told one by one."""
        # People's own rooms first: who lost a right must not be told what came after that.
        followed = sorted(self._sent, key=_is_personal, reverse=True)
        for start in range(0, len(followed), ROOMS_AT_ONCE):
            heads = await self._streams.heads(followed[start : start + ROOMS_AT_ONCE])
            for room, head in heads.items():
                await self._fill(room, head.head + 1)
                # What was left out is seen as a gap by the clients at their next heartbeat.
                self._advance(room, head.head)
                self._doorbell.announce({room: head.head})

    async def _dispatch_guarded(self, published: Published) -> None:
        # A repeat that is not remembered any more costs time only: its numbers were sent.
        if published.n in self._dispatched:
            return
        try:
            await self._dispatch(published)
        except InfrastructureError:
            raise  # Not remembered: the next look, whose mark is older, brings it again.
        except Exception:
            # Its numbers are skipped in the rooms, so clients see the gap and read it by sync.
            self._metrics.errors.inc()
            logger.exception("event not dispatched", extra={"event_id": published.event.id})
        self._dispatched[published.n] = None
        if len(self._dispatched) > MAX_REMEMBERED:
            self._dispatched.popitem(last=False)

    async def _dispatch(self, published: Published) -> None:
        for room, seq in published.positions.items():
            await self._fill(room, seq)
        # No control is given away between the decision and the buffers.
        due = [room for room, seq in published.positions.items() if self._advance(room, seq)]
        self._tell(published, due)
        self._doorbell.announce(published.positions)
        self._metrics.events.inc()
        self.lag_s = max(0.0, (self._now() - published.event.at).total_seconds())
        self._metrics.lag_s.observe(self.lag_s)
        self._note_delivery(published)
        if published.event.type is EventType.USER_QUEUE_UPDATED:
            await self._tell_access_changed(published.positions)

    def _note_delivery(self, published: Published) -> None:
        # An event that no ring told has only the moment of its decision, which is earlier: to
        # leave it out would hide exactly the slow ones.
        began = published.committed_at or published.event.at
        took_s = max(0.0, (self._now() - began).total_seconds())
        self._batch.events.add((published.event.id,))
        self._batch.slowest_s = max(self._batch.slowest_s, took_s)
        self._metrics.delivery_s.observe(took_s)
        self._latencies.add(took_s)

    def _tell(self, published: Published, due: Collection[Room]) -> None:
        """Send a frame to all who hear one of the rooms; nobody hears of others' own rooms."""
        name = published.event.type.value
        own = [room for room in due if _is_personal(room)]
        shared = {r: seq for r, seq in published.positions.items() if not _is_personal(r)}
        for room in own:
            positions = {**shared, room: published.positions[room]}
            frame = with_positions(published.encoded, positions)
            self._batch.frames += self._fanout.tell((room,), name, frame)
        frame = with_positions(published.encoded, shared)
        self._batch.frames += self._fanout.tell(
            [room for room in due if room in shared], name, frame, but_not=own
        )

    def _advance(self, room: Room, seq: int) -> bool:
        for opening in self._opening.values():
            if room in opening:
                opening[room] = max(seq, opening[room])
        if self._sent.get(room, seq) >= seq:
            return False
        self._sent[room] = seq
        self.room_moved(room)
        return True

    async def _fill(self, room: Room, seq: int) -> None:
        """Send the entries of a room that are missing before ``seq``."""
        sent = self._sent.get(room, seq)
        missing = seq - 1 - sent
        if missing > HOLE_LIMIT and _is_personal(room):
            await self._tell_access_changed({room: seq})  # What is in the hole may say so.
        if not 0 < missing <= HOLE_LIMIT:
            return  # Too large a hole is left to the clients, which see it and read by pages.
        self._metrics.holes.inc()
        for number, encoded in await self._streams.entries_after(room, sent, missing):
            if self._advance(room, number):
                name = _KIND.decode(encoded).type
                frame = with_positions(encoded, {room: number})
                self._batch.frames += self._fanout.tell((room,), name, frame)
                if name == EventType.USER_QUEUE_UPDATED:
                    await self._tell_access_changed({room: number})

    async def _tell_access_changed(self, positions: Mapping[Room, int]) -> None:
        # Waited for: what is committed after a removal must not reach the removed person.
        for room in positions:
            _, owner = parse_room(room)
            await self.access_changed(UserId(owner))


def _is_personal(room: Room) -> bool:
    return parse_room(room)[0] is RoomKind.USER


async def _nothing_to_do(_user_id: UserId) -> None:
    return None


def _none() -> int:
    return 0


def _nobody_cares(_what: object) -> None:
    return None
