"""A gateway whose commits can wait, and can become visible out of the order of their events.

A commit that waits was decided on what was stored then. One that is under way has its place among
all events and the locks of its rooms and tickets, but nobody sees it yet, as on PostgreSQL.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from backend.services.changes import Change, Committed, Published, PutTicket
from backend.services.errors import InfrastructureError
from backend.services.ports import WriteGateway
from common.errors import BomizzelError
from tests.fakes.tables import MemoryGateway, Tables


@dataclass(eq=False)
class Waiting:
    """A commit that its caller waits for.

    Attributes:
        places: Of its events among all; none before it is under way.
    """

    change: Change
    answer: "asyncio.Future[Committed]"
    places: deque[int] = field(default_factory=deque)

    def is_in_the_way_of(self, change: Change) -> bool:
        """Whether both need the same lock."""
        return not set(_locks(self.change)).isdisjoint(_locks(change))

    def fail(self, error: BomizzelError) -> None:
        """Answer with an error, unless nobody waits any more."""
        if not self.answer.done():
            self.answer.set_exception(error)


class StagedGateway(MemoryGateway):
    """Commits at once, or when it is told to.

    Attributes:
        is_slow: Whether commits wait from now on.
        waiting: In the order in which they came.
        under_way: In the order in which they took their locks.
    """

    def __init__(
        self, tables: Tables, on_commit: Callable[[Sequence[Published]], None] = lambda _: None
    ) -> None:
        super().__init__(tables, on_commit)
        self.is_slow = False
        self.waiting: list[Waiting] = []
        self.under_way: list[Waiting] = []
        self._last_n = 0
        self._places: deque[int] = deque()

    @override
    async def commit(self, change: Change) -> Committed:
        if not self.is_slow:
            return await self.commit_now(change)
        answer: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        self.waiting.append(Waiting(change, answer))
        return await answer

    async def commit_now(self, change: Change) -> Committed:
        """Commit, after those that hold a lock which this one needs."""
        await self._let_pass(change)
        return await super().commit(change)

    async def batch(self, size: int) -> None:
        """Commit the first ``size`` of those that wait, one after the other."""
        for _ in range(min(size, len(self.waiting))):
            await self._finish(self.waiting.pop(0))

    async def begin(self) -> None:
        """Let the first of those that wait take its locks and its places."""
        one = self.waiting.pop(0)
        await self._let_pass(one.change)
        one.places.extend(self.next_n() for _ in one.change.publications)
        self.under_way.append(one)

    async def end(self, position: int) -> None:
        """Make one visible that is under way."""
        await self._finish(self.under_way.pop(position))

    def roll_back(self, position: int) -> None:
        """Undo one that is under way; its places stay empty."""
        self.under_way.pop(position).fail(InfrastructureError())

    async def flush(self) -> None:
        """Finish everything that was begun or waits."""
        while self.under_way or self.waiting:
            await self._finish((self.under_way or self.waiting).pop(0))

    def forget(self) -> None:
        """Lose everything that is not visible, as in a crash."""
        for one in (*self.under_way, *self.waiting):
            one.fail(InfrastructureError())
        self.under_way.clear()
        self.waiting.clear()
        # A restored backup goes on after its own last place.
        self._last_n = max((one.n for one in self.tables.published), default=0)

    @override
    def next_n(self) -> int:
        if self._places:
            return self._places.popleft()
        self._last_n += 1
        return self._last_n

    async def _let_pass(self, change: Change) -> None:
        for one in [one for one in self.under_way if one.is_in_the_way_of(change)]:
            self.under_way.remove(one)
            await self._finish(one)

    async def _finish(self, one: Waiting) -> None:
        if not one.places:
            await self._let_pass(one.change)
        self._places = one.places
        try:
            committed = await super().commit(one.change)
        except BomizzelError as exc:
            one.fail(exc)
        else:
            if not one.answer.done():
                one.answer.set_result(committed)
        finally:
            self._places = deque()


class PromptGateway(WriteGateway):
    """The same tables for those who do not wait."""

    def __init__(self, staged: StagedGateway) -> None:
        self._staged = staged

    @override
    async def commit(self, change: Change) -> Committed:
        return await self._staged.commit_now(change)


def _locks(change: Change) -> Iterator[object]:
    for publication in change.publications:
        yield from publication.rooms
    for write in change.writes:
        if isinstance(write, PutTicket):
            yield write.ticket.id
    if change.request is not None:
        yield change.request.user_id, change.request.key
