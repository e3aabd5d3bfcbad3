"""The questions behind the sync machine's requests, asked of the HTTP interface."""

from dataclasses import dataclass

from common.envelope import decode_event
from common.events import Event, TeamAnnouncement, TicketEvent
from common.ids import EventId
from common.rest import MAX_SYNC_LIMIT, NotificationView, Sync
from desktop.core.ports import Api
from desktop.core.state import Facts, Item
from desktop.core.stream.effects import Fetch
from desktop.core.stream.pages import Page, read_page

PAGE = 100
"""Notifications in one request: what the server gives at most."""
MAX_UNREAD_PAGES = 100
"""Pages of unread notifications that a snapshot reads: as many items as the center keeps."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The server's notifications.

    Attributes:
        items: All unread ones and the newest, each once.
        is_complete: Nothing is older than these.
    """

    items: tuple[Item, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, and how long the server wants to be left alone after an empty one."""

    page: Page
    retry_after_s: float


async def fetch(api: Api, token: str, request: Fetch, *, wait_s: int = 0) -> Answer:
    """Return what came after the cursors of ``request``."""
    page = await api.sync(
        token,
        Sync(
            rooms=dict(request.rooms),
            epoch=request.epoch,
            limit=MAX_SYNC_LIMIT,
            wait_seconds=wait_s if request.wait else 0,
        ),
    )
    return Answer(read_page(page), page.retry_after_seconds)


async def read_listing(api: Api, token: str) -> Listing:
    """Return the server's list: unread ones first, then the newest page, which is younger."""
    found: dict[EventId, Item] = {}
    before: str | None = None
    for _ in range(MAX_UNREAD_PAGES):
        page = await api.notifications(token, before=before, limit=PAGE, unread=True)
        found |= {view.id: item_of(view) for view in page.items}
        before = page.before
        if before is None:
            break
    newest = await api.notifications(token, before=None, limit=PAGE, unread=False)
    found |= {view.id: item_of(view) for view in newest.items}
    return Listing(items=tuple(found.values()), is_complete=newest.before is None)


def item_of(view: NotificationView) -> Item:
    """Return a notification of the server's list as this device holds it.

    What it says of a ticket is left to the resolver, which knows facts and not only sentences.
    """
    event = decode_event(bytes(view.event))
    return Item(
        event_id=view.id,
        kind=view.kind,
        priority=view.priority,
        at=view.at,
        actor_id=event.actor_id if isinstance(event, Event) else None,
        ticket_id=view.ticket_id,
        ticket_version=event.ticket_version if isinstance(event, TicketEvent) else 0,
        queue_id=view.queue_id,
        status=event.status if isinstance(event, TicketEvent) else None,
        ticket_priority=event.priority if isinstance(event, TicketEvent) else None,
        team_id=event.team_id if isinstance(event, TeamAnnouncement) else None,
        announcement_id=event.announcement_id if isinstance(event, TeamAnnouncement) else None,
        positions=dict(event.pos),
        facts=Facts(text=view.body) if view.ticket_id is None else None,
        read=view.read,
    )
