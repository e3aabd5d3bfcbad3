"""Notes on tickets, and whom they mention."""

from backend.domain.access import is_staff, may_read, may_work_on
from backend.domain.errors import PermissionDeniedError
from backend.domain.people import Standing
from backend.domain.tickets import Note, Ticket
from backend.services.actor import Actor
from backend.services.changes import AddNote
from backend.services.commands import Commands, Decision
from backend.services.ports import NewId, Now, PeopleReader, TicketReader
from backend.services.ticket_desk import TicketDesk
from backend.services.views import view_note
from common import rest
from common.ids import NoteId, TicketId, UserId


class Notes:
    """Adds and shows notes."""

    def __init__(
        self,
        *,
        desk: TicketDesk,
        commands: Commands,
        tickets: TicketReader,
        people: PeopleReader,
        now: Now,
        new_id: NewId,
    ) -> None:
        """Use these parts."""
        self._desk = desk
        self._commands = commands
        self._tickets = tickets
        self._people = people
        self._now = now
        self._new_id = new_id

    async def add(self, actor: Actor, ticket_id: TicketId, wanted: rest.NewNote) -> rest.Note:
        """Add a note; who may not read it is not mentioned by it, and nobody learns that.

        Raises:
            NotFoundError: No such ticket for this actor.
            PermissionDeniedError: Internal notes are for those who work on the ticket.
            TicketClosedError: The ticket is closed.
        """

        async def decide() -> Decision[rest.Note]:
            ticket, standing = await self._desk.readable(actor, ticket_id)
            if wanted.internal and not may_work_on(standing, ticket):
                raise PermissionDeniedError
            note = Note(
                id=NoteId(self._new_id()),
                ticket_id=ticket_id,
                author_id=actor.user_id,
                text=wanted.text,
                internal=wanted.internal,
                created_at=self._now(),
                mentions=await self._readers(wanted, ticket),
            )
            requester = await self._people.person(ticket.requester_id)
            for_staff = requester is not None and is_staff(requester.role)
            change = ticket.add_note(note, for_staff=for_staff)
            recorded = await self._desk.recorded(actor, ticket, change, AddNote(note))
            return Decision(view_note(note), recorded)

        return await self._commands.run(actor, rest.Note, decide, ticket_id=ticket_id)

    async def list(self, actor: Actor, ticket_id: TicketId) -> tuple[rest.Note, ...]:
        """Return the notes that the actor may read, oldest first.

        Raises:
            NotFoundError: No such ticket for this actor.
        """
        ticket, standing = await self._desk.readable(actor, ticket_id)
        internal_too = may_work_on(standing, ticket)
        notes = await self._tickets.notes(ticket_id)
        return tuple(view_note(note) for note in notes if internal_too or not note.internal)

    async def _readers(self, wanted: rest.NewNote, ticket: Ticket) -> tuple[UserId, ...]:
        readers = []
        for user_id in dict.fromkeys(wanted.mentions):
            standing = await self._people.standing(user_id)
            if standing is not None and _may_read_note(standing, ticket, wanted):
                readers.append(user_id)
        return tuple(readers)


def _may_read_note(standing: Standing, ticket: Ticket, wanted: rest.NewNote) -> bool:
    return may_work_on(standing, ticket) if wanted.internal else may_read(standing, ticket)
