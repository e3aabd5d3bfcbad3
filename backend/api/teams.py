"""Teams, queues, and who belongs to them."""

from backend.api.routing import Call
from backend.api.shapes import HistoryQuery, Queues, SwitchedQuery, Teams
from common import rest
from common.ids import AnnouncementId, QueueId, TeamId, UserId
from common.live import QueueMetrics
from common.queue_history import QueueHistory


async def teams(call: Call, *, query: SwitchedQuery) -> Teams:
    """Return the teams that the person may hear."""
    found = await call.services.membership.teams(call.actor, disabled=query.disabled)
    return Teams(items=found)


async def team(call: Call, team_id: TeamId) -> rest.Team:
    """Return a team that the person may hear."""
    return await call.services.membership.team(call.actor, team_id)


async def create_team(call: Call, *, body: rest.NewTeam) -> rest.Created:
    """Make a team; for administrators."""
    return await call.services.administration.create_team(call.actor, body)


async def patch_team(call: Call, team_id: TeamId, *, body: rest.TeamPatch) -> rest.Team:
    """Rename a team, or switch it off or on; for administrators."""
    return await call.services.structure.patch_team(call.actor, team_id, body)


async def put_member(call: Call, team_id: TeamId, user_id: UserId) -> None:
    """Let a person belong to a team."""
    await call.services.membership.put_member(call.actor, team_id, user_id)


async def remove_member(call: Call, team_id: TeamId, user_id: UserId) -> None:
    """Let a person no longer belong to a team."""
    await call.services.membership.remove_member(call.actor, team_id, user_id)


async def announce(call: Call, team_id: TeamId, *, body: rest.NewAnnouncement) -> rest.Created:
    """Say something to a team."""
    return await call.services.announcements.post(call.actor, team_id, body.text)


async def announcement(
    call: Call, team_id: TeamId, announcement_id: AnnouncementId
) -> rest.Announcement:
    """Return the words of an announcement."""
    return await call.services.announcements.get(call.actor, team_id, announcement_id)


async def queues(call: Call, *, query: SwitchedQuery) -> Queues:
    """Return the queues that the person may file tickets into."""
    found = await call.services.membership.queues(call.actor, disabled=query.disabled)
    return Queues(items=found)


async def queue(call: Call, queue_id: QueueId) -> rest.Queue:
    """Return a queue."""
    return await call.services.membership.queue(call.actor, queue_id)


async def create_queue(call: Call, *, body: rest.NewQueue) -> rest.Created:
    """Make a queue; for administrators."""
    return await call.services.administration.create_queue(call.actor, body)


async def patch_queue(call: Call, queue_id: QueueId, *, body: rest.QueuePatch) -> rest.Queue:
    """Rename a queue, give it to another team, or switch it off or on; for administrators."""
    return await call.services.structure.patch_queue(call.actor, queue_id, body)


async def metrics(call: Call, queue_id: QueueId) -> QueueMetrics:
    """Return the figures of a queue as they are now."""
    return await call.services.metrics.snapshot(call.actor, queue_id)


async def metrics_history(call: Call, queue_id: QueueId, *, query: HistoryQuery) -> QueueHistory:
    """Return what happened in a queue, by minute, by hour or by day."""
    return await call.services.metrics.history(
        call.actor, queue_id, begin=query.begin, end=query.end, step=query.step
    )


async def put_watcher(call: Call, queue_id: QueueId, user_id: UserId) -> None:
    """Let a person watch a queue."""
    await call.services.membership.put_watcher(call.actor, queue_id, user_id)


async def remove_watcher(call: Call, queue_id: QueueId, user_id: UserId) -> None:
    """Let a person no longer watch a queue."""
    await call.services.membership.remove_watcher(call.actor, queue_id, user_id)
