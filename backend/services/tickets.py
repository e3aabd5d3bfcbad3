"""Commands on tickets, and what can be asked about them."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Raw

from backend.domain.access import is_staff, may_read, may_see_queue, may_work_on
from backend.domain.errors import InvalidCommandError, StaleTicketError
from backend.domain.people import Standing
from backend.domain.tickets import Ticket, TicketChange
from backend.services.actor import Actor
from backend.services.changes import Write
from backend.services.commands import Commands, Decision, require_standing
from backend.services.ports import NewId, Now, PeopleReader, TicketFilter, TicketReader
from backend.services.revisions import Revisions
from backend.services.ticket_desk import TicketDesk
from backend.services.views import people_of, view_ticket
from common import rest
from common.envelope import decode_event
from common.events import TicketUpdated
from common.ids import QueueId, TicketId, UserId
from common.vocabulary import Status, TicketText

MAX_PAGE = 200
MAX_HISTORY = 500
_MAX_DIGITS = 18
"""Of a number that fits into the eight bytes that databases keep numbers in."""


class Tickets:
    """Files, changes, assigns and shows tickets, each with the rights of who asks."""

    def __init__(
        self,
        *,
        desk: TicketDesk,
        revisions: Revisions,
        commands: Commands,
        tickets: TicketReader,
        people: PeopleReader,
        now: Now,
        new_id: NewId,
    ) -> None:
        """Use these parts."""
        self._desk = desk
        self._revisions = revisions
        self._commands = commands
        self._tickets = tickets
        self._people = people
        self._now = now
        self._new_id = new_id

    async def create(
        self,
        actor: Actor,
        wanted: rest.NewTicket,
        *,
        also: Callable[[TicketId], Write] | None = None,
    ) -> rest.Ticket:
        """File a ticket.

        Args:
            actor: Who asks for it.
            wanted: What it says.
            also: Makes something else that must be committed with the ticket, of its id.

        Raises:
            NotFoundError: No such queue for this actor.
        """

        async def decide() -> Decision[rest.Ticket]:
            queue = await self._revisions.queue(actor, wanted.queue_id)
            change = Ticket.create(
                TicketId(self._new_id()),
                number=await self._tickets.next_number(),
                title=wanted.title,
                description=wanted.description,
                queue=queue,
                priority=wanted.priority,
                by=actor.user_id,
                at=self._now(),
            )
            writes = () if also is None else (also(change.ticket.id),)
            return await self._decision(actor, None, change, *writes)

        return await self._commands.run(actor, rest.Ticket, decide)

    async def update(
        self,
        actor: Actor,
        ticket_id: TicketId,
        patch: rest.TicketPatch,
        expected_version: int | None = None,
    ) -> rest.Ticket:
        """Change what ``patch`` names, as one change of one version.

        Raises:
            NotFoundError: No such ticket, or queue to move it to, for this actor.
            PermissionDeniedError: The actor may read the ticket, no more.
            StaleTicketError: ``expected_version`` is not the ticket's.
            TicketClosedError: The ticket is closed.
            InvalidTransitionError: The status cannot follow the present one.
        """

        async def decide() -> Decision[rest.Ticket]:
            ticket, _ = await self._desk.workable(actor, ticket_id)
            if expected_version is not None and expected_version != ticket.version:
                raise StaleTicketError(ticket_id)
            change = await self._revisions.of(actor, ticket, patch)
            return await self._decision(actor, ticket, change)

        return await self._commands.run(actor, rest.Ticket, decide, ticket_id=ticket_id)

    async def assign(
        self, actor: Actor, ticket_id: TicketId, assignee_id: UserId | None
    ) -> rest.Ticket:
        """Give a ticket to somebody who may work on it, or take it away from everybody.

        Raises:
            NotFoundError: No such ticket for this actor.
            PermissionDeniedError: The actor may read the ticket, no more.
            InvalidCommandError: The assignee may not work on it.
            TicketClosedError: The ticket is closed.
        """

        async def decide() -> Decision[rest.Ticket]:
            ticket, _ = await self._desk.workable(actor, ticket_id)
            change = await self._revisions.of(actor, ticket, rest.TicketPatch(), assignee_id)
            return await self._decision(actor, ticket, change)

        return await self._commands.run(actor, rest.Ticket, decide, ticket_id=ticket_id)

    async def claim(self, actor: Actor, ticket_id: TicketId) -> rest.Ticket:
        """Give a ticket that nobody has to the actor.

        Raises:
            NotFoundError: No such ticket for this actor.
            PermissionDeniedError: The actor may read the ticket, no more.
            AlreadyClaimedError: Somebody else has it.
            TicketClosedError: The ticket is closed.
        """

        async def decide() -> Decision[rest.Ticket]:
            ticket, _ = await self._desk.workable(actor, ticket_id)
            return await self._decision(actor, ticket, ticket.claim(actor.user_id, at=self._now()))

        return await self._commands.run(actor, rest.Ticket, decide, ticket_id=ticket_id)

    async def get(self, actor: Actor, ticket_id: TicketId) -> rest.Ticket:
        """Return a ticket.

        Raises:
            NotFoundError: No such ticket for this actor.
        """
        ticket, _ = await self._desk.readable(actor, ticket_id)
        (view,) = await self._views((ticket,))
        return view

    async def batch(self, actor: Actor, ticket_ids: Collection[TicketId]) -> rest.TicketPage:
        """Return those of at most ``rest.MAX_BATCH`` tickets that the actor may read."""
        if len(ticket_ids) > rest.MAX_BATCH:
            raise InvalidCommandError(f"at most {rest.MAX_BATCH} tickets at once")
        standing = await require_standing(self._people, actor)
        found = (await self._tickets.many(ticket_ids)).values()
        readable = [ticket for ticket in found if may_read(standing, ticket)]
        return rest.TicketPage(items=await self._views(readable))

    async def page(
        self,
        actor: Actor,
        *,
        queue_id: QueueId | None = None,
        status: Status | None = None,
        assignee_id: UserId | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> rest.TicketPage:
        """Return tickets that the actor may read, newest first.

        Args:
            actor: Who asks.
            queue_id: Only this queue.
            status: Only this status.
            assignee_id: Only this person's.
            cursor: Continues where the page that gave it ended.
            limit: At most this many; ``MAX_PAGE`` at most.

        Raises:
            InvalidCommandError: The cursor was not given by a page.
        """
        below = None if cursor is None else _number(cursor)
        standing = await require_standing(self._people, actor)
        shown = TicketFilter(
            queue_ids=await self._visible_queues(standing, queue_id),
            requester_id=None if is_staff(standing.role) else standing.user_id,
            assignee_id=assignee_id,
            status=status,
        )
        wanted = min(limit, MAX_PAGE)
        found = await self._tickets.page(shown, below=below, limit=wanted + 1)
        items = found[:wanted]
        return rest.TicketPage(
            items=await self._views(items),
            cursor=str(items[-1].number) if len(found) > wanted else None,
        )

    async def history(self, actor: Actor, ticket_id: TicketId) -> rest.Items:
        """Return what happened to a ticket, oldest first, at most ``MAX_HISTORY`` events.

        That there was an internal note is for those who may read it.

        Raises:
            NotFoundError: No such ticket for this actor.
        """
        ticket, standing = await self._desk.readable(actor, ticket_id)
        internal_too = may_work_on(standing, ticket)
        events = await self._tickets.history(ticket_id, MAX_HISTORY)
        return rest.Items(
            items=tuple(Raw(event) for event in events if internal_too or not _is_internal(event))
        )

    async def _decision(
        self, actor: Actor, before: Ticket | None, change: TicketChange, *writes: Write
    ) -> Decision[rest.Ticket]:
        (answer,) = await self._views((change.ticket,))
        return Decision(answer, await self._desk.recorded(actor, before, change, *writes))

    async def _views(self, tickets: Sequence[Ticket]) -> tuple[rest.Ticket, ...]:
        if not tickets:
            return ()
        people = await self._people.people(people_of(tickets))
        names = {person.id: person.name for person in people}
        queues = {queue.id: queue.name for queue in await self._people.queues()}
        return tuple(view_ticket(ticket, queues, names) for ticket in tickets)

    async def _visible_queues(
        self, standing: Standing, only: QueueId | None
    ) -> tuple[QueueId, ...] | None:
        if not is_staff(standing.role):
            return None if only is None else (only,)
        return tuple(
            queue.id
            for queue in await self._people.queues()
            if may_see_queue(standing, queue.id, queue.team_id) and only in (None, queue.id)
        )


def _is_internal(encoded: bytes) -> bool:
    event = decode_event(encoded)
    return isinstance(event, TicketUpdated) and event.changes.texts == (TicketText.INTERNAL_NOTE,)


def _number(cursor: str) -> int:
    if len(cursor) > _MAX_DIGITS or not (cursor.isascii() and cursor.isdecimal()):
        raise InvalidCommandError("unknown cursor")
    return int(cursor)
