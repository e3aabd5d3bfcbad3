"""What the contract server of the tests knows: streams, tickets, marks, sessions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec import Raw

from common.envelope import encode_event, with_positions
from common.events import AnyEvent, Positions
from common.ids import AnnouncementId, Epoch, EventId, QueueId, TicketId, UserId
from common.notifications import Me, Notification, NotificationPriority, classify
from common.rest import (
    Announcement,
    NotificationView,
    Reset,
    RoomPage,
    Sync,
    SyncPage,
    Ticket,
)
from common.rooms import Room
from common.stream import Cursor, Head, ResetReason

ANA = UserId("ana")
ME = Room("user:ana")
FIELD = Room("team:field")
PRINTERS = Room("queue:printers")


@dataclass(frozen=True)
class Frame:
    """One committed event with its places."""

    event: AnyEvent
    encoded: bytes
    positions: Positions


@dataclass
class Streams:
    """The streams of one person's rooms."""

    rooms: dict[Room, list[Frame]] = field(
        default_factory=lambda: {ME: [], FIELD: [], PRINTERS: []}
    )
    floors: dict[Room, int] = field(default_factory=dict)
    generation: int = 1
    read: set[EventId] = field(default_factory=set)
    cleared: set[EventId] = field(default_factory=set)
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    announcements: dict[AnnouncementId, Announcement] = field(default_factory=dict)

    @property
    def epoch(self) -> Epoch:
        return Epoch(f"epoch-{self.generation}")

    @property
    def me(self) -> Me:
        return Me(user_id=ANA, watched_queues=frozenset({QueueId("printers")}))

    def commit(self, event: AnyEvent, rooms: tuple[Room, ...]) -> Frame:
        positions = {room: len(self.rooms[room]) + 1 for room in rooms}
        frame = Frame(event, encode_event(event), positions)
        for room in rooms:
            self.rooms[room].append(frame)
        return frame

    def heads(self) -> dict[Room, Head]:
        return {
            room: Head(head=len(frames), floor=self.floors.get(room, 0))
            for room, frames in self.rooms.items()
        }

    def page(self, asked: Sync) -> SyncPage:
        return SyncPage(
            epoch=self.epoch,
            rooms={
                room: self._part(room, cursor, asked)
                for room, cursor in asked.rooms.items()
                if room in self.rooms
            },
            retry_after_seconds=1,
        )

    def has_news(self, asked: Sync) -> bool:
        parts = self.page(asked).rooms.values()
        return any(part.entries or part.reset for part in parts)

    def views(self) -> list[NotificationView]:
        """Return the person's notifications, newest first."""
        found: dict[EventId, tuple[Frame, Notification]] = {}
        for frames in self.rooms.values():
            for frame in frames:
                told = classify(frame.event, self.me)
                if told is not None and told.priority is not NotificationPriority.LOW:
                    found[frame.event.id] = (frame, told)
        listed = [pair for event_id, pair in found.items() if event_id not in self.cleared]
        listed.sort(key=lambda pair: (pair[1].at, pair[1].event_id), reverse=True)
        return [self._view(frame, told) for frame, told in listed]

    def restore_backup(self, keep: int) -> None:
        """Go back to the first ``keep`` entries of each room, in another history."""
        for frames in self.rooms.values():
            del frames[keep:]
        self.generation += 1

    def _part(self, room: Room, cursor: Cursor, asked: Sync) -> RoomPage:
        frames = self.rooms[room]
        floor = self.floors.get(room, 0)
        reason = self._reset(frames, cursor, asked.epoch, floor)
        if reason is not None:
            return RoomPage(entries=(), head=len(frames), floor=floor, reset=Reset(reason=reason))
        shown = frames[cursor.after : cursor.after + asked.limit]
        numbered = enumerate(shown, start=cursor.after + 1)
        return RoomPage(
            entries=tuple(Raw(with_positions(f.encoded, {room: n})) for n, f in numbered),
            head=len(frames),
            floor=floor,
            more=cursor.after + len(shown) < len(frames),
        )

    def _reset(
        self, frames: list[Frame], cursor: Cursor, epoch: Epoch | None, floor: int
    ) -> ResetReason | None:
        if epoch is not None and epoch != self.epoch:
            return ResetReason.EPOCH_CHANGED
        if cursor.after > len(frames):
            return ResetReason.CURSOR_AHEAD
        if cursor.after < floor:
            return ResetReason.BELOW_FLOOR
        if cursor.event_id is not None and frames[cursor.after - 1].event.id != cursor.event_id:
            return ResetReason.FINGERPRINT_MISMATCH
        return None

    def _view(self, frame: Frame, told: Notification) -> NotificationView:
        return NotificationView(
            id=told.event_id,
            kind=told.kind,
            priority=told.priority,
            title=f"{told.kind.value} {told.ticket_id}",
            body="",
            at=told.at,
            event=Raw(with_positions(frame.encoded, frame.positions)),
            ticket_id=told.ticket_id,
            queue_id=told.queue_id,
            read=told.event_id in self.read,
        )


def now() -> datetime:
    """Return the time of the machine: these servers talk to real agents."""
    return datetime.now(UTC)
