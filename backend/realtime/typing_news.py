"""Who is writing on which ticket: told at once, stored never."""

from backend.realtime.fanout import Fanout
from backend.services.actor import Actor
from backend.services.tickets import Tickets
from common.envelope import encode
from common.live import LiveEventType, TicketTyping
from common.rooms import queue_room
from common.session import Typing


class TypingNews:
    """Tells the queue of a ticket that somebody writes on it."""

    def __init__(self, *, tickets: Tickets, fanout: Fanout) -> None:
        self._tickets = tickets
        self._fanout = fanout

    async def tell(self, actor: Actor, typing: Typing) -> None:
        """Tell who listens to the ticket's queue.

        Raises:
            NotFoundError: No such ticket for this actor.
        """
        ticket = await self._tickets.get(actor, typing.ticket_id)
        news = TicketTyping(ticket_id=ticket.id, user_id=actor.user_id, active=typing.active)
        name = LiveEventType.TICKET_TYPING.value
        self._fanout.tell((queue_room(ticket.queue_id),), name, encode(news))
