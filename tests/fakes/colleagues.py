"""What other people do on the contract server of the tests."""

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from common.events import Change, Changes, TeamAnnouncement, TicketAssigned, TicketStatusChanged
from common.ids import AnnouncementId, EventId, TeamId, TicketId, UserId
from common.rest import Announcement, Ticket
from common.vocabulary import Status
from tests.fakes.server_streams import FIELD, PRINTERS, now
from tests.unit.desktop.notifications import created, make_ticket

if TYPE_CHECKING:
    from tests.fakes.server import ContractServer


class Colleagues:
    """Ana's colleagues: they take and resolve tickets, and say something to the team."""

    def __init__(self, server: "ContractServer") -> None:
        self._server = server

    async def give(self, ticket_id: str, user_id: UserId) -> Ticket:
        """Give a ticket to somebody who claims it, and tell its queue."""
        ticket = self._server.streams.tickets[TicketId(ticket_id)]
        given = replace(
            ticket,
            assignee_id=user_id,
            assignee_name=user_id.title(),
            version=ticket.version + 1,
        )
        self._server.streams.tickets[ticket.id] = given
        event = TicketAssigned(
            **self._about(given),
            actor_id=user_id,
            changes=Changes(assignee_id=Change(old=ticket.assignee_id, new=user_id)),
        )
        await self._server.publish(event, (PRINTERS,))
        return given

    async def resolve(self, ticket_id: str, user_id: UserId) -> None:
        """Let somebody resolve a ticket, and tell its queue."""
        ticket = self._server.streams.tickets[TicketId(ticket_id)]
        resolved = replace(ticket, status=Status.RESOLVED, version=ticket.version + 1)
        self._server.streams.tickets[ticket.id] = resolved
        event = TicketStatusChanged(
            **self._about(resolved),
            actor_id=user_id,
            changes=Changes(status=Change(old=ticket.status, new=Status.RESOLVED)),
        )
        await self._server.publish(event, (PRINTERS,))

    def _about(self, ticket: Ticket) -> dict[str, Any]:
        return {
            "id": EventId(f"change-{next(self._server.numbers)}"),
            "at": now(),
            "ticket_id": ticket.id,
            "ticket_version": ticket.version,
            "queue_id": ticket.queue_id,
            "team_id": ticket.team_id,
            "assignee_id": ticket.assignee_id,
            "status": ticket.status,
            "priority": ticket.priority,
        }

    async def open_ticket(self, ticket: str, **fields: Any) -> EventId:
        """Bring a ticket that nobody has into the queue that Ana watches."""
        number = next(self._server.numbers)
        known = make_ticket(
            ticket,
            number=number,
            title=f"About {ticket}",
            assignee_id=None,
            assignee_name=None,
            version=1,
        )
        self._server.streams.tickets[TicketId(ticket)] = known
        event = created(
            f"event-{number}",
            ticket_id=TicketId(ticket),
            ticket_version=1,
            at=now(),
            pos={},
            **fields,
        )
        await self._server.publish(event, (PRINTERS,))
        return event.id

    async def announce(self, text: str) -> EventId:
        """Say something to Ana's team."""
        number = next(self._server.numbers)
        announcement = Announcement(
            id=AnnouncementId(f"announcement-{number}"),
            team_id=TeamId("field"),
            author_id=UserId("lena"),
            text=text,
            created_at=now(),
        )
        self._server.streams.announcements[announcement.id] = announcement
        event = TeamAnnouncement(
            id=EventId(f"event-{number}"),
            at=now(),
            actor_id=announcement.author_id,
            team_id=announcement.team_id,
            announcement_id=announcement.id,
        )
        await self._server.publish(event, (FIELD,))
        return event.id
