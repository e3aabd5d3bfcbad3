"""Streams in a list, for the dispatcher and for rooms."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from backend.services.changes import Published
from backend.services.errors import InfrastructureError
from backend.services.ports import CommitMark, Commits
from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Head


@dataclass
class ListStreams:
    """Streams in a list; reads can be held up, or fail."""

    committed: list[Published] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    is_broken: bool = False
    identity_changes: int = 0
    has_refused: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    async def epoch(self) -> Epoch:
        if self.is_broken:
            self.has_refused.set()
            raise InfrastructureError
        return Epoch("epoch")

    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        heads = {room: Head(head=len(await self.entries_after(room, 0, 10**6))) for room in rooms}
        await self.may_answer.wait()
        return heads

    async def entries_after(self, room: Room, seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        if self.is_broken:
            raise InfrastructureError
        entries = [(p.positions[room], p.encoded) for p in self.committed if room in p.positions]
        return [entry for entry in entries if entry[0] > seq][:limit]

    async def event_at(self, room: Room, seq: int) -> EventId | None:
        raise NotImplementedError

    async def newest_mark(self) -> CommitMark:
        return CommitMark(str(len(self.committed)))

    async def committed_since(
        self, mark: CommitMark, limit: int, known: Collection[int] = ()
    ) -> Commits:
        if self.is_broken:
            self.has_refused.set()
            raise InfrastructureError
        new = [one for one in self.committed[int(mark) :] if one.n not in known]
        changes = self.identity_changes
        return Commits(new[:limit], await self.newest_mark(), len(new) > limit, changes)
