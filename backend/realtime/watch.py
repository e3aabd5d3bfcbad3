"""Ends sockets whose right to be here has ended.

A session that is ended, a person who is disabled or has another role: nobody tells the sockets of
that, and nobody has to. The database counts such changes, whoever makes them, and the dispatcher
reads the count at each of its looks. When it is another one, it is asked how all sessions stand;
when it is the same, only those are asked for that came since.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from backend.realtime.limits import Monotonic
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.replies import refusal_packet
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.errors import InfrastructureError
from backend.services.ports import SessionState
from common.errors import CloseReason
from common.ids import UserId

ALL_EVERY_S = 60.0
"""After so long all are asked for in any case, should a change ever escape the count."""

logger = logging.getLogger(__name__)


class StateReader(Protocol):
    """Knows how sessions stand."""

    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        """Return how those of the sessions that exist stand now."""
        ...


class Watch:
    """Asks how sessions stand, and acts on the answer."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        reader: StateReader,
        rooms: Rooms,
        metrics: RealtimeMetrics,
        monotonic: Monotonic,
        all_every_s: float = ALL_EVERY_S,
    ) -> None:
        self._sessions = sessions
        self._reader = reader
        self._rooms = rooms
        self._metrics = metrics
        self._monotonic = monotonic
        self._all_every_s = all_every_s
        self._all_at = monotonic()
        self._changes = self._checked_changes = -1
        self._is_due = asyncio.Event()

    def look_for(self, changes: int) -> None:
        """Look soon; ``changes`` is how many the database had counted before this call."""
        self._changes = changes
        self._is_due.set()

    async def run(self) -> None:
        """Look whenever it is due, until cancelled; what could not be asked stays due."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            try:
                await self._look()
            except InfrastructureError:
                self._metrics.errors.inc()
                logger.warning("identities not checked", exc_info=True)

    async def _look(self) -> None:
        changes, now = self._changes, self._monotonic()
        if changes == self._checked_changes and now < self._all_at:
            await self._check(tuple(self._sessions.unproven))
            return
        await self._check(tuple(self._sessions))
        self._checked_changes = changes
        self._all_at = now + self._all_every_s

    async def _check(self, sockets: Collection[Session]) -> None:
        ids = {one.identity.session_id for one in sockets if one.identity is not None}
        if not ids:
            return
        states = await self._reader.states(ids)
        changed: set[UserId] = set()
        for session in sockets:
            identity = session.identity
            # Who renewed meanwhile was not asked about, and is at the next look.
            if identity is None or identity.session_id not in ids:
                continue
            self._sessions.unproven.discard(session)
            state = states.get(identity.session_id)
            if state is None or state.is_ended or state.is_disabled:
                _end(session, state)
            elif state.role is not identity.role:
                session.identity = replace(identity, role=state.role)
                changed.add(identity.user_id)
        for user_id in changed:
            await self._rooms.review(user_id)


def _end(session: Session, state: SessionState | None) -> None:
    """Close a socket for good, with the reason; without a state there never was a session."""
    disabled = state is not None and state.is_disabled
    reason = CloseReason.USER_DISABLED if disabled else CloseReason.TOKEN_REVOKED
    session.outlet.deliver(refusal_packet(reason))
    session.outlet.end(reason)
