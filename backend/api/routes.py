"""The whole HTTP interface on one screen."""

from http import HTTPStatus

from backend.api import auth, devices, health, people, streams, teams, tickets
from backend.api.routing import Route

PREFIX = "/api/v1"
_CREATED = HTTPStatus.CREATED

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/v1/auth/login", auth.login, is_public=True),
    Route("POST", "/api/v1/auth/refresh", auth.refresh, is_public=True),
    Route("POST", "/api/v1/auth/logout", auth.logout, is_public=True),
    Route("GET", "/api/v1/me", auth.me),
    Route("PUT", "/api/v1/me/preferences", auth.put_preferences),
    Route("GET", "/api/v1/me/sessions", devices.mine),
    Route("DELETE", "/api/v1/me/sessions", devices.end_all_mine),
    Route("DELETE", "/api/v1/me/sessions/{session_id}", devices.end_mine),
    Route("POST", "/api/v1/tickets", tickets.create, status=_CREATED),
    Route("GET", "/api/v1/tickets", tickets.page),
    Route("POST", "/api/v1/tickets/bulk", tickets.change_many),
    Route("GET", "/api/v1/tickets/{ticket_id}", tickets.get),
    Route("PATCH", "/api/v1/tickets/{ticket_id}", tickets.update),
    Route("POST", "/api/v1/tickets/{ticket_id}/assign", tickets.assign),
    Route("POST", "/api/v1/tickets/{ticket_id}/claim", tickets.claim),
    Route("POST", "/api/v1/tickets/{ticket_id}/notes", tickets.add_note, status=_CREATED),
    Route("GET", "/api/v1/tickets/{ticket_id}/notes", tickets.notes),
    Route("GET", "/api/v1/tickets/{ticket_id}/history", tickets.history),
    Route("GET", "/api/v1/queues", teams.queues),
    Route("POST", "/api/v1/queues", teams.create_queue, status=_CREATED),
    Route("GET", "/api/v1/queues/{queue_id}", teams.queue),
    Route("PATCH", "/api/v1/queues/{queue_id}", teams.patch_queue),
    Route("GET", "/api/v1/queues/{queue_id}/metrics", teams.metrics),
    Route("PUT", "/api/v1/queues/{queue_id}/watchers/{user_id}", teams.put_watcher),
    Route("DELETE", "/api/v1/queues/{queue_id}/watchers/{user_id}", teams.remove_watcher),
    Route("GET", "/api/v1/teams", teams.teams),
    Route("POST", "/api/v1/teams", teams.create_team, status=_CREATED),
    Route("GET", "/api/v1/teams/{team_id}", teams.team),
    Route("PATCH", "/api/v1/teams/{team_id}", teams.patch_team),
    Route("PUT", "/api/v1/teams/{team_id}/members/{user_id}", teams.put_member),
    Route("DELETE", "/api/v1/teams/{team_id}/members/{user_id}", teams.remove_member),
    Route("POST", "/api/v1/teams/{team_id}/announcements", teams.announce, status=_CREATED),
    Route("GET", "/api/v1/teams/{team_id}/announcements/{announcement_id}", teams.announcement),
    Route("GET", "/api/v1/people", people.names),
    Route("GET", "/api/v1/presence", people.presence),
    Route("GET", "/api/v1/users", people.users),
    Route("POST", "/api/v1/users", people.create_user, status=_CREATED),
    Route("GET", "/api/v1/users/{user_id}", people.user),
    Route("PATCH", "/api/v1/users/{user_id}", people.patch_user),
    Route("GET", "/api/v1/users/{user_id}/sessions", devices.theirs),
    Route("DELETE", "/api/v1/users/{user_id}/sessions", devices.end_all_theirs),
    Route("DELETE", "/api/v1/users/{user_id}/sessions/{session_id}", devices.end_theirs),
    Route("POST", "/api/v1/sync", streams.sync),
    Route("GET", "/api/v1/notifications", streams.notifications),
    Route("GET", "/api/v1/notifications/unread", streams.unread),
    Route("POST", "/api/v1/notifications/read", streams.mark_read),
    Route("POST", "/api/v1/notifications/clear", streams.mark_clear),
    Route("GET", "/healthz", health.health),
)
