"""Claims tickets for the person, and looks who has those that are in view.

Everything that waits is sent when the line is back, oldest first, and now and then while it
seems to be up.
"""

import asyncio
import logging
from typing import Literal

from common.errors import ErrorCode
from common.ids import TicketId
from common.rest import MAX_BATCH, Ticket
from desktop.core.context import Context
from desktop.core.errors import (
    ClientError,
    ServerRefusedError,
    SignInRequiredError,
    refusal_of,
)
from desktop.core.ports import NewKey
from desktop.core.state import ClaimWish, Item
from desktop.core.text.wording import Wording
from desktop.core.toasts.toaster import Toaster

RETRY_S = 60.0
"""After how long a wish is sent again that a server did not answer."""

_FINAL = frozenset(
    {
        ErrorCode.ALREADY_CLAIMED,
        ErrorCode.IDEMPOTENCY_MISMATCH,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.NOT_FOUND,
        ErrorCode.PERMISSION_DENIED,
        ErrorCode.TICKET_CLOSED,
    }
)
"""What says that a claim will never be granted."""

logger = logging.getLogger(__name__)


class Handling:
    """Claims tickets for the person."""

    def __init__(
        self, context: Context, *, toaster: Toaster, wording: Wording, new_key: NewKey
    ) -> None:
        """Begin with the wishes of earlier runs; nothing is sent before the line is there."""
        self._context = context
        self._casework = context.follower.casework
        self._toaster = toaster
        self._wording = wording
        self._new_key = new_key
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            has_reached = await self._next()
            has_refused = await self._send_all()
            if has_reached or has_refused:
                await self._look()

    async def claim(self, item: Item) -> None:
        """Want the ticket of ``item``; whether it is granted shows in the list."""
        await self._context.follower.keep(self._casework.claims.wish(item, self._new_key()))
        self._woken.set()

    async def settle(self) -> None:
        """Send what waits, once."""
        await self._send_all()

    async def _next(self) -> bool:
        """Wait for a reason to ask the server; return whether it is that the line is back."""
        waits = [
            asyncio.ensure_future(self._context.has_reached.wait()),
            asyncio.ensure_future(self._woken.wait()),
        ]
        if self._casework.claims.waiting:
            waits.append(asyncio.ensure_future(self._retry()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        has_reached = self._context.has_reached.is_set()
        self._context.has_reached.clear()
        self._woken.clear()
        return has_reached

    async def _retry(self) -> Literal[True]:
        await self._context.sleep(RETRY_S)
        return True

    async def _send_all(self) -> bool:
        """Send what waits, as long as the server answers; return whether it refused any."""
        has_refused = False
        for wish in self._casework.claims.waiting:
            match await self._send(wish):
                case None:
                    break
                case Ticket() as ticket:
                    self._casework.board.read(ticket)
                    await self._context.follower.keep(self._casework.claims.granted(wish))
                    self._context.presenter.wake()
                case refusal if refusal.refusal in _FINAL:
                    has_refused = True
                    await self._refused(wish, refusal)
                case _:
                    pass  # An old token, say: there will be another attempt.
        return has_refused

    async def _send(self, wish: ClaimWish) -> Ticket | ServerRefusedError | None:
        """Return the answer of the server; None when it is not to be asked more for now."""
        try:
            token = await self._context.credentials.token()
            return await self._context.api.claim(token, wish.ticket_id, key=wish.key)
        except SignInRequiredError:
            raise
        except ClientError as exc:
            if isinstance(exc, ServerRefusedError) and not exc.may_retry:
                return exc
            logger.info("claim not sent yet", extra={"cause": refusal_of(exc)})
            return None

    async def _refused(self, wish: ClaimWish, refusal: ServerRefusedError) -> None:
        logger.info("claim refused", extra={"cause": refusal.refusal})
        winner = ""
        if refusal.winner_id is not None:
            names = await self._context.resolver.names((refusal.winner_id,))
            self._casework.board.named(names)
            self._casework.board.taken_by(wish.ticket_id, refusal.winner_id)
            winner = names.get(refusal.winner_id, "")
        commit = self._casework.claims.refused(wish, refusal.refusal, winner)
        await self._context.follower.keep(commit)
        item = self._context.follower.center.get(wish.event_id)
        # Many at once, after a long time offline, and all in quiet times, the list tells alone.
        if item is None or self._toaster.opens_in_s:
            return
        if not (await self._context.attention.look()).is_quiet:
            await self._toaster.show(self._wording.claim_refused(item, refusal.refusal, winner))

    async def _look(self) -> None:
        """Ask how the tickets are that are on the screen: nobody told while the line was down."""
        wanted = self._tickets_in_view()
        if not wanted:
            return
        tickets: tuple[Ticket, ...] = ()
        try:
            token = await self._context.credentials.token()
            tickets = await self._context.api.tickets(token, wanted)
        except SignInRequiredError:
            raise
        except ClientError as exc:
            logger.info("tickets not looked at", extra={"cause": refusal_of(exc)})
        for ticket in tickets:
            self._casework.board.read(ticket)
        self._context.presenter.wake()

    def _tickets_in_view(self) -> tuple[TicketId, ...]:
        center, book = self._context.follower.center, self._toaster.book
        told = [center.get(i) for tag in book.tags() for i in book.events_of(tag)]
        lines = center.shown(self._wording)
        found = [i.ticket_id for i in told if i is not None] + [i.ticket_id for i in lines]
        return tuple(dict.fromkeys(i for i in found if i is not None))[:MAX_BATCH]
