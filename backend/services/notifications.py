"""The notification center of a person: what is there, what is unread, and marking it."""

from collections import Counter
from collections.abc import Sequence
from types import NoneType

from msgspec import Raw

from backend.domain.audience import Publication
from backend.domain.errors import InvalidCommandError
from backend.domain.people import Standing
from backend.services.actor import Actor
from backend.services.changes import Change, MarkNotifications, MarkUnread
from backend.services.commands import Commands, Decision, require_standing
from backend.services.hearing import Hearing, Item
from backend.services.ports import (
    NewId,
    NotificationReader,
    Now,
    PeopleReader,
    StreamReader,
)
from backend.services.rooms import default_rooms
from backend.services.wording import Situation, body_of, title_of
from common import rest
from common.envelope import with_positions
from common.events import (
    NotificationsCleared,
    NotificationsRead,
    NotificationsUnread,
    Positions,
    TeamAnnouncement,
    TicketEvent,
)
from common.ids import EventId
from common.notifications import NotificationPriority
from common.rooms import user_room

MAX_PAGE = 100


class Notifications:
    """Shows a person's notifications, counts the unread ones, and marks them for all devices."""

    def __init__(
        self,
        *,
        commands: Commands,
        hearing: Hearing,
        notifications: NotificationReader,
        streams: StreamReader,
        people: PeopleReader,
        now: Now,
        new_id: NewId,
    ) -> None:
        """Use these parts."""
        self._commands = commands
        self._hearing = hearing
        self._notifications = notifications
        self._streams = streams
        self._people = people
        self._now = now
        self._new_id = new_id

    async def page(
        self,
        actor: Actor,
        *,
        before: EventId | None = None,
        limit: int = 50,
        unread: bool = False,
    ) -> rest.NotificationPage:
        """Return notifications in words, newest first.

        Args:
            actor: Who asks.
            before: Continues where the page that gave it ended.
            limit: At most this many; ``MAX_PAGE`` at most.
            unread: Leave out those that are read.

        Raises:
            InvalidCommandError: ``before`` was not given by a page.
        """
        below = None
        if before is not None:
            below = await self._notifications.place(before)
            if below is None:
                raise InvalidCommandError("unknown cursor")
        standing = await require_standing(self._people, actor)
        wanted = min(limit, MAX_PAGE)
        items: list[Item] = []
        async for item in self._hearing.items(standing, below=below, unread_only=unread):
            items.append(item)
            if len(items) > wanted:
                break
        shown = items[:wanted]
        more = len(items) > wanted
        return rest.NotificationPage(
            items=await self._views(shown), before=shown[-1].event.id if more else None
        )

    async def unread(self, actor: Actor) -> rest.Unread:
        """Return how many notifications are unread."""
        standing = await require_standing(self._people, actor)
        counts: Counter[NotificationPriority] = Counter()
        async for item in self._hearing.items(standing, below=None, unread_only=True):
            counts[item.notification.priority] += 1
        return rest.Unread(count=counts.total(), by_priority=dict(counts))

    async def mark_read(self, actor: Actor, marks: rest.Marks) -> None:
        """Mark notifications as read, on all of the person's devices."""
        await self._mark(actor, marks, cleared=False)

    async def mark_unread(self, actor: Actor, ids: Sequence[EventId]) -> None:
        """Mark notifications as unread again, on all of the person's devices."""

        async def decide() -> Decision[None]:
            standing = await require_standing(self._people, actor)
            heard = await self._heard_of(standing, ids)
            return Decision(None, self._unread_again(actor, heard) if heard else None)

        await self._commands.run(actor, NoneType, decide)

    async def mark_clear(self, actor: Actor, marks: rest.Marks) -> None:
        """Remove notifications from the list, on all of the person's devices."""
        await self._mark(actor, marks, cleared=True)

    async def _mark(self, actor: Actor, marks: rest.Marks, *, cleared: bool) -> None:
        async def decide() -> Decision[None]:
            standing = await require_standing(self._people, actor)
            ids, through = await self._covered(standing, marks)
            covers = bool(ids or through)
            return Decision(
                None, self._marked(actor, ids, through, cleared=cleared) if covers else None
            )

        await self._commands.run(actor, NoneType, decide)

    def _marked(
        self, actor: Actor, ids: tuple[EventId, ...], through: Positions, *, cleared: bool
    ) -> Change:
        user_id, at = actor.user_id, self._now()
        kind = NotificationsCleared if cleared else NotificationsRead
        event = kind(
            id=EventId(self._new_id()),
            at=at,
            actor_id=user_id,
            user_id=user_id,
            ids=ids,
            through=through,
        )
        mark = MarkNotifications(user_id, ids, through, cleared=cleared, at=at)
        told = Publication(event, (user_room(user_id),))
        return Change(writes=(mark,), publications=(told,))

    def _unread_again(self, actor: Actor, ids: tuple[EventId, ...]) -> Change:
        user_id = actor.user_id
        event = NotificationsUnread(
            id=EventId(self._new_id()), at=self._now(), actor_id=user_id, user_id=user_id, ids=ids
        )
        told = Publication(event, (user_room(user_id),))
        return Change(writes=(MarkUnread(user_id, ids),), publications=(told,))

    async def _heard_of(self, standing: Standing, ids: Sequence[EventId]) -> tuple[EventId, ...]:
        """Return those of the events that the person heard, each once."""
        known = await self._notifications.known(tuple(default_rooms(standing)), ids)
        return tuple(dict.fromkeys(id_ for id_ in ids if id_ in known))

    async def _covered(
        self, standing: Standing, marks: rest.Marks
    ) -> tuple[tuple[EventId, ...], Positions]:
        if not marks.all:
            return await self._heard_of(standing, marks.ids), {}
        heads = await self._streams.heads(tuple(default_rooms(standing)))
        return (), {room: ends.head for room, ends in heads.items() if ends.head}

    async def _views(self, items: Sequence[Item]) -> tuple[rest.NotificationView, ...]:
        if not items:
            return ()
        actors = {item.event.actor_id for item in items if item.event.actor_id is not None}
        names = {person.id: person.name for person in await self._people.people(actors)}
        queues = {queue.id: queue.name for queue in await self._people.queues()}
        teams = {team.id: team.name for team in await self._people.teams()}
        announced = await self._people.announcements(
            [
                item.event.announcement_id
                for item in items
                if isinstance(item.event, TeamAnnouncement)
            ]
        )
        views = []
        for item in items:
            event, notification = item.event, item.notification
            announcement = (
                announced.get(event.announcement_id)
                if isinstance(event, TeamAnnouncement)
                else None
            )
            situation = Situation(
                kind=notification.kind,
                actor_name=None if event.actor_id is None else names.get(event.actor_id),
                ticket=item.ticket,
                queue_name=notification.queue_id and queues.get(notification.queue_id),
                status=event.status if isinstance(event, TicketEvent) else None,
                priority=event.priority if isinstance(event, TicketEvent) else None,
                team_name=notification.team_id and teams.get(notification.team_id),
                text=None if announcement is None else announcement.text,
            )
            views.append(_view(item, situation))
        return tuple(views)


def _view(item: Item, situation: Situation) -> rest.NotificationView:
    notification = item.notification
    return rest.NotificationView(
        id=notification.event_id,
        kind=notification.kind,
        priority=notification.priority,
        title=title_of(situation),
        body=body_of(situation),
        at=notification.at,
        event=Raw(with_positions(item.heard.encoded, item.heard.positions)),
        ticket_id=notification.ticket_id,
        queue_id=notification.queue_id,
        read=item.read,
    )
