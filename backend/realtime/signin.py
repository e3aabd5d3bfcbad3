"""Authentication of sockets: the first time, its renewal, and its end.

A session ends when its token does. The timers run on the loop's clock, which nobody can set: a
step of the wall clock neither ends nor prolongs anything.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from backend.domain.errors import Limit, TooManyRequestsError
from backend.realtime.fanout import tell_one
from backend.realtime.frames import event_packet
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.replies import AUTHENTICATED, failure_of
from backend.realtime.rooms import Rooms
from backend.realtime.server import Answer
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.ports import Now, StreamReader
from backend.services.sessions import Identity
from common.envelope import convert, encode
from common.errors import BomizzelError, CloseReason, ContractError, ErrorCode
from common.ids import UserId
from common.live import AuthExpiring, LiveEventType
from common.rooms import Room
from common.session import PROTOCOL, Authenticate, Authenticated, ConnectAuth
from common.stream import Head

WARN_BEFORE_S = 60.0

_ENDINGS = {
    ErrorCode.TOKEN_EXPIRED: CloseReason.TOKEN_EXPIRED,
    ErrorCode.ACCOUNT_DISABLED: CloseReason.USER_DISABLED,
    ErrorCode.TOO_MANY_REQUESTS: CloseReason.TOO_MANY_CONNECTIONS,
    ErrorCode.UNAVAILABLE: CloseReason.AUTHENTICATION_TIMEOUT,
    ErrorCode.INVALID_REQUEST: CloseReason.PROTOCOL_UNSUPPORTED,
}
"""How a socket ends after a refusal; for every other code its token is of no use: final."""

logger = logging.getLogger(__name__)


class TokenVerifier(Protocol):
    """Knows whose token it is."""

    async def verify(self, access_token: str) -> Identity:
        """Return who holds an access token, or raise an error that says why nobody does."""
        ...


class SignIn:
    """Gives sockets an identity, and takes it away when the token ends."""

    def __init__(
        self,
        *,
        verifier: TokenVerifier,
        sessions: SessionRegistry,
        rooms: Rooms,
        streams: StreamReader,
        metrics: RealtimeMetrics,
        now: Now,
        heartbeat_s: float,
        sockets_per_person: int,
        sockets_elsewhere: Callable[[UserId], int],
    ) -> None:
        self._verifier = verifier
        self._sessions = sessions
        self._rooms = rooms
        self._streams = streams
        self._metrics = metrics
        self._now = now
        self._heartbeat_s = heartbeat_s
        self._sockets_per_person = sockets_per_person
        self._sockets_elsewhere = sockets_elsewhere
        self._timers: dict[Session, asyncio.TimerHandle] = {}

    async def at_connect(self, session: Session, payload: object) -> Answer:
        """Sign in a socket with what its CONNECT brought."""
        try:
            asked = convert(payload, ConnectAuth)
            answer = await self._authenticate(session, asked)
        except BomizzelError as exc:
            return self._refuse(session, exc)
        return self._accept(session, answer)

    async def by_event(self, session: Session, argument: object) -> Answer:
        """Sign in a socket, or renew its session, with an ``authenticate`` event."""
        try:
            asked = convert(argument, Authenticate)
            answer = await self._authenticate(session, asked)
        except BomizzelError as exc:
            return self._refuse(session, exc)
        return self._accept(session, answer)

    def forget(self, session: Session) -> None:
        """Stop the timer of a socket that is gone."""
        timer = self._timers.pop(session, None)
        if timer is not None:
            timer.cancel()

    async def _authenticate(
        self, session: Session, asked: Authenticate | ConnectAuth
    ) -> Authenticated:
        identity = await self._verifier.verify(asked.token)
        known = session.identity
        if asked.user_id not in {None, identity.user_id} or (
            known is not None and known.user_id != identity.user_id
        ):
            raise ContractError(ErrorCode.SUBJECT_MISMATCH)
        session.client = asked.client or session.client
        if session.is_settled:
            heads = await self._rooms.heads_of(session)
            self._sessions.identify(session, identity)
        else:
            here = len(self._sessions.of_person(identity.user_id))
            elsewhere = self._sockets_elsewhere(identity.user_id)
            if here + elsewhere >= self._sockets_per_person:
                raise TooManyRequestsError(Limit.SOCKETS_OF_PERSON, self._heartbeat_s)
            heads = await self._rooms.settle(session, identity)
        self._set_timer(session, identity)
        return await self._answer(identity, heads)

    async def _answer(self, identity: Identity, heads: dict[Room, Head]) -> Authenticated:
        return Authenticated(
            success=True,
            user_id=identity.user_id,
            role=identity.role,
            epoch=await self._streams.epoch(),
            rooms=heads,
            expires_at=identity.expires_at,
            heartbeat_seconds=round(self._heartbeat_s),
            protocol=PROTOCOL,
        )

    def _accept(self, session: Session, answer: Authenticated) -> Answer:
        self._metrics.sign_ins.labels("ok").inc()
        logger.info(
            "socket authenticated",
            extra={
                "connection_id": session.sid,
                "user_id": answer.user_id,
                "rooms": len(answer.rooms),
                "client_version": None if session.client is None else session.client.version,
            },
        )
        body = encode(answer)
        session.outlet.deliver(event_packet(AUTHENTICATED, body))
        return Answer(body)

    def _refuse(self, session: Session, error: BomizzelError) -> Answer:
        failure = failure_of(error)
        if isinstance(error, TooManyRequestsError):
            self._metrics.limited.labels(error.limit.value).inc()
        self._metrics.sign_ins.labels(failure.code.value).inc()
        logger.info(
            "socket refused", extra={"connection_id": session.sid, "code": failure.code.value}
        )
        body = encode(Authenticated(success=False, error=failure))
        session.outlet.deliver(event_packet(AUTHENTICATED, body))
        return Answer(body, ending=_ENDINGS.get(failure.code, CloseReason.TOKEN_REVOKED))

    def _set_timer(self, session: Session, identity: Identity) -> None:
        self.forget(session)
        if session.is_gone:
            return
        loop = asyncio.get_running_loop()
        left_s = max(0.0, (identity.expires_at - self._now()).total_seconds())
        warn_in_s = max(0.0, left_s - WARN_BEFORE_S)
        self._timers[session] = loop.call_later(
            warn_in_s, self._warn, session, identity, left_s - warn_in_s
        )

    def _warn(self, session: Session, identity: Identity, left_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._timers[session] = loop.call_later(left_s, self._expire, session)
        message = AuthExpiring(expires_at=identity.expires_at)
        tell_one(session, LiveEventType.AUTH_EXPIRING, message)

    def _expire(self, session: Session) -> None:
        tell_one(session, LiveEventType.AUTH_EXPIRED)
        session.outlet.end(CloseReason.TOKEN_EXPIRED)
