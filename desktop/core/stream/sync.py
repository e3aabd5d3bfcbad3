"""From hints and pages to each event once, room by room: the heart of "never lost".

Pure state machine: no socket, no clock, no disk. Inputs are what the line reports and the answers
to the effects; outputs are effects, to be carried out in order.

Invariants:
    * A cursor moves only over contiguous numbers, or to the position of a snapshot.
    * A frame is a hint. It is applied when it is next in line in a room whose cursor the server
      has checked since the line was opened; otherwise it only says how far the room goes.
    * At most one request is under way. An answer to any other request changes nothing.
    * While a snapshot is taken nothing is delivered, so that nothing can fall between the two.
    * A request follows another only if something new was learned since: all chains end.

Source:
    ADR-0003.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from common.ids import Epoch, EventId
from common.rooms import Room
from common.session import MAX_ROOMS
from common.stream import Cursor
from desktop.core.stream.effects import (
    Deliver,
    Effect,
    Fetch,
    Forget,
    Request,
    SnapshotCause,
    TakeSnapshot,
)
from desktop.core.stream.pages import Event, Page, Part

REMEMBERED_EVENTS = 4096
"""Ids kept to deliver an event of several rooms once; the center remembers what it shows."""


@dataclass(slots=True)
class _Track:
    """One followed room.

    Attributes:
        cursor: None while the room was never read.
        known: The highest number that is known to exist.
        asked: ``known`` at the time of the last request.
        trusted: The server has checked the cursor since the line was opened.
        doubted: Something does not fit; the server shall look at the cursor again.
        wanted: Why a snapshot is needed, None when none is.
        head: The position that the snapshot will stand for.
    """

    cursor: Cursor | None = None
    known: int = 0
    asked: int = 0
    trusted: bool = False
    doubted: bool = False
    wanted: SnapshotCause | None = None
    head: int = 0

    @property
    def after(self) -> int:
        return self.cursor.after if self.cursor is not None else 0

    @property
    def is_behind(self) -> bool:
        if self.wanted is not None:
            return False
        return not self.trusted or self.doubted or self.known > self.after

    def at_head(self) -> Cursor:
        """Return the cursor of a snapshot; without fingerprint where no entry was applied."""
        if self.cursor is not None and self.wanted is SnapshotCause.DIFFERENCE:
            return self.cursor
        return Cursor(after=self.head)


@dataclass(slots=True)
class _Delivery:
    """What one input delivers, gathered."""

    events: list[Event] = field(default_factory=list)
    cursors: dict[Room, Cursor] = field(default_factory=dict)


class Sync:
    """Follows a set of rooms."""

    def __init__(self, cursors: Mapping[Room, Cursor], epoch: Epoch | None) -> None:
        """Go on from what the store holds."""
        self._tracks = {room: _Track(cursor=cursor) for room, cursor in cursors.items()}
        self._epoch = epoch
        self._named_epoch = epoch
        self._requests = 0
        self._outstanding: Request | None = None
        self._seen: OrderedDict[EventId, None] = OrderedDict()

    @property
    def epoch(self) -> Epoch | None:
        """The history that the cursors belong to; None before the first snapshot."""
        return self._epoch

    @property
    def cursors(self) -> Mapping[Room, Cursor]:
        """The cursor of each room that was read."""
        tracks = self._tracks.items()
        return {room: track.cursor for room, track in tracks if track.cursor is not None}

    @property
    def rooms(self) -> frozenset[Room]:
        """The rooms that are followed."""
        return frozenset(self._tracks)

    @property
    def is_caught_up(self) -> bool:
        """Whether everything that is known to exist was delivered."""
        waiting = any(t.is_behind or t.wanted is not None for t in self._tracks.values())
        return self._outstanding is None and not waiting

    def connected(self, epoch: Epoch, heads: Mapping[Room, int]) -> Sequence[Effect]:
        """Handle a line that was opened and hears exactly the rooms of ``heads``."""
        effects = self._follow(heads)
        self._open_anew()
        for room, head in heads.items():
            track = self._tracks[room]
            track.known = head
            if track.cursor is None:
                self._want(track, SnapshotCause.FIRST_CONTACT, head)
        # Rooms are untrusted now, so a changed epoch is found by the request that follows.
        self._named_epoch = epoch
        return [*effects, *self._next()]

    def polling(self, rooms: Iterable[Room]) -> Sequence[Effect]:
        """Handle the beginning of polling: exactly these rooms, their heads not known."""
        effects = self._follow(rooms)
        self._open_anew()
        return [*effects, *self._next()]

    def disconnected(self) -> None:
        """Handle the end of the line: answers that are still to come are worth nothing."""
        self._open_anew()

    def joined(self, room: Room, head: int) -> Sequence[Effect]:
        """Handle a room that the line hears from now on."""
        if room in self._tracks:
            return []
        track = self._tracks[room] = _Track(known=head)
        self._want(track, SnapshotCause.FIRST_CONTACT, head)
        return self._next()

    def left(self, room: Room) -> Sequence[Effect]:
        """Handle a room that the line hears no longer."""
        if self._tracks.pop(room, None) is None:
            return []
        request = self._outstanding
        if isinstance(request, TakeSnapshot) and room in request.cursors:
            self._outstanding = None  # It would bring the cursor back.
        return [Forget((room,)), *self._next()]

    def awaits(self, request: Request) -> bool:
        """Return whether the answer to ``request`` is still of use."""
        return request is self._outstanding

    def poll(self) -> Sequence[Effect]:
        """Ask for whatever comes next in any room, unless a request is under way."""
        if self._outstanding is not None or not self._tracks:
            return []
        return self._next() or [self._fetch(list(self._tracks.items()), wait=True)]

    def resnapshot(self) -> Sequence[Effect]:
        """Replace what is held by the server's list: the two were found to differ."""
        for track in self._tracks.values():
            if track.wanted is None and track.trusted:
                self._want(track, SnapshotCause.DIFFERENCE, track.after)
        return self._next()

    def frame(self, event: Event) -> Sequence[Effect]:
        """Handle one live event; it is never trusted to be next in line."""
        delivery = _Delivery()
        suspended = isinstance(self._outstanding, TakeSnapshot)
        for room, number in event.pos.items():
            track = self._tracks.get(room)
            if track is None:
                continue
            track.known = max(track.known, number)
            if suspended or not track.trusted or track.wanted is not None:
                continue
            if number == track.after + 1:
                self._advance(room, track, number, event, delivery)
        return [*self._delivered(delivery), *self._next()]

    def heartbeat(self, epoch: Epoch, heads: Mapping[Room, int]) -> Sequence[Effect]:
        """Handle the ends of the rooms, as the server saw them a moment ago."""
        if epoch != self._epoch:
            if self._outstanding is None:  # Else its answer tells.
                self._open_anew()
            elif epoch == self._named_epoch:  # The list that will be taken may be older.
                for room in self._tracks.keys() & heads.keys():
                    self._tracks[room].known = max(self._tracks[room].known, heads[room])
            return self._next()
        effects: list[Effect] = []
        for room, head in heads.items():
            track = self._tracks.get(room)
            if track is None:
                effects += self.joined(room, head)
            elif head > track.after:
                track.known = max(track.known, head)
            elif head < track.after:
                # Either the beat is a little old, or numbers were lost: the server can tell.
                track.doubted = True
        return [*effects, *self._next()]

    def page(self, request: Fetch, page: Page) -> Sequence[Effect]:
        """Handle the answer to a ``Fetch``; one from before a reconnection is ignored."""
        if request is not self._outstanding:
            return []
        self._outstanding = None
        self._named_epoch = page.epoch
        delivery = _Delivery()
        refused: list[Room] = []
        for room in request.rooms:
            track = self._tracks.get(room)
            if track is None:
                continue  # Left while the request was under way.
            part = page.rooms.get(room)
            if part is None:
                del self._tracks[room]
                refused.append(room)
            else:
                self._apply(room, track, part, page.epoch, delivery)
        effects = self._delivered(delivery)
        if refused:
            effects.append(Forget(tuple(refused)))
        return [*effects, *self._next()]

    def snapshot_taken(self, request: TakeSnapshot) -> Sequence[Effect]:
        """Handle a snapshot that was stored together with ``request.cursors``."""
        if request is not self._outstanding:
            return []
        self._outstanding = None
        self._epoch = request.epoch
        for room, cursor in request.cursors.items():
            track = self._tracks[room]  # Leaving one of them ends the request.
            track.cursor = cursor
            track.wanted = None
            track.trusted = True
            track.doubted = False
            track.known = max(track.known, cursor.after)
        return self._next()

    def _apply(
        self, room: Room, track: _Track, part: Part, epoch: Epoch, delivery: _Delivery
    ) -> None:
        track.doubted = False
        if track.cursor is None:
            self._want(track, SnapshotCause.FIRST_CONTACT, part.head)
            return
        if part.reset is not None:
            self._want(track, SnapshotCause(part.reset.value), part.head)
            return
        if epoch != self._epoch:
            self._want(track, SnapshotCause.EPOCH_CHANGED, part.head)
            return
        track.trusted = True
        before = track.after
        for number, event in part.entries:
            if number <= track.after:
                continue
            if number != track.after + 1:
                self._want(track, SnapshotCause.HOLE, part.head)
                return
            self._advance(room, track, number, event, delivery)
        if part.more and track.after > before:
            track.known = max(track.known, track.after + 1)
        elif track.known <= track.asked:
            # The server was asked knowing all this and has no more: it is the authority.
            track.known = track.after

    def _advance(
        self, room: Room, track: _Track, number: int, event: Event, delivery: _Delivery
    ) -> None:
        track.cursor = Cursor(after=number, event_id=event.id)
        track.known = max(track.known, number)
        delivery.cursors[room] = track.cursor
        if event.id in self._seen:
            return  # The same event through another room.
        self._seen[event.id] = None
        if len(self._seen) > REMEMBERED_EVENTS:
            self._seen.popitem(last=False)
        delivery.events.append(event)

    def _delivered(self, delivery: _Delivery) -> list[Effect]:
        if not delivery.cursors:
            return []
        return [Deliver(events=tuple(delivery.events), cursors=delivery.cursors)]

    def _follow(self, rooms: Iterable[Room]) -> list[Effect]:
        wanted = frozenset(rooms)
        gone = tuple(room for room in self._tracks if room not in wanted)
        for room in gone:
            del self._tracks[room]
        for room in sorted(wanted - self.rooms):
            self._tracks[room] = _Track()
        return [Forget(gone)] if gone else []

    def _open_anew(self) -> None:
        self._outstanding = None
        for track in self._tracks.values():
            track.trusted = False
            track.wanted = None  # The server will say again whether one is needed.

    def _want(self, track: _Track, cause: SnapshotCause, head: int) -> None:
        track.wanted = cause
        track.head = head

    def _next(self) -> list[Effect]:
        """Return the request that is due, if none is under way."""
        if self._outstanding is not None:
            return []
        behind = [(room, track) for room, track in self._tracks.items() if track.is_behind]
        if behind:
            return [self._fetch(behind, wait=False)]
        causes = {r: t.wanted for r, t in self._tracks.items() if t.wanted is not None}
        if not causes or self._named_epoch is None:
            return []
        self._requests += 1
        self._outstanding = TakeSnapshot(
            number=self._requests,
            epoch=self._named_epoch,
            cursors={room: self._tracks[room].at_head() for room in causes},
            causes=causes,
        )
        return [self._outstanding]

    def _fetch(self, tracks: Sequence[tuple[Room, _Track]], *, wait: bool) -> Fetch:
        asked = tracks[:MAX_ROOMS]
        self._requests += 1
        for _, track in asked:
            track.asked = track.known
        request = Fetch(
            number=self._requests,
            epoch=self._epoch,
            rooms={room: track.cursor or Cursor(after=0) for room, track in asked},
            wait=wait,
        )
        self._outstanding = request
        return request
