"""Announcements: something that a lead has to say to a whole team."""

from backend.domain.access import may_hear_team, may_manage_team
from backend.domain.audience import Publication
from backend.domain.errors import NotFoundError, PermissionDeniedError
from backend.services.actor import Actor
from backend.services.changes import AddAnnouncement, Announcement, Change
from backend.services.commands import Commands, Decision, require_standing, require_team
from backend.services.ports import NewId, Now, PeopleReader
from backend.services.views import view_announcement
from common import rest
from common.events import TeamAnnouncement
from common.ids import AnnouncementId, EventId, TeamId
from common.rooms import team_room


class Announcements:
    """Posts announcements; their words are read through the notifications they become."""

    def __init__(
        self, *, commands: Commands, people: PeopleReader, now: Now, new_id: NewId
    ) -> None:
        """Use these parts."""
        self._commands = commands
        self._people = people
        self._now = now
        self._new_id = new_id

    async def post(self, actor: Actor, team_id: TeamId, text: str) -> rest.Created:
        """Say something to a team.

        Raises:
            NotFoundError: No such team for this actor.
            PermissionDeniedError: The actor does not manage it.
            InvalidCommandError: It is switched off.
        """

        async def decide() -> Decision[rest.Created]:
            standing = await require_standing(self._people, actor)
            if await self._people.team(team_id) is None or not may_hear_team(standing, team_id):
                raise NotFoundError
            if not may_manage_team(standing, team_id):
                raise PermissionDeniedError
            await require_team(self._people, team_id)
            announcement = Announcement(
                id=AnnouncementId(self._new_id()),
                team_id=team_id,
                author_id=actor.user_id,
                text=text,
                created_at=self._now(),
            )
            change = Change(
                writes=(AddAnnouncement(announcement),),
                publications=(self._told(announcement),),
            )
            return Decision(rest.Created(id=announcement.id), change)

        return await self._commands.run(actor, rest.Created, decide)

    async def get(
        self, actor: Actor, team_id: TeamId, announcement_id: AnnouncementId
    ) -> rest.Announcement:
        """Return what was said to a team.

        Raises:
            NotFoundError: No such announcement for this actor.
        """
        standing = await require_standing(self._people, actor)
        found = await self._people.announcements((announcement_id,))
        announcement = found.get(announcement_id)
        if (
            announcement is None
            or announcement.team_id != team_id
            or not may_hear_team(standing, team_id)
        ):
            raise NotFoundError
        return view_announcement(announcement)

    def _told(self, announcement: Announcement) -> Publication:
        event = TeamAnnouncement(
            id=EventId(self._new_id()),
            at=announcement.created_at,
            actor_id=announcement.author_id,
            team_id=announcement.team_id,
            announcement_id=announcement.id,
        )
        return Publication(event, (team_room(announcement.team_id),))
