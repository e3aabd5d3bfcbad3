"""What came after a cursor: the one way to catch up, to fill gaps and to poll.

Source:
    ADR-0003.
"""

from collections.abc import Collection

from msgspec import Raw

from backend.services.actor import Actor
from backend.services.commands import require_standing
from backend.services.ports import Arrivals, PeopleReader, StreamReader
from backend.services.rooms import audible_rooms
from common import rest
from common.envelope import with_positions
from common.ids import Epoch
from common.rooms import Room
from common.stream import Cursor, Head, ResetReason


class Sync:
    """Reads rooms for those who may hear them."""

    def __init__(self, *, streams: StreamReader, people: PeopleReader, arrivals: Arrivals) -> None:
        """Use these parts."""
        self._streams = streams
        self._people = people
        self._arrivals = arrivals

    async def epoch(self) -> Epoch:
        """Return the name of this database's history."""
        return await self._streams.epoch()

    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        """Return the ends of rooms; whoever asks has checked that they may be heard."""
        return await self._streams.heads(rooms)

    async def page(self, actor: Actor, asked: rest.Sync) -> rest.SyncPage:
        """Return what each room holds after its cursor; rooms not for the actor are absent.

        Waits for a first entry when there is none and ``wait_seconds`` says so. Rights are
        checked for every read, so also after the wait.

        Raises:
            PermissionDeniedError: The actor is no person of this help desk any more.
        """
        page = await self._page(actor, asked)
        if asked.wait_seconds and page.rooms and not any(map(_tells, page.rooms.values())):
            after = {room: asked.rooms[room].after for room in page.rooms}
            await self._arrivals.wait_for_entries(after, float(asked.wait_seconds))
            page = await self._page(actor, asked)
        return page

    async def _page(self, actor: Actor, asked: rest.Sync) -> rest.SyncPage:
        standing = await require_standing(self._people, actor)
        rooms = await audible_rooms(self._people, standing, asked.rooms)
        epoch = await self._streams.epoch()
        heads = await self._streams.heads(rooms)
        same_history = asked.epoch in (None, epoch)
        pages: dict[Room, rest.RoomPage] = {}
        left = rest.MAX_SYNC_ENTRIES
        for room in rooms:
            # One entry is kept for each room to come, so that every room with more goes on.
            to_come = len(rooms) - len(pages) - 1
            pages[room] = await self._room(
                room,
                asked.rooms[room],
                heads[room],
                limit=min(asked.limit, left - to_come),
                same_history=same_history,
            )
            left -= len(pages[room].entries)
        return rest.SyncPage(epoch=epoch, rooms=pages)

    async def _room(
        self, room: Room, cursor: Cursor, ends: Head, *, limit: int, same_history: bool
    ) -> rest.RoomPage:
        reason = ResetReason.EPOCH_CHANGED if not same_history else None
        reason = reason or await self._misfit(room, cursor, ends)
        if reason is not None:
            return rest.RoomPage(
                entries=(), head=ends.head, floor=ends.floor, reset=rest.Reset(reason=reason)
            )
        found = await self._streams.entries_after(room, cursor.after, limit)
        if found and found[0][0] != cursor.after + 1:
            # Retention removed what came next since the heads were read.
            ends = (await self._streams.heads((room,)))[room]
            return rest.RoomPage(
                entries=(),
                head=ends.head,
                floor=ends.floor,
                reset=rest.Reset(reason=ResetReason.BELOW_FLOOR),
            )
        last = found[-1][0] if found else cursor.after
        # Entries may have arrived since the heads were read.
        head = max(ends.head, last)
        return rest.RoomPage(
            entries=tuple(Raw(with_positions(encoded, {room: seq})) for seq, encoded in found),
            head=head,
            floor=ends.floor,
            more=last < head,
        )

    async def _misfit(self, room: Room, cursor: Cursor, ends: Head) -> ResetReason | None:
        """Return why the cursor does not belong to this stream, if it does not."""
        if cursor.after > ends.head:
            return ResetReason.CURSOR_AHEAD
        if cursor.after < ends.floor:
            return ResetReason.BELOW_FLOOR
        if cursor.event_id is None or cursor.after == ends.floor:
            return None
        found = await self._streams.event_at(room, cursor.after)
        if found is None:
            # Retention may have removed it since the heads were read.
            ends = (await self._streams.heads((room,)))[room]
            return None if cursor.after == ends.floor else ResetReason.FINGERPRINT_MISMATCH
        return ResetReason.FINGERPRINT_MISMATCH if found != cursor.event_id else None


def _tells(page: rest.RoomPage) -> bool:
    return bool(page.entries) or page.reset is not None
