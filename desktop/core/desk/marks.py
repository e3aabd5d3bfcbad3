"""Tells the server what was read, unread or cleared here; what it refuses is taken back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

from common.errors import ErrorCode
from common.ids import EventId
from common.rest import MAX_SYNC_LIMIT
from desktop.core.context import Context
from desktop.core.desk.clearing import Clearings
from desktop.core.errors import (
    ClientError,
    ServerRefusedError,
    SignInRequiredError,
    refusal_of,
)
from desktop.core.ports import NewKey
from desktop.core.state import Mark

_REFUSALS = frozenset(
    {
        ErrorCode.IDEMPOTENCY_MISMATCH,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.NOT_FOUND,
        ErrorCode.PAYLOAD_TOO_LARGE,
        ErrorCode.PERMISSION_DENIED,
    }
)
"""What says that these marks will never be taken."""

_Chunk: TypeAlias = tuple[EventId, ...]

logger = logging.getLogger(__name__)


class Marks:
    """Sends marks, oldest first; keeps them while the server cannot be reached.

    Invariants:
        * One request at a time: two marks of one item reach the server in the order of making.
        * An answer confirms the mark that was sent, never one that was made since.
        * A clearing is sent when it can no longer be taken back.
    """

    def __init__(self, context: Context, new_key: NewKey) -> None:
        """Begin with what is unconfirmed since the last run."""
        self._context = context
        self._new_key = new_key
        self._clearings = Clearings()
        self._under_way: set[EventId] = set()
        self._last: tuple[Mark, _Chunk, str] | None = None

    async def make(self, event_ids: Iterable[EventId], mark: Mark) -> None:
        """Mark items, here at once and on the server as soon as possible."""
        ids = tuple(event_ids)
        self._under_way.difference_update(ids)
        follower = self._context.follower
        await follower.keep(follower.center.mark(ids, mark))
        self.wake()

    async def clear(self, event_ids: Iterable[EventId]) -> None:
        """Take items off the list, here at once and on the server unless it is undone."""
        center = self._context.follower.center
        found = (center.get(event_id) for event_id in event_ids)
        listed = tuple(item.event_id for item in found if item is not None and not item.cleared)
        self._clearings.add(listed, self._now_s())
        await self.make(listed, Mark.CLEARED)

    async def undo_clearing(self) -> None:
        """Put back what the last clearing took off the list."""
        undone = self._clearings.undo()
        follower = self._context.follower
        await follower.keep(follower.center.rejected(undone, Mark.CLEARED))
        self.wake()

    async def settle(self) -> None:
        """Send everything once, also what could still be taken back."""
        self._clearings.settle()
        for mark in Mark:
            await self._send_all(mark)

    def wake(self) -> None:
        """Look for marks again: one was made."""
        self._context.is_back.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._tell_undoable()
            await self._wait()
            self._context.is_back.clear()
            self._tell_undoable()
            for mark in Mark:
                await self._send_all(mark)

    async def _wait(self) -> None:
        """Wait until somebody wakes this up, or until a clearing is due."""
        due_in_s = self._clearings.due_in_s(self._now_s())
        woken: asyncio.Future[bool] = asyncio.ensure_future(self._context.is_back.wait())
        waits = [woken]
        if due_in_s is not None:
            waits.append(asyncio.ensure_future(self._due(due_in_s)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _due(self, due_in_s: float) -> bool:
        await self._context.sleep(due_in_s)
        return True

    def _tell_undoable(self) -> None:
        self._clearings.held(self._now_s())
        self._context.status.set_undoable(self._clearings.last_count)

    async def _send_all(self, mark: Mark) -> None:
        held = self._clearings.held(self._now_s()) if mark is Mark.CLEARED else frozenset()
        unconfirmed = self._context.follower.center.unconfirmed()
        ids = tuple(i.event_id for i in unconfirmed if i.unconfirmed is mark)
        ids = tuple(event_id for event_id in ids if event_id not in held)
        for start in range(0, len(ids), MAX_SYNC_LIMIT):
            await self._send(ids[start : start + MAX_SYNC_LIMIT], mark)

    async def _send(self, chunk: _Chunk, mark: Mark) -> None:
        context, center = self._context, self._context.follower.center
        self._under_way = set(chunk)
        try:
            session = await context.credentials.fresh()
            await self._request(mark)(session.access_token, chunk, key=self._key(mark, chunk))
        except SignInRequiredError:
            raise
        except ServerRefusedError as exc:
            if exc.may_retry or exc.refusal not in _REFUSALS:
                return  # A sick server, or an old token: the line wakes this up when it is back.
            logger.warning("marks refused", extra={"cause": exc.refusal, "count": len(chunk)})
            self._last = None
            await context.follower.keep(center.rejected(self._same(chunk), mark))
            return
        except ClientError as exc:
            logger.info("marks not sent yet", extra={"cause": refusal_of(exc)})
            return
        self._last = None
        await context.follower.keep(center.confirmed(self._same(chunk), mark))

    def _same(self, chunk: Sequence[EventId]) -> list[EventId]:
        """Return those that were not marked once more while the request was under way."""
        return [event_id for event_id in chunk if event_id in self._under_way]

    def _request(self, mark: Mark) -> Callable[..., Awaitable[None]]:
        api = self._context.api
        match mark:
            case Mark.READ:
                return api.mark_read
            case Mark.UNREAD:
                return api.mark_unread
            case Mark.CLEARED:
                return api.mark_cleared

    def _key(self, mark: Mark, chunk: _Chunk) -> str:
        """Return the same key for the same marks when they are sent again, and only then.

        After another request the old key would be answered from memory, and the mark not made.
        """
        if self._last is None or self._last[:2] != (mark, chunk):
            self._last = (mark, chunk, self._new_key())
        return self._last[2]

    def _now_s(self) -> float:
        return self._context.clock.monotonic()
