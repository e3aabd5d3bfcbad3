"""One change of many tickets: each is a command of its own, with a result of its own."""

import asyncio
import hashlib
from dataclasses import replace

from backend.domain.errors import InvalidCommandError
from backend.services.actor import Actor, RequestKey
from backend.services.commands import Commands, Decision
from backend.services.revisions import Revisions
from backend.services.ticket_desk import TicketDesk
from common import rest
from common.envelope import encode
from common.errors import BomizzelError
from common.ids import TicketId

AT_ONCE = 20
"""Tickets of one request that are decided side by side, so that they share commits."""


class Bulk:
    """Changes many tickets; one that cannot be changed does not stop the others."""

    def __init__(self, *, desk: TicketDesk, revisions: Revisions, commands: Commands) -> None:
        """Use these parts."""
        self._desk = desk
        self._revisions = revisions
        self._commands = commands

    async def change(self, actor: Actor, wanted: rest.Bulk) -> rest.BulkResults:
        """Change each of the tickets that the actor may work on.

        An Idempotency-Key holds for each ticket by itself: the same key may be sent again with
        the tickets that are left.

        Raises:
            InvalidCommandError: Nothing is to be different.
        """
        if wanted.change == rest.BulkPatch():
            raise InvalidCommandError("nothing to change")
        places = asyncio.Semaphore(AT_ONCE)

        async def one(ticket_id: TicketId) -> rest.BulkResult:
            async with places:
                return await self._result(actor, ticket_id, wanted)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(ticket_id)) for ticket_id in dict.fromkeys(wanted.ids)]
        return rest.BulkResults(items=tuple(task.result() for task in tasks))

    async def _result(
        self, actor: Actor, ticket_id: TicketId, wanted: rest.Bulk
    ) -> rest.BulkResult:
        async def decide() -> Decision[rest.BulkResult]:
            ticket, _ = await self._desk.workable(actor, ticket_id)
            patch = rest.TicketPatch(
                status=wanted.change.status,
                priority=wanted.change.priority,
                queue_id=wanted.change.queue_id,
            )
            change = await self._revisions.of(actor, ticket, patch, wanted.change.assignee_id)
            recorded = await self._desk.recorded(actor, ticket, change, silent=wanted.silent)
            answer = rest.BulkResult(id=ticket_id, ok=True, version=change.ticket.version)
            return Decision(answer, recorded)

        try:
            return await self._commands.run(
                _asking_for(actor, ticket_id, wanted), rest.BulkResult, decide, ticket_id=ticket_id
            )
        except BomizzelError as exc:
            error = rest.BulkError(code=exc.code, retryable=exc.retryable)
            return rest.BulkResult(id=ticket_id, ok=False, error=error)


def _asking_for(actor: Actor, ticket_id: TicketId, wanted: rest.Bulk) -> Actor:
    """Return ``actor`` with the request as far as it concerns one ticket."""
    if actor.request is None:
        return actor
    # A digest, since a key that a client made up for another request must never meet these.
    key = hashlib.sha256(f"bulk {ticket_id} {actor.request.key}".encode())
    sense = encode(wanted.change) + encode(wanted.silent)
    request = RequestKey(key.hexdigest(), hashlib.sha256(sense).hexdigest())
    return replace(actor, request=request)
