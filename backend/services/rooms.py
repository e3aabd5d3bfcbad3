"""Which rooms a person may hear, and which they hear by default."""

from collections.abc import Iterable
from typing import assert_never

from backend.domain.access import is_staff, may_hear_team, may_see_queue
from backend.domain.people import Standing
from backend.services.ports import PeopleReader
from common.ids import QueueId, TeamId
from common.rooms import Room, RoomKind, parse_room, queue_room, team_room, user_room


def default_rooms(standing: Standing) -> dict[Room, int]:
    """Return the rooms that tell the person without being asked.

    Each comes with the number after which the room concerns the person.
    """
    rooms = {user_room(standing.user_id): 0}
    if is_staff(standing.role):
        rooms |= {team_room(team_id): since for team_id, since in standing.teams.items()}
        rooms |= {queue_room(queue_id): since for queue_id, since in standing.watched.items()}
    return rooms


async def audible_rooms(
    people: PeopleReader, standing: Standing, rooms: Iterable[Room]
) -> tuple[Room, ...]:
    """Return those of ``rooms`` that exist and that the person may hear."""
    teams_by_queue = {queue.id: queue.team_id for queue in await people.queues()}
    teams = {team.id for team in await people.teams()}
    return tuple(room for room in rooms if _is_audible(standing, room, teams_by_queue, teams))


def _is_audible(
    standing: Standing, room: Room, teams_by_queue: dict[QueueId, TeamId], teams: set[TeamId]
) -> bool:
    kind, owner = parse_room(room)
    match kind:
        case RoomKind.USER:
            return owner == standing.user_id
        case RoomKind.TEAM:
            team_id = TeamId(owner)
            return team_id in teams and may_hear_team(standing, team_id)
        case RoomKind.QUEUE:
            queue_id = QueueId(owner)
            team_of_queue = teams_by_queue.get(queue_id)
            if team_of_queue is None:
                return False
            return may_see_queue(standing, queue_id, team_of_queue)
        case _:
            assert_never(kind)
