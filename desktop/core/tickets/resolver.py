"""Titles of tickets and names of people, asked for in batches and remembered.

A failed resolution costs facts, never a toast: the caller goes on with what the event says.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from common.errors import ErrorCode
from common.ids import AnnouncementId, EventId, TicketId, UserId
from common.rest import MAX_BATCH, Person, Ticket
from desktop.core.errors import ClientError, ServerRefusedError
from desktop.core.ports import Api
from desktop.core.state import Facts, Item

RESOLVE_TIMEOUT_S = 3.0
REST_S = 30.0
"""How long nothing is asked after a failure, so that a slow server delays one toast, not all."""
MAX_TICKETS = 2_000
MAX_PEOPLE = 1_000
MAX_ANNOUNCEMENTS = 200

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class _Recent(Generic[_K, _V]):
    """The most recently used values, at most ``size``."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K) -> _V | None:
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: _K, value: _V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)


class Resolver:
    """Finds out what notifications are about."""

    def __init__(
        self,
        *,
        api: Api,
        token: Callable[[], Awaitable[str]],
        monotonic: Callable[[], float],
    ) -> None:
        """Remember nothing yet; ``token`` gives an access token that is good now."""
        self._api = api
        self._token = token
        self._tickets: _Recent[TicketId, Ticket] = _Recent(MAX_TICKETS)
        self._announcements: _Recent[AnnouncementId, str] = _Recent(MAX_ANNOUNCEMENTS)
        self._people: _Recent[UserId, Person] = _Recent(MAX_PEOPLE)
        self._monotonic = monotonic
        self._rest_until = float("-inf")
        self._turn = asyncio.Lock()

    async def facts(self, items: Sequence[Item]) -> Mapping[EventId, Facts]:
        """Return the facts of those items that could be resolved.

        One question of each kind at a time: who asks meanwhile waits, and finds most of the
        answers remembered. Of a ticket that the person may not read nothing is known.
        """
        async with self._turn:
            if await self._ask(items):
                return {item.event_id: self._facts(item) for item in items}
        return {item.event_id: self._facts(item) for item in items if self._is_known(item)}

    async def names(self, user_ids: Sequence[UserId]) -> Mapping[UserId, str]:
        """Return what those of these people are called for whom the server could be asked.

        Empty for somebody whom it does not name.
        """
        async with self._turn:
            if self._monotonic() >= self._rest_until:
                try:
                    async with asyncio.timeout(RESOLVE_TIMEOUT_S):
                        await self._get_people(user_ids)
                except (ClientError, TimeoutError):
                    self._rest_until = self._monotonic() + REST_S
        people = [self._people.get(user_id) for user_id in user_ids]
        return {person.id: person.name for person in people if person is not None}

    def retry(self) -> None:
        """Ask again at the next occasion: the line to the server is back."""
        self._rest_until = float("-inf")

    async def _ask(self, items: Sequence[Item]) -> bool:
        if self._monotonic() < self._rest_until:
            return False
        try:
            async with asyncio.timeout(RESOLVE_TIMEOUT_S):
                await self._get_tickets(items)
                await self._get_announcements(items)
                await self._get_people(i.actor_id for i in items if i.actor_id is not None)
        except (ClientError, TimeoutError):
            self._rest_until = self._monotonic() + REST_S
            return False
        return True

    async def _get_tickets(self, items: Sequence[Item]) -> None:
        wanted: dict[TicketId, int] = {}
        for item in items:
            if item.ticket_id is not None and not self._is_known(item):
                wanted[item.ticket_id] = item.ticket_version
        for ids in _batches(tuple(wanted)):
            for ticket in await self._api.tickets(await self._token(), ids):
                self._tickets.put(ticket.id, ticket)

    async def _get_announcements(self, items: Sequence[Item]) -> None:
        for item in items:
            asked, team_id = item.announcement_id, item.team_id
            if asked is None or team_id is None or self._announcements.get(asked) is not None:
                continue
            try:
                told = await self._api.announcement(await self._token(), team_id, asked)
            except ServerRefusedError as exc:
                if exc.refusal != ErrorCode.NOT_FOUND:
                    raise
                self._announcements.put(asked, "")  # Not for this person any more.
            else:
                self._announcements.put(asked, told.text)

    async def _get_people(self, user_ids: Iterable[UserId]) -> None:
        for ids in _batches(
            tuple(sorted(u for u in set(user_ids) if self._people.get(u) is None))
        ):
            try:
                known = await self._api.people(await self._token(), ids)
            except ServerRefusedError:
                return  # Without names it is still known what happened.
            found = {person.id: person for person in known}
            for user_id in ids:
                self._people.put(user_id, found.get(user_id, Person(id=user_id, name="")))

    def _is_known(self, item: Item) -> bool:
        if item.announcement_id is not None:
            return self._announcements.get(item.announcement_id) is not None
        if item.ticket_id is None:
            return True
        ticket = self._tickets.get(item.ticket_id)
        return ticket is not None and ticket.version >= item.ticket_version

    def _facts(self, item: Item) -> Facts:
        ticket = self._tickets.get(item.ticket_id) if item.ticket_id is not None else None
        person = self._people.get(item.actor_id) if item.actor_id is not None else None
        actor_name = person.name if person is not None else ""
        if item.announcement_id is not None:
            text = self._announcements.get(item.announcement_id) or ""
            return Facts(actor_name=actor_name, text=text)
        if ticket is None:
            return Facts(actor_name=actor_name)
        return Facts(
            ticket_number=ticket.number,
            ticket_title=ticket.title,
            ticket_priority=ticket.priority,
            queue_name=ticket.queue_name,
            actor_name=actor_name,
        )


def _batches(ids: tuple[_K, ...]) -> list[tuple[_K, ...]]:
    return [ids[start : start + MAX_BATCH] for start in range(0, len(ids), MAX_BATCH)]
