"""The HTTP interface in memory, as far as the core's parts are tested one by one."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import structs

from common.errors import ErrorCode
from common.ids import AnnouncementId, EventId, QueueId, TeamId, TicketId, UserId
from common.live import QueueMetrics
from common.queue_history import HistoryStep, QueueHistory, QueueHistoryBucket
from common.rest import (
    Announcement,
    Login,
    NotificationPage,
    NotificationView,
    Person,
    Profile,
    Sync,
    SyncPage,
    Team,
    Ticket,
    Tokens,
    Unread,
    User,
)
from common.vocabulary import Role
from desktop.core.errors import ClientError, ServerRefusedError

USER = User(id=UserId("ana"), name="Ana", email="ana@example.org", role=Role.EMPLOYEE)


class FakeApi:
    """Implements the ``Api`` port.

    Attributes:
        failure: Raised by every call while it is set.
        asked: The name of each call, and what it asked for.
        before: Called before each call; may wait by returning nothing and raising.
    """

    def __init__(self) -> None:
        self.failure: ClientError | None = None
        self.people_failure: ClientError | None = None
        self.claim_failure: ClientError | None = None
        self.known_announcements: dict[AnnouncementId, Announcement] = {}
        self.asked: list[tuple[str, object]] = []
        self.known_tickets: dict[TicketId, Ticket] = {}
        self.known_people: dict[UserId, Person] = {}
        self.views: list[NotificationView] = []
        self.known_teams: tuple[Team, ...] = ()
        self.online: tuple[UserId, ...] = ()
        self.metrics: dict[QueueId, QueueMetrics] = {}
        self.histories: dict[tuple[QueueId, HistoryStep], tuple[QueueHistoryBucket, ...]] = {}
        self.page_size = 100
        self.expires_in = 900
        self.on_call: Callable[[str], None] = lambda _: None
        self._refreshes = 0

    async def login(self, body: Login) -> Tokens:
        self._ask("login", body.email)
        return self._tokens()

    async def refresh(self, refresh_token: str) -> Tokens:
        self._ask("refresh", refresh_token)
        await asyncio.sleep(0)  # As every answer it takes a turn of the loop at least.
        return self._tokens()

    async def logout(self, refresh_token: str) -> None:
        self._ask("logout", refresh_token)

    async def profile(self, token: str) -> Profile:
        self._ask("profile", token)
        return Profile(user=USER, teams=(), queues=(), rooms=())

    async def sync(self, token: str, body: Sync) -> SyncPage:
        self._ask("sync", body)
        raise NotImplementedError(token)

    async def tickets(self, token: str, ids: tuple[TicketId, ...]) -> tuple[Ticket, ...]:
        self._ask("tickets", ids)
        return tuple(self.known_tickets[i] for i in ids if i in self.known_tickets and token)

    async def people(self, token: str, ids: tuple[UserId, ...]) -> tuple[Person, ...]:
        self._ask("people", ids)
        if self.people_failure is not None:
            raise self.people_failure
        return tuple(self.known_people[i] for i in ids if i in self.known_people and token)

    async def teams(self, token: str) -> tuple[Team, ...]:
        self._ask("teams", token)
        return self.known_teams

    async def presence(self, token: str) -> tuple[UserId, ...]:
        self._ask("presence", token)
        return self.online

    async def queue_metrics(self, token: str, queue_id: QueueId) -> QueueMetrics:
        self._ask("queue_metrics", queue_id)
        if queue_id not in self.metrics or not token:
            raise ServerRefusedError(ErrorCode.NOT_FOUND)
        return self.metrics[queue_id]

    async def queue_history(
        self, token: str, queue_id: QueueId, *, begin: datetime, step: HistoryStep
    ) -> QueueHistory:
        self._ask("queue_history", (queue_id, step, begin))
        items = self.histories.get((queue_id, step), ()) if token else ()
        return QueueHistory(queue_id=queue_id, step=step, items=items)

    async def notifications(
        self, token: str, *, before: str | None, limit: int, unread: bool
    ) -> NotificationPage:
        self._ask("notifications", (token, before, limit, unread))
        views = [view for view in self.views if not (unread and view.read)]
        ids = [view.id for view in views]
        start = ids.index(EventId(before)) + 1 if before is not None else 0
        shown = views[start : start + min(limit, self.page_size)]
        more = start + len(shown) < len(views)
        return NotificationPage(items=tuple(shown), before=shown[-1].id if more else None)

    async def unread(self, token: str) -> Unread:
        self._ask("unread", token)
        return Unread(count=sum(not view.read for view in self.views), by_priority={})

    async def claim(self, token: str, ticket_id: TicketId, *, key: str) -> Ticket:
        self._ask("claim", (token, ticket_id, key))
        if self.claim_failure is not None:
            raise self.claim_failure
        ticket = self.known_tickets[ticket_id]
        mine = structs.replace(
            ticket, assignee_id=USER.id, assignee_name=USER.name, version=ticket.version + 1
        )
        self.known_tickets[ticket_id] = mine
        return mine

    async def announcement(
        self, token: str, team_id: TeamId, announcement_id: AnnouncementId
    ) -> Announcement:
        self._ask("announcement", (token, team_id, announcement_id))
        if announcement_id not in self.known_announcements:
            raise ServerRefusedError(ErrorCode.NOT_FOUND)
        return self.known_announcements[announcement_id]

    async def mark_read(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        self._ask("mark_read", (token, ids, key))

    async def mark_unread(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        self._ask("mark_unread", (token, ids, key))

    async def mark_cleared(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        self._ask("mark_cleared", (token, ids, key))

    def close(self) -> None:
        self._ask("close", None)

    def count(self, name: str) -> int:
        """Return how often a call was made."""
        return sum(asked == name for asked, _ in self.asked)

    def _ask(self, name: str, about: object) -> None:
        self.asked.append((name, about))
        self.on_call(name)
        if self.failure is not None:
            raise self.failure

    def _tokens(self) -> Tokens:
        self._refreshes += 1
        return Tokens(
            access_token=f"access-{self._refreshes}",
            refresh_token=f"refresh-{self._refreshes}",
            expires_in=self.expires_in,
            user=USER,
        )
