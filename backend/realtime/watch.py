"""Looks again and again at whether those who are connected may still be.

A session that is ended, a person who is disabled or has another role: nobody tells the sockets of
that, and nobody has to. Once a second one question is asked about all of them.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.replies import refusal_packet
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.errors import InfrastructureError
from backend.services.ports import SessionState
from common.errors import CloseReason
from common.ids import UserId

LOOK_EVERY_S = 1.0

logger = logging.getLogger(__name__)


class StateReader(Protocol):
    """Knows how sessions stand."""

    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        """Return how those of the sessions that exist stand now."""
        ...


class Watch:
    """Ends sockets whose right to be here has ended."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        reader: StateReader,
        rooms: Rooms,
        metrics: RealtimeMetrics,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._sessions = sessions
        self._reader = reader
        self._rooms = rooms
        self._metrics = metrics
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self._look_every_s)
            try:
                await self._look()
            except InfrastructureError:
                self._metrics.errors.inc()
                logger.warning("identities not checked", exc_info=True)

    async def _look(self) -> None:
        ids = {session.identity.session_id for session in self._sessions if session.identity}
        if not ids:
            return
        states = await self._reader.states(ids)
        changed: set[UserId] = set()
        for session in self._sessions:
            identity = session.identity
            # Who renewed or came meanwhile was not asked about: the next look is a second away.
            if identity is None or identity.session_id not in ids:
                continue
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
