"""How the help desk is built: teams and queues that are renamed, moved or switched off."""

from backend.domain.errors import NotFoundError
from backend.domain.people import Queue, Team
from backend.services.actor import Actor
from backend.services.administration import given, require_admin
from backend.services.changes import Change, PatchQueue, PatchTeam, RemoveWatcher
from backend.services.commands import require_team
from backend.services.ports import PeopleReader, WriteGateway
from backend.services.queue_news import QueueNews
from backend.services.views import view_queue, view_team
from common import rest
from common.events import QueueAccess
from common.ids import QueueId, TeamId, UserId


class Structure:
    """Changes teams and queues, for administrators only; everybody concerned is told.

    What is switched off takes nothing new. All that is there can be read and worked on as before.
    """

    def __init__(self, *, gateway: WriteGateway, people: PeopleReader, news: QueueNews) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._people = people
        self._news = news

    async def patch_team(self, actor: Actor, team_id: TeamId, patch: rest.TeamPatch) -> rest.Team:
        """Change what ``patch`` names.

        Raises:
            PermissionDeniedError: The actor is no administrator.
            NotFoundError: No such team.
            AlreadyExistsError: Another team has this name.
        """
        require_admin(actor)
        team = await self._people.team(team_id)
        if team is None:
            raise NotFoundError
        name, disabled = given(patch.name), given(patch.disabled)
        after = Team(team_id, name or team.name, team.disabled if disabled is None else disabled)
        if after != team:
            concerned = set(await self._people.members(team_id))
            if after.disabled is not team.disabled:
                concerned |= await self._watchers_in(team_id)
            told = self._news.told(
                actor, dict.fromkeys(concerned, QueueAccess.CHANGED), team_id=team_id
            )
            write = PatchTeam(team_id, name, disabled)
            await self._gateway.commit(Change(writes=(write,), publications=told))
        return view_team(after)

    async def patch_queue(
        self, actor: Actor, queue_id: QueueId, patch: rest.QueuePatch
    ) -> rest.Queue:
        """Change what ``patch`` names; with another team its tickets become that team's.

        Who belonged to the old team, not to the new, watches the queue no longer; others who
        watch it were invited, and stay.

        Raises:
            PermissionDeniedError: The actor is no administrator.
            NotFoundError: No such queue, or team to move it to.
            InvalidCommandError: That team is switched off.
            AlreadyExistsError: Another queue has this name.
        """
        require_admin(actor)
        queue = await self._people.queue(queue_id)
        if queue is None:
            raise NotFoundError
        name, team_id, disabled = given(patch.name), given(patch.team_id), given(patch.disabled)
        if team_id not in (None, queue.team_id):
            await require_team(self._people, team_id)
        after = Queue(
            queue_id,
            name or queue.name,
            team_id or queue.team_id,
            queue.disabled if disabled is None else disabled,
        )
        if after != queue:
            write = PatchQueue(queue_id, name, team_id, disabled)
            await self._gateway.commit(await self._patched(actor, queue, after, write))
        standing = await self._people.standing(actor.user_id)
        return view_queue(after, watched=standing is not None and queue_id in standing.watched)

    async def _patched(
        self, actor: Actor, queue: Queue, after: Queue, write: PatchQueue
    ) -> Change:
        before = await self._people.members(queue.team_id)
        now = await self._people.members(after.team_id)
        watchers = await self._people.watchers(queue.id)
        gone = before - now
        access = {
            **dict.fromkeys(now, QueueAccess.ADDED),
            **dict.fromkeys((now & before) | watchers, QueueAccess.CHANGED),
            **dict.fromkeys(gone, QueueAccess.REMOVED),
        }
        has_moved = after.team_id != queue.team_id
        told = self._news.told(
            actor, access, queue_id=queue.id, team_id=after.team_id if has_moved else None
        )
        unwatched = (RemoveWatcher(queue.id, user_id) for user_id in sorted(gone & watchers))
        return Change(writes=(write, *unwatched), publications=told)

    async def _watchers_in(self, team_id: TeamId) -> set[UserId]:
        watchers: set[UserId] = set()
        for queue in await self._people.queues():
            if queue.team_id == team_id:
                watchers |= await self._people.watchers(queue.id)
        return watchers
