"""Looks again and again at whether those who are connected may still be.

A session that is ended, a person who is disabled or has another role: nobody tells the sockets of
that, and nobody has to. Each socket is asked about in turn, a bounded number each second.
"""

import asyncio
import logging
from collections.abc import Iterator
from typing import Protocol

from backend.domain.errors import AuthenticationError, TokenExpiredError
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.replies import refusal_packet
from backend.realtime.rooms import Rooms
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.errors import InfrastructureError
from backend.services.sessions import Identity
from common.errors import CloseReason, ErrorCode

LOOK_EVERY_S = 1.0
CHECKS_PER_LOOK = 500

logger = logging.getLogger(__name__)


class IdentityChecker(Protocol):
    """Knows whether an identity still stands."""

    async def check(self, identity: Identity) -> Identity:
        """Return ``identity`` as it is now, or raise an error that says why it is none."""
        ...


class Watch:
    """Ends sockets whose right to be here has ended."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        checker: IdentityChecker,
        rooms: Rooms,
        metrics: RealtimeMetrics,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._sessions = sessions
        self._checker = checker
        self._rooms = rooms
        self._metrics = metrics
        self._look_every_s = look_every_s
        self._turn: Iterator[Session] = iter(())

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
        for _ in range(min(CHECKS_PER_LOOK, len(self._sessions))):
            session = next(self._turn, None)
            if session is None:
                self._turn = iter(self._sessions)
                session = next(self._turn, None)
            if session is not None and session.is_settled and not session.is_gone:
                await self._check(session)

    async def _check(self, session: Session) -> None:
        identity = session.identity
        if identity is None:
            return
        try:
            current = await self._checker.check(identity)
        except TokenExpiredError:
            return  # The session's own timer ends it, on a clock that cannot be set.
        except AuthenticationError as exc:
            disabled = exc.code is ErrorCode.ACCOUNT_DISABLED
            reason = CloseReason.USER_DISABLED if disabled else CloseReason.TOKEN_REVOKED
            session.outlet.deliver(refusal_packet(reason))
            session.outlet.end(reason)
            return
        if current.role is not identity.role and session.identity is identity:
            session.identity = current
            await self._rooms.review(current.user_id)
