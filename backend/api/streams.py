"""Catch-up, polling and the notification center."""

from backend.api.routing import Call
from backend.api.shapes import NotificationQuery
from common import rest


async def sync(call: Call, *, body: rest.Sync) -> rest.SyncPage:
    """Return what rooms hold after the caller's cursors, and wait for it if asked to."""
    page = await call.services.sync.page(call.actor, body)
    # The wait may have outlived the session.
    await call.services.sessions.require_live(call.known)
    call.sources.metrics.synced(page)
    return page


async def notifications(call: Call, *, query: NotificationQuery) -> rest.NotificationPage:
    """Return notifications in words, newest first."""
    return await call.services.notifications.page(
        call.actor, before=query.before, limit=query.limit, unread=query.unread
    )


async def unread(call: Call) -> rest.Unread:
    """Return how many notifications are unread."""
    return await call.services.notifications.unread(call.actor)


async def mark_read(call: Call, *, body: rest.Marks) -> None:
    """Mark notifications as read on all devices of the person."""
    await call.services.notifications.mark_read(call.actor, body)


async def mark_unread(call: Call, *, body: rest.UnreadMarks) -> None:
    """Mark notifications as unread again on all devices of the person."""
    await call.services.notifications.mark_unread(call.actor, body.ids)


async def mark_clear(call: Call, *, body: rest.Marks) -> None:
    """Remove notifications from the list on all devices of the person."""
    await call.services.notifications.mark_clear(call.actor, body)
