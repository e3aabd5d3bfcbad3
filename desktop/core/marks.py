"""Tells the server what was read or cleared here; what it refuses is taken back."""

import logging
from collections.abc import Sequence

from common.errors import ErrorCode
from common.ids import EventId
from common.rest import MAX_SYNC_LIMIT
from desktop.core.context import Context
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

logger = logging.getLogger(__name__)


class Marks:
    """Sends marks, oldest first; keeps them while the server cannot be reached."""

    def __init__(self, context: Context, new_key: NewKey) -> None:
        """Begin with what is unconfirmed since the last run."""
        self._context = context
        self._new_key = new_key
        self._last: dict[Mark, tuple[tuple[EventId, ...], str]] = {}

    def wake(self) -> None:
        """Look for marks again: one was made."""
        self._context.is_back.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._context.is_back.wait()
            self._context.is_back.clear()
            for mark in (Mark.READ, Mark.CLEARED):
                await self._send_all(mark)

    async def _send_all(self, mark: Mark) -> None:
        waiting = [i for i in self._context.follower.center.unconfirmed() if i.unconfirmed is mark]
        ids = tuple(item.event_id for item in waiting)
        for start in range(0, len(ids), MAX_SYNC_LIMIT):
            await self._send(ids[start : start + MAX_SYNC_LIMIT], mark)

    async def _send(self, ids: Sequence[EventId], mark: Mark) -> None:
        context = self._context
        center, chunk = context.follower.center, tuple(ids)
        send = context.api.mark_read if mark is Mark.READ else context.api.mark_cleared
        try:
            session = await context.credentials.fresh()
            await send(session.access_token, chunk, key=self._key(mark, chunk))
        except SignInRequiredError:
            raise
        except ServerRefusedError as exc:
            if exc.may_retry or exc.refusal not in _REFUSALS:
                return  # A sick server, or an old token: the line wakes this up when it is back.
            logger.warning("marks refused", extra={"cause": exc.refusal, "count": len(chunk)})
            await context.follower.keep(center.rejected(chunk, mark))
            return
        except ClientError as exc:
            logger.info("marks not sent yet", extra={"cause": refusal_of(exc)})
            return
        await context.follower.keep(center.confirmed(chunk, mark))

    def _key(self, mark: Mark, chunk: tuple[EventId, ...]) -> str:
        """Return the same key for the same marks when they are sent again."""
        known = self._last.get(mark)
        if known is None or known[0] != chunk:
            known = self._last[mark] = (chunk, self._new_key())
        return known[1]
