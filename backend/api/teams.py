"""Teams, queues, and who belongs to them."""

from backend.api.routing import Call
from backend.api.shapes import Queues, Teams
from common import rest
from common.ids import QueueId, TeamId, UserId
from common.live import QueueMetrics


async def teams(call: Call) -> Teams:
    """Return the teams that the person may hear."""
    return Teams(items=await call.services.membership.teams(call.actor))


async def create_team(call: Call, *, body: rest.NewTeam) -> rest.Created:
    """Make a team; for administrators."""
    return await call.services.administration.create_team(call.actor, body)


async def rename_team(call: Call, team_id: TeamId, *, body: rest.NewTeam) -> rest.Team:
    """Give a team another name; for administrators."""
    return await call.services.administration.rename_team(call.actor, team_id, body)


async def put_member(call: Call, team_id: TeamId, user_id: UserId) -> None:
    """Let a person belong to a team."""
    await call.services.membership.put_member(call.actor, team_id, user_id)


async def remove_member(call: Call, team_id: TeamId, user_id: UserId) -> None:
    """Let a person no longer belong to a team."""
    await call.services.membership.remove_member(call.actor, team_id, user_id)


async def announce(call: Call, team_id: TeamId, *, body: rest.NewAnnouncement) -> rest.Created:
    """Say something to a team."""
    return await call.services.announcements.post(call.actor, team_id, body.text)


async def queues(call: Call) -> Queues:
    """Return the queues that the person may file tickets into."""
    return Queues(items=await call.services.membership.queues(call.actor))


async def create_queue(call: Call, *, body: rest.NewQueue) -> rest.Created:
    """Make a queue; for administrators."""
    return await call.services.administration.create_queue(call.actor, body)


async def rename_queue(call: Call, queue_id: QueueId, *, body: rest.QueuePatch) -> rest.Queue:
    """Give a queue another name; for administrators."""
    return await call.services.administration.rename_queue(call.actor, queue_id, body)


async def metrics(call: Call, queue_id: QueueId) -> QueueMetrics:
    """Return the figures of a queue as they are now."""
    return await call.services.metrics.snapshot(call.actor, queue_id)


async def put_watcher(call: Call, queue_id: QueueId, user_id: UserId) -> None:
    """Let a person watch a queue."""
    await call.services.membership.put_watcher(call.actor, queue_id, user_id)


async def remove_watcher(call: Call, queue_id: QueueId, user_id: UserId) -> None:
    """Let a person no longer watch a queue."""
    await call.services.membership.remove_watcher(call.actor, queue_id, user_id)
