"""Everything that is known of one person's rooms, in memory and on disk in step.

Effects of the sync machine are carried out here: what was delivered is stored together with the
cursors, in one transaction, before anything else sees it.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from common.events import TicketEvent, UserQueueUpdated
from common.ids import QueueId
from common.notifications import Me
from common.rest import Profile
from common.rooms import Room, user_room
from common.stream import Cursor
from desktop.core.notifications.center import Center
from desktop.core.ports import Store
from desktop.core.session.session import Session
from desktop.core.state import Commit, Stored
from desktop.core.stream.effects import (
    Deliver,
    Effect,
    Fetch,
    Forget,
    Request,
    SnapshotCause,
    TakeSnapshot,
)
from desktop.core.stream.pages import Event
from desktop.core.stream.requests import Listing
from desktop.core.stream.sync import Sync
from desktop.core.tickets.casework import Casework
from desktop.core.toasts.rules import Moment


class Follower:
    """One person's streams on this device.

    Attributes:
        sync: The machine that orders what comes.
        center: The notifications.
        casework: What the person does with the tickets behind them.
        is_late: What comes now came after an absence.
        access_changed: The person's queues or teams changed; the profile is out of date.
        events_received: Events delivered since the start.
        ticket_url: Address of a ticket's page, with ``{id}``; empty when there is none.
    """

    def __init__(
        self,
        session: Session,
        stored: Stored,
        store: Store,
        moment: Callable[[], Moment],
        changed: Callable[[], None],
    ) -> None:
        """Go on from what the store holds; ``changed`` is called after each commit."""
        self.sync = Sync(stored.cursors, stored.epoch)
        self.center = Center(stored, moment)
        self.casework = Casework(stored, session.user_id)
        self.is_late = True
        self.access_changed = False
        self.events_received = 0
        self.ticket_url = ""
        self._me = Me(user_id=session.user_id)
        self._store = store
        self._changed = changed
        self._turn = asyncio.Lock()

    async def begin(self, now: datetime) -> None:
        """Let old things go, and put what was left undecided into the digest."""
        expired = self.center.expired(now)
        await self.keep(replace(self.center.began(), drop=expired.drop))

    def know(self, profile: Profile) -> None:
        """Judge events by this profile from now on."""
        watched: frozenset[QueueId] = frozenset(q.id for q in profile.queues if q.watched)
        self._me = Me(user_id=self._me.user_id, watched_queues=watched)
        self.ticket_url = profile.ticket_url
        self.access_changed = False

    async def keep(self, commit: Commit) -> None:
        """Make a commit durable; commits are written in the order of the calls."""
        if commit == Commit():
            return
        async with self._turn:
            await self._store.commit(commit)
        self._changed()

    async def carry_out(self, effects: Iterable[Effect]) -> Sequence[Request]:
        """Store what was delivered or left, and return the requests to be made."""
        events: list[Event] = []
        cursors: dict[Room, Cursor] = {}
        forget: set[Room] = set()
        requests: list[Request] = []
        for effect in effects:
            match effect:
                case Deliver():
                    events += effect.events
                    cursors |= effect.cursors
                case Forget():
                    forget.update(effect.rooms)
                    cursors = {r: c for r, c in cursors.items() if r not in forget}
                case Fetch() | TakeSnapshot():
                    requests.append(effect)
        await self._store_delivery(events, cursors, forget)
        return [request for request in requests if self.sync.awaits(request)]

    async def snapshot_arrived(self, request: TakeSnapshot, listing: Listing) -> Sequence[Request]:
        """Take the server's list over, with its cursors, and return what to ask next."""
        if not self.sync.awaits(request):
            return []
        own = request.causes.get(user_room(self._me.user_id), SnapshotCause.DIFFERENCE)
        is_reset = own is not SnapshotCause.DIFFERENCE
        # What the list passes over may have said that the person's queues or teams changed.
        self.access_changed |= is_reset
        commit = self.center.replaced(
            listing.items,
            is_complete=listing.is_complete,
            first_contact=not self.sync.cursors,
            late=self.is_late or is_reset,
        )
        await self.keep(replace(commit, cursors=request.cursors, epoch=request.epoch))
        return await self.carry_out(self.sync.snapshot_taken(request))

    async def _store_delivery(
        self, events: Sequence[Event], cursors: dict[Room, Cursor], forget: set[Room]
    ) -> None:
        if not (events or cursors or forget):
            return
        self.events_received += len(events)
        for event in events:
            if isinstance(event, TicketEvent):
                self.casework.board.heard(event)
        self.access_changed |= any(isinstance(event, UserQueueUpdated) for event in events)
        commit = self.center.received(events, self._me, late=self.is_late)
        await self.keep(replace(commit, cursors=cursors, forget=tuple(sorted(forget))))
