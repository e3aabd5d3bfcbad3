"""Things of the domain in the shapes of the HTTP contract."""

from collections.abc import Collection, Mapping

from backend.domain.people import Person, Queue, Team
from backend.domain.tickets import Note, Ticket
from backend.services.changes import Announcement
from common import rest
from common.ids import QueueId, UserId


def view_user(person: Person) -> rest.User:
    """Return a person as they and administrators see them."""
    return rest.User(
        id=person.id,
        name=person.name,
        email=person.email,
        role=person.role,
        disabled=person.disabled,
    )


def view_team(team: Team) -> rest.Team:
    """Return a team."""
    return rest.Team(id=team.id, name=team.name, disabled=team.disabled)


def view_queue(queue: Queue, *, watched: bool) -> rest.Queue:
    """Return a queue as a person who watches it, or does not, sees it."""
    return rest.Queue(
        id=queue.id,
        name=queue.name,
        team_id=queue.team_id,
        watched=watched,
        disabled=queue.disabled,
    )


def view_announcement(announcement: Announcement) -> rest.Announcement:
    """Return an announcement."""
    return rest.Announcement(
        id=announcement.id,
        team_id=announcement.team_id,
        author_id=announcement.author_id,
        text=announcement.text,
        created_at=announcement.created_at,
    )


def view_note(note: Note) -> rest.Note:
    """Return a note."""
    return rest.Note(
        id=note.id,
        ticket_id=note.ticket_id,
        author_id=note.author_id,
        text=note.text,
        internal=note.internal,
        created_at=note.created_at,
    )


def people_of(tickets: Collection[Ticket]) -> set[UserId]:
    """Return whose names are needed to show the tickets."""
    named = {ticket.requester_id for ticket in tickets}
    return named | {ticket.assignee_id for ticket in tickets if ticket.assignee_id is not None}


def view_ticket(
    ticket: Ticket, queues: Mapping[QueueId, str], people: Mapping[UserId, str]
) -> rest.Ticket:
    """Return a ticket with the names of its queue and its people."""
    assignee_id = ticket.assignee_id
    return rest.Ticket(
        id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        description=ticket.description,
        queue_id=ticket.queue_id,
        queue_name=queues[ticket.queue_id],
        team_id=ticket.team_id,
        requester_id=ticket.requester_id,
        requester_name=people[ticket.requester_id],
        assignee_id=assignee_id,
        assignee_name=None if assignee_id is None else people[assignee_id],
        status=ticket.status,
        priority=ticket.priority,
        version=ticket.version,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
    )
