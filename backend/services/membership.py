"""Who belongs to which team, who watches which queue, and what follows for each person."""

from collections.abc import Collection

from msgspec import Raw

from backend.domain.access import (
    is_staff,
    may_administer,
    may_file,
    may_hear_team,
    may_manage_team,
    may_see_queue,
)
from backend.domain.errors import InvalidCommandError, NotFoundError, PermissionDeniedError
from backend.domain.people import Standing
from backend.services.actor import Actor
from backend.services.changes import (
    Change,
    PutMember,
    PutPreferences,
    PutWatcher,
    RemoveMember,
    RemoveWatcher,
)
from backend.services.commands import require_standing, require_team
from backend.services.ports import PeopleReader, WriteGateway
from backend.services.queue_news import QueueNews
from backend.services.rooms import audible_rooms, default_rooms
from backend.services.views import view_queue, view_team, view_user
from common import rest
from common.events import QueueAccess
from common.ids import QueueId, TeamId, UserId
from common.rooms import Room

_NO_PREFERENCES = Raw(b"{}")


class Membership:
    """Shows and changes where people belong; each change is told in that person's room."""

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        people: PeopleReader,
        news: QueueNews,
        ticket_url: str,
    ) -> None:
        """Use these parts; ``ticket_url`` holds ``{id}`` in place of a ticket's id."""
        self._gateway = gateway
        self._people = people
        self._news = news
        self._ticket_url = ticket_url

    async def rooms_of(self, user_id: UserId) -> tuple[Room, ...]:
        """Return the rooms that the server joins for a person; none for one who is disabled."""
        standing = await self._people.present_standing(user_id)
        return () if standing is None else tuple(default_rooms(standing))

    async def may_join(self, actor: Actor, room: Room) -> bool:
        """Whether the room exists and the actor may hear it."""
        standing = await self._people.present_standing(actor.user_id)
        return standing is not None and bool(await audible_rooms(self._people, standing, (room,)))

    async def profile(self, actor: Actor) -> rest.Profile:
        """Return the actor with all that a client needs to begin."""
        standing = await self._people.standing(actor.user_id)
        person = await self._people.person(actor.user_id)
        if standing is None or person is None:
            raise PermissionDeniedError
        return rest.Profile(
            user=view_user(person),
            teams=tuple(
                view_team(team) for team in await self._people.teams() if team.id in standing.teams
            ),
            queues=tuple(
                view_queue(queue, watched=queue.id in standing.watched)
                for queue in await self._people.queues()
                if may_see_queue(standing, queue.id, queue.team_id)
            ),
            rooms=tuple(default_rooms(standing)),
            preferences=await self.get_preferences(actor),
            ticket_url=self._ticket_url,
        )

    async def people(self, actor: Actor, user_ids: Collection[UserId]) -> tuple[rest.Person, ...]:
        """Return the names of those of at most ``rest.MAX_BATCH`` people who exist.

        Raises:
            InvalidCommandError: More than that were asked for.
            PermissionDeniedError: Customers do not look up people.
        """
        if len(user_ids) > rest.MAX_BATCH:
            raise InvalidCommandError(f"at most {rest.MAX_BATCH} people at once")
        standing = await require_standing(self._people, actor)
        if not is_staff(standing.role):
            raise PermissionDeniedError
        found = await self._people.people(user_ids)
        return tuple(rest.Person(id=person.id, name=person.name) for person in found)

    async def get_preferences(self, actor: Actor) -> Raw:
        """Return the actor's preferences, an object of JSON."""
        document = await self._people.preferences(actor.user_id)
        return _NO_PREFERENCES if document is None else Raw(document)

    async def put_preferences(self, actor: Actor, preferences: Raw) -> None:
        """Replace the actor's preferences."""
        write = PutPreferences(actor.user_id, bytes(preferences))
        await self._gateway.commit(Change(writes=(write,)))

    async def teams(self, actor: Actor, *, disabled: bool = False) -> tuple[rest.Team, ...]:
        """Return the teams whose rooms the actor may hear, by name.

        Args:
            actor: Who asks.
            disabled: Also those that are switched off.
        """
        standing = await require_standing(self._people, actor)
        return tuple(
            view_team(team)
            for team in await self._people.teams()
            if may_hear_team(standing, team.id) and (disabled or not team.disabled)
        )

    async def team(self, actor: Actor, team_id: TeamId) -> rest.Team:
        """Return a team whose room the actor may hear.

        Raises:
            NotFoundError: There is none for this actor.
        """
        standing = await require_standing(self._people, actor)
        team = await self._people.team(team_id)
        if team is None or not may_hear_team(standing, team_id):
            raise NotFoundError
        return view_team(team)

    async def queues(self, actor: Actor, *, disabled: bool = False) -> tuple[rest.Queue, ...]:
        """Return the queues that the actor may file tickets into, by name.

        Args:
            actor: Who asks.
            disabled: Also those that are switched off, themselves or with their team.
        """
        standing = await require_standing(self._people, actor)
        off = {team.id for team in await self._people.teams() if team.disabled}
        return tuple(
            view_queue(queue, watched=queue.id in standing.watched)
            for queue in await self._people.queues()
            if may_file(standing, queue)
            and (disabled or not (queue.disabled or queue.team_id in off))
        )

    async def queue(self, actor: Actor, queue_id: QueueId) -> rest.Queue:
        """Return a queue that the actor may file tickets into, or might if it were on.

        Raises:
            NotFoundError: There is none for this actor.
        """
        standing = await require_standing(self._people, actor)
        queue = await self._people.queue(queue_id)
        if queue is None or not may_file(standing, queue):
            raise NotFoundError
        return view_queue(queue, watched=queue_id in standing.watched)

    async def colleagues(self, actor: Actor, people: Collection[UserId]) -> tuple[UserId, ...]:
        """Return those of the people who share a team with the actor; all for administrators."""
        standing = await require_standing(self._people, actor)
        if may_administer(standing.role):
            return tuple(sorted(people))
        known: set[UserId] = set()
        for team_id in standing.teams:
            if may_hear_team(standing, team_id):
                known |= await self._people.members(team_id)
        return tuple(sorted(known.intersection(people)))

    async def put_member(self, actor: Actor, team_id: TeamId, user_id: UserId) -> None:
        """Let a person belong to a team; nothing happens if they do.

        Raises:
            NotFoundError: No such team for this actor, or no such person.
            PermissionDeniedError: The actor does not manage the team.
            InvalidCommandError: Customers belong to no team, and nobody new to one that is off.
        """
        await self._require_manager(actor, team_id)
        standing = await self._staff(user_id)
        if team_id in standing.teams:
            return
        await require_team(self._people, team_id)
        told = self._news.told(actor, {user_id: QueueAccess.ADDED}, team_id=team_id)
        await self._gateway.commit(
            Change(writes=(PutMember(team_id, user_id),), publications=told)
        )

    async def remove_member(self, actor: Actor, team_id: TeamId, user_id: UserId) -> None:
        """Let a person no longer belong to a team, nor watch its queues.

        Raises:
            NotFoundError: No such team for this actor.
            PermissionDeniedError: The actor does not manage the team.
        """
        await self._require_manager(actor, team_id)
        if user_id not in await self._people.members(team_id):
            return
        queues = [queue.id for queue in await self._people.queues() if queue.team_id == team_id]
        unwatched = (RemoveWatcher(queue_id, user_id) for queue_id in queues)
        told = self._news.told(actor, {user_id: QueueAccess.REMOVED}, team_id=team_id)
        await self._gateway.commit(
            Change(writes=(RemoveMember(team_id, user_id), *unwatched), publications=told)
        )

    async def put_watcher(self, actor: Actor, queue_id: QueueId, user_id: UserId) -> None:
        """Let a person watch a queue; nothing happens if they do.

        Raises:
            NotFoundError: No such queue for this actor, or no such person.
            PermissionDeniedError: Somebody else's watching is for who manages the team.
            InvalidCommandError: Customers watch no queue.
        """
        await self._require_watch_rights(actor, queue_id, user_id)
        standing = await self._staff(user_id)
        if queue_id in standing.watched:
            return
        told = self._news.told(actor, {user_id: QueueAccess.ADDED}, queue_id=queue_id)
        await self._gateway.commit(
            Change(writes=(PutWatcher(queue_id, user_id),), publications=told)
        )

    async def remove_watcher(self, actor: Actor, queue_id: QueueId, user_id: UserId) -> None:
        """Let a person no longer watch a queue.

        Raises:
            NotFoundError: No such queue for this actor.
            PermissionDeniedError: Somebody else's watching is for who manages the team.
        """
        await self._require_watch_rights(actor, queue_id, user_id)
        standing = await self._people.standing(user_id)
        if standing is None or queue_id not in standing.watched:
            return
        told = self._news.told(actor, {user_id: QueueAccess.REMOVED}, queue_id=queue_id)
        await self._gateway.commit(
            Change(writes=(RemoveWatcher(queue_id, user_id),), publications=told)
        )

    async def _require_manager(self, actor: Actor, team_id: TeamId) -> None:
        standing = await require_standing(self._people, actor)
        if await self._people.team(team_id) is None or not may_hear_team(standing, team_id):
            raise NotFoundError
        if not may_manage_team(standing, team_id):
            raise PermissionDeniedError

    async def _require_watch_rights(
        self, actor: Actor, queue_id: QueueId, user_id: UserId
    ) -> None:
        standing = await require_standing(self._people, actor)
        queue = await self._people.queue(queue_id)
        if queue is None or not may_see_queue(standing, queue_id, queue.team_id):
            raise NotFoundError
        if user_id != actor.user_id and not may_manage_team(standing, queue.team_id):
            raise PermissionDeniedError

    async def _staff(self, user_id: UserId) -> Standing:
        standing = await self._people.standing(user_id)
        if standing is None:
            raise NotFoundError
        if not is_staff(standing.role):
            raise InvalidCommandError("customers belong to no team and watch no queue")
        return standing
