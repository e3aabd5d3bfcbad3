"""What every write gateway has in common: those who wait, and how they are answered.

While a batch is flushed to the disk the next one gathers, so the cost of a flush is shared by as
many commands as came meanwhile. There is no timer: a lone command is written at once.

Source:
    ADR-0003, ADR-0012. Measured at 2.5 to 9 times a transaction per command, by how slow the disk
    is.
"""

import asyncio
import threading
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from typing_extensions import override

from backend.services.changes import Change, Committed, Published
from backend.services.errors import OverloadedError, UnansweredError
from backend.services.ports import WriteGateway
from backend.services.trace import trace
from backend.storage.batch import Prepared, changes_people, keys_of
from common.envelope import encode_event
from common.errors import BomizzelError

MAX_WAITING = 2_000
"""Changes that may wait; at 1,000 a second the last one would wait two seconds."""
MAX_BATCH = 256
ANSWER_TIMEOUT_S = 10.0
"""How long a change may wait for the disk; longer than a database waits for a lock."""
CLOSE_TIMEOUT_S = 10.0

OnCommit = Callable[[Sequence[Published]], None]
Outcome: TypeAlias = Committed | BomizzelError


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A change that waits to be written, and who waits for it."""

    prepared: Prepared
    answer: asyncio.Future[Committed]


class BatchingGateway(WriteGateway):
    """Lets changes wait and answers them batch by batch; a database writes the batches.

    Changes with a key in common (``keys_of``) go into different batches, so a version is always
    checked against what was committed.
    """

    def __init__(
        self,
        *,
        on_commit: OnCommit,
        on_people_changed: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Begin without anybody who waits.

        Args:
            on_commit: Called on ``loop`` after each batch that published anything, with the
                events in order of commit.
            on_people_changed: Called on ``loop`` before anybody learns that people, teams, queues
                or how they belong together changed.
            loop: Where changes come from and answers go to.
        """
        self._on_commit = on_commit
        self._on_people_changed = on_people_changed
        self._loop = loop
        self._lock = threading.Lock()
        self._waiting: deque[Waiting] = deque()
        self._closing = False
        self._closed = asyncio.Event()

    @override
    async def commit(self, change: Change) -> Committed:
        encoded = tuple(encode_event(publication.event) for publication in change.publications)
        waiting = Waiting(Prepared(change, encoded), self._loop.create_future())
        with self._lock:
            if self._closing or len(self._waiting) >= MAX_WAITING:
                raise OverloadedError
            self._waiting.append(waiting)
        self._wake()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                committed = await waiting.answer
        except TimeoutError as exc:
            raise UnansweredError from exc
        act = trace.get()
        if act is not None:
            act.add(published.event.id for published in committed.published)
        return committed

    async def close(self) -> None:
        """Write all that waits, then stop.

        Raises:
            TimeoutError: The database took longer than ``CLOSE_TIMEOUT_S``.
        """
        with self._lock:
            self._closing = True
        self._wake()
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await self._closed.wait()

    @abstractmethod
    def _wake(self) -> None:
        """Tell the writer that there is work, or that all is over."""

    def _next_batch(self) -> list[Waiting]:
        """Take as much as goes into one batch; empty when nobody waits."""
        with self._lock:
            batch, kept = _split(list(islice(self._waiting, MAX_BATCH)))
            for _ in range(len(batch) + len(kept)):
                self._waiting.popleft()
            self._waiting.extendleft(reversed(kept))
        return batch

    def _answer(self, batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
        """Tell everybody of a batch what became of it; runs on the loop."""
        published: list[Published] = []
        if any(changes_people(waiting.prepared.change) for waiting in batch):
            self._on_people_changed()
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Committed):
                published.extend(outcome.published)
            if waiting.answer.cancelled():
                continue  # Whoever asked has left; what was decided is done all the same.
            if isinstance(outcome, Committed):
                waiting.answer.set_result(outcome)
            else:
                waiting.answer.set_exception(outcome)
        if published:
            self._on_commit(published)


def _split(waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """Return those that go into one batch, and those that must wait for the next."""
    batch: list[Waiting] = []
    kept: list[Waiting] = []
    taken: set[Hashable] = set()
    for one in waiting:
        keys = keys_of(one.prepared.change)
        (kept if keys & taken else batch).append(one)
        # Also the keys of one that waits: whoever comes after it must not overtake it.
        taken |= keys
    return batch, kept
