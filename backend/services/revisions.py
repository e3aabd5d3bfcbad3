"""What a wish for other facts on a ticket comes to: the change, or why there is none."""

from functools import partial
from typing import TypeVar

from msgspec import UNSET, UnsetType

from backend.domain.access import may_file
from backend.domain.errors import InvalidCommandError, NotFoundError
from backend.domain.people import Queue
from backend.domain.tickets import Moved, Ticket, TicketChange
from backend.services.actor import Actor
from backend.services.commands import require_standing, require_team
from backend.services.ports import Now, PeopleReader
from backend.services.ticket_desk import TicketDesk
from common import rest
from common.ids import QueueId, UserId
from common.vocabulary import Status

_T = TypeVar("_T")


class Revisions:
    """Applies wishes to tickets, in memory; whoever asked may work on them."""

    def __init__(self, *, desk: TicketDesk, people: PeopleReader, now: Now) -> None:
        """Use these parts."""
        self._desk = desk
        self._people = people
        self._now = now

    async def of(
        self,
        actor: Actor,
        ticket: Ticket,
        patch: rest.TicketPatch,
        assignee_id: UserId | UnsetType | None = UNSET,
    ) -> TicketChange:
        """Return what ``patch`` makes of ``ticket``, as one change of one version.

        Args:
            actor: Who asks.
            ticket: As it is.
            patch: What is to be different.
            assignee_id: Who is to have it; judged by the queue that the ticket comes to.

        Raises:
            NotFoundError: There is no queue for this actor to move it to.
            InvalidCommandError: The assignee may not work on it, or the queue is switched off.
            TicketClosedError: The ticket is closed.
            InvalidTransitionError: The status cannot follow the present one.
        """
        at = self._now()
        to_status = partial(Ticket.change_status, status=_or(patch.status, ticket.status), at=at)
        change = TicketChange(ticket)
        # A closed ticket takes other changes only once it is open again, and until it is closed.
        reopens = ticket.status is Status.CLOSED
        if reopens:
            change = change.then(to_status)
        if not (isinstance(patch.title, UnsetType) and isinstance(patch.description, UnsetType)):
            title = _or(patch.title, ticket.title)
            description = _or(patch.description, ticket.description)
            change = change.then(partial(Ticket.edit, title=title, description=description, at=at))
        if not isinstance(patch.priority, UnsetType):
            change = change.then(partial(Ticket.change_priority, priority=patch.priority, at=at))
        if patch.queue_id not in (UNSET, ticket.queue_id):
            queue = await self.queue(actor, patch.queue_id)
            change = change.then(partial(Ticket.move, queue=queue, at=at))
        change = await self._in_hands(change, assignee_id)
        return change if reopens else change.then(to_status)

    async def queue(self, actor: Actor, queue_id: QueueId) -> Queue:
        """Return a queue that the actor may put tickets into.

        Raises:
            NotFoundError: There is none for this actor.
            InvalidCommandError: It is switched off, or its team is.
        """
        standing = await require_standing(self._people, actor)
        queue = await self._people.queue(queue_id)
        if queue is None or not may_file(standing, queue):
            raise NotFoundError
        if queue.disabled:
            raise InvalidCommandError("the queue is switched off")
        await require_team(self._people, queue.team_id)
        return queue

    async def _in_hands(
        self, change: TicketChange, assignee_id: UserId | UnsetType | None
    ) -> TicketChange:
        """Return ``change``, in the end with an assignee who may work on the ticket."""
        ticket = change.ticket
        if isinstance(assignee_id, UnsetType):
            kept = ticket.assignee_id
            has_moved = any(isinstance(happening, Moved) for happening in change.happenings)
            if kept is None or not has_moved or await self._desk.may_work(kept, ticket):
                return change
            assignee_id = None  # Whoever had it can no longer see it.
        elif assignee_id is not None and not await self._desk.may_work(assignee_id, ticket):
            raise InvalidCommandError("the assignee may not work on this ticket")
        return change.then(partial(Ticket.assign, assignee_id=assignee_id, at=self._now()))


def _or(value: _T | UnsetType, otherwise: _T) -> _T:
    return otherwise if value is UNSET else value
