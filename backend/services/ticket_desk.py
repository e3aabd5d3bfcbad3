"""What commands on tickets and on their notes share: reading with rights, and telling."""

from backend.domain.access import may_read, may_work_on
from backend.domain.audience import announce
from backend.domain.errors import NotFoundError, PermissionDeniedError
from backend.domain.flow import flows
from backend.domain.metrics import delta
from backend.domain.people import Standing
from backend.domain.tickets import Assigned, Mentioned, Ticket, TicketChange
from backend.services.actor import Actor
from backend.services.changes import Change, PutTicket, Write
from backend.services.commands import require_standing
from backend.services.ports import NewId, Now, PeopleReader, TicketReader
from common.ids import TicketId, UserId


class TicketDesk:
    """Reads tickets for those who may, and puts together what a change of one commits."""

    def __init__(
        self, *, tickets: TicketReader, people: PeopleReader, now: Now, new_id: NewId
    ) -> None:
        """Use these parts."""
        self._tickets = tickets
        self._people = people
        self._now = now
        self._new_id = new_id

    async def readable(self, actor: Actor, ticket_id: TicketId) -> tuple[Ticket, Standing]:
        """Return a ticket that the actor may read, and how the actor stands.

        Raises:
            NotFoundError: There is none for this actor.
        """
        standing = await require_standing(self._people, actor)
        ticket = await self._tickets.get(ticket_id)
        if ticket is None or not may_read(standing, ticket):
            raise NotFoundError
        return ticket, standing

    async def workable(self, actor: Actor, ticket_id: TicketId) -> tuple[Ticket, Standing]:
        """Return a ticket that the actor may change, and how the actor stands.

        Raises:
            NotFoundError: There is none for this actor.
            PermissionDeniedError: The actor may read it, no more.
        """
        ticket, standing = await self.readable(actor, ticket_id)
        if not may_work_on(standing, ticket):
            raise PermissionDeniedError
        return ticket, standing

    async def may_work(self, user_id: UserId, ticket: Ticket) -> bool:
        """Whether somebody may work on ``ticket``."""
        standing = await self._people.standing(user_id)
        return standing is not None and may_work_on(standing, ticket)

    async def recorded(
        self,
        actor: Actor,
        before: Ticket | None,
        change: TicketChange,
        *writes: Write,
        silent: bool = False,
    ) -> Change | None:
        """Return all that must be committed together for ``change``; None if it is none.

        Args:
            actor: Who did it.
            before: The ticket that it was decided on; None for a new one.
            change: What happened, and the ticket afterwards.
            writes: What else is written.
            silent: It is to interrupt nobody.
        """
        if not change.happenings:
            return None
        after = change.ticket
        return Change(
            writes=(PutTicket(after, None if before is None else before.version), *writes),
            publications=announce(
                change,
                actor_id=actor.user_id,
                at=self._now(),
                new_id=self._new_id,
                may_hear=(await self._hearers(change)).__contains__,
                silent=silent,
            ),
            deltas=delta(before, after),
            flows=flows(before, after),
        )

    async def _hearers(self, change: TicketChange) -> set[UserId]:
        """Return those of the people whom the change concerns who may read the ticket."""
        concerned: set[UserId | None] = {change.ticket.requester_id, change.ticket.assignee_id}
        for happening in change.happenings:
            match happening:
                case Mentioned(user_id):
                    concerned.add(user_id)
                case Assigned(old):
                    concerned.add(old)
                case _:
                    pass
        hearers = set()
        for person_id in concerned:
            standing = None if person_id is None else await self._people.standing(person_id)
            if standing is not None and may_read(standing, change.ticket):
                hearers.add(standing.user_id)
        return hearers
