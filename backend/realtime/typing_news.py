"""Who is writing on which ticket: told at once, stored never, over by itself."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from backend.domain.access import may_see_queue
from backend.domain.people import Standing
from backend.realtime.fanout import Fanout
from backend.realtime.limits import Monotonic
from backend.realtime.sessions import Session
from backend.services.actor import Actor
from backend.services.peers import Peers, Typed
from backend.services.tickets import Tickets
from common.envelope import encode
from common.ids import TicketId, UserId
from common.live import LiveEventType, TicketTyping
from common.rooms import Room, queue_room, user_room
from common.session import Typing

TOLD_EVERY_S = 2.0
"""Saying the same again within this time is not passed on."""
LASTS_S = 6.0
"""Somebody who does not say again that they write has stopped."""
MAX_TICKETS = 8
"""Tickets that one socket writes on at once; one more ends the oldest."""


@dataclass(frozen=True, slots=True)
class _Writing:
    rooms: tuple[Room, ...]
    told_at: float
    ends: asyncio.TimerHandle


class People(Protocol):
    """Knows what people belong to."""

    async def standing(self, user_id: UserId) -> Standing | None:
        """Return what decides a person's rights; None for unknown and disabled people."""
        ...


class TypingNews:
    """Tells those who may read a ticket that somebody writes on it."""

    def __init__(
        self,
        *,
        tickets: Tickets,
        people: People,
        fanout: Fanout,
        peers: Peers,
        monotonic: Monotonic,
        lasts_s: float = LASTS_S,
    ) -> None:
        self._tickets = tickets
        self._people = people
        self._fanout = fanout
        self._peers = peers
        self._monotonic = monotonic
        self._lasts_s = lasts_s
        self._writing: dict[Session, dict[TicketId, _Writing]] = {}

    async def tell(self, session: Session, actor: Actor, typing: Typing) -> None:
        """Tell what a socket says: the ticket's queue, its assignee and its requester.

        The requester does not hear of an internal note, and nobody of their own typing.

        Raises:
            NotFoundError: No such ticket for this actor.
        """
        ticket_id, mine = typing.ticket_id, self._writing.get(session, {})
        if not typing.active:
            self._stop(session, actor.user_id, ticket_id)
            return
        known = mine.get(ticket_id)
        if known is not None and self._monotonic() - known.told_at < TOLD_EVERY_S:
            known.ends.cancel()
            mine[ticket_id] = _Writing(
                known.rooms, known.told_at, self._end_later(session, actor.user_id, ticket_id)
            )
            return
        rooms = await self._rooms_of(actor, typing)
        if session.is_gone:
            return
        self._forget(session, ticket_id)
        if len(self._writing.get(session, {})) >= MAX_TICKETS:
            self._stop(session, actor.user_id, next(iter(self._writing[session])))
        ends = self._end_later(session, actor.user_id, ticket_id)
        writing = _Writing(rooms, self._monotonic(), ends)
        self._writing.setdefault(session, {})[ticket_id] = writing
        self._say(writing.rooms, ticket_id, actor.user_id, is_active=True)

    def gone(self, session: Session) -> None:
        """Say that a socket that is gone writes no more."""
        if session.identity is not None:
            for ticket_id in tuple(self._writing.get(session, ())):
                self._stop(session, session.identity.user_id, ticket_id)

    def hear(self, news: Typed) -> None:
        """Tell the sockets here what was said in another process."""
        self._tell(news.rooms, news.ticket_id, news.user_id, is_active=news.active)

    async def _rooms_of(self, actor: Actor, typing: Typing) -> tuple[Room, ...]:
        ticket = await self._tickets.get(actor, typing.ticket_id)
        rooms = [queue_room(ticket.queue_id)]
        if ticket.assignee_id is not None:
            standing = await self._people.standing(ticket.assignee_id)
            if standing is not None and may_see_queue(standing, ticket.queue_id, ticket.team_id):
                rooms.append(user_room(ticket.assignee_id))
        if not typing.internal:
            rooms.append(user_room(ticket.requester_id))
        return tuple(dict.fromkeys(rooms))

    def _end_later(
        self, session: Session, user_id: UserId, ticket_id: TicketId
    ) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        return loop.call_later(self._lasts_s, self._stop, session, user_id, ticket_id)

    def _stop(self, session: Session, user_id: UserId, ticket_id: TicketId) -> None:
        writing = self._forget(session, ticket_id)
        if writing is not None:
            self._say(writing.rooms, ticket_id, user_id, is_active=False)

    def _forget(self, session: Session, ticket_id: TicketId) -> _Writing | None:
        mine = self._writing.get(session, {})
        writing = mine.pop(ticket_id, None)
        if writing is not None:
            writing.ends.cancel()
        if not mine:
            self._writing.pop(session, None)
        return writing

    def _say(
        self, rooms: tuple[Room, ...], ticket_id: TicketId, user_id: UserId, *, is_active: bool
    ) -> None:
        self._tell(rooms, ticket_id, user_id, is_active=is_active)
        typed = Typed(rooms=rooms, ticket_id=ticket_id, user_id=user_id, active=is_active)
        self._peers.tell((typed,))

    def _tell(
        self, rooms: Collection[Room], ticket_id: TicketId, user_id: UserId, *, is_active: bool
    ) -> None:
        news = TicketTyping(ticket_id=ticket_id, user_id=user_id, active=is_active)
        name = LiveEventType.TICKET_TYPING.value
        self._fanout.tell(rooms, name, encode(news), but_not=(user_room(user_id),))
