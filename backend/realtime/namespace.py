"""What clients say and what they are answered: sign in, join, leave, typing.

Everything here happens in the order in which one client sent it. A handler never runs for a
socket without identity, except ``authenticate``.
"""

import logging
from typing import NamedTuple

from backend.domain.errors import Limit, NotFoundError, TooManyRequestsError
from backend.realtime.connection import Connection
from backend.realtime.frames import ClientEvent, Request
from backend.realtime.limits import Allowance, Limits, Monotonic
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.replies import failure, failure_of
from backend.realtime.rooms import Rooms
from backend.realtime.server import Answer
from backend.realtime.sessions import Session, SessionRegistry
from backend.realtime.signin import SignIn
from backend.realtime.typing_news import TypingNews
from backend.services.actor import Actor
from backend.services.metrics import Metrics
from common.envelope import convert, encode
from common.errors import BomizzelError, ContractError, ErrorCode
from common.ids import QueueId, TeamId
from common.live import QueueMetrics, RoomLeftReason
from common.rooms import Room, parse_room, queue_room, team_room
from common.session import Failure, QueueChoice, RoomReply, TeamChoice, Typing

logger = logging.getLogger(__name__)

_S_PER_MINUTE = 60


class _Choice(NamedTuple):
    room: Room
    queue_id: QueueId | None


class Namespace:
    """The conversation with every client of this process."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        sign_in: SignIn,
        rooms: Rooms,
        queue_metrics: Metrics,
        typing: TypingNews,
        metrics: RealtimeMetrics,
        limits: Limits,
        monotonic: Monotonic,
    ) -> None:
        self._sessions = sessions
        self._sign_in = sign_in
        self._rooms = rooms
        self._queue_metrics = queue_metrics
        self._typing = typing
        self._metrics = metrics
        self._limits = limits
        self._monotonic = monotonic

    async def connected(self, connection: Connection, payload: object) -> None:
        """Begin with a socket, and sign it in at once if its CONNECT brought a token."""
        session = Session(
            sid=connection.sid,
            outlet=connection,
            messages=self._allowance(
                self._limits.messages_per_minute, self._limits.messages_per_minute / _S_PER_MINUTE
            ),
            joins=self._allowance(self._limits.joins_burst, self._limits.joins_per_s),
            opened_at=self._monotonic(),
        )
        self._sessions.add(session)
        if isinstance(payload, dict) and "token" in payload:
            answer = await self._sign_in.at_connect(session, payload)
            if answer.ending is not None:
                connection.end(answer.ending)

    async def requested(self, connection: Connection, request: Request) -> Answer:
        """Answer one event."""
        session = self._sessions.get(connection.sid)
        if session is None or not session.messages.take():
            self._metrics.limited.labels(Limit.MESSAGES.value).inc()
            connection.violated()
            return _refused(failure(ErrorCode.TOO_MANY_REQUESTS, retryable=True))
        if request.event is ClientEvent.AUTHENTICATE:
            return await self._sign_in.by_event(session, request.argument)
        try:
            return Answer(encode(await self._handle(session, request)))
        except BomizzelError as exc:
            if isinstance(exc, ContractError):
                connection.violated()
            if isinstance(exc, TooManyRequestsError):
                self._metrics.limited.labels(exc.limit.value).inc()
            return _refused(failure_of(exc))

    def gone(self, connection: Connection) -> None:
        """Forget a socket; waits for nothing, since the library waits for this."""
        reason = "client" if connection.ending is None else connection.ending.value
        self._metrics.closes.labels(reason).inc()
        session = self._rooms.drop(connection.sid)
        if session is not None:
            self._sign_in.forget(session)
            self._typing.gone(session)
            user_id = None if session.identity is None else session.identity.user_id
            logger.info(
                "socket closed",
                extra={
                    "connection_id": session.sid,
                    "user_id": user_id,
                    "reason": reason,
                    "lasted_s": round(self._monotonic() - session.opened_at, 1),
                },
            )

    async def _handle(self, session: Session, request: Request) -> RoomReply:
        if not session.is_settled:
            raise ContractError(ErrorCode.AUTHENTICATION_REQUIRED)
        match request.event:
            case ClientEvent.JOIN_TEAM | ClientEvent.JOIN_QUEUE:
                return await self._join(session, _choice(request))
            case ClientEvent.LEAVE_TEAM | ClientEvent.LEAVE_QUEUE:
                room = _choice(request).room
                self._rooms.leave(session, room, RoomLeftReason.LEFT)
                logger.info("room left", extra={"room": room})
                return RoomReply(ok=True, room=room)
            case ClientEvent.TYPING:
                typing = convert(request.argument, Typing)
                await self._typing.tell(session, _actor(session), typing)
                return RoomReply(ok=True)
            case _:
                raise ContractError(detail="not an event of a signed-in socket")

    async def _join(self, session: Session, choice: _Choice) -> RoomReply:
        if not session.joins.take():
            raise TooManyRequestsError(Limit.JOINS, 1 / self._limits.joins_per_s)
        kind = parse_room(choice.room)[0].value
        try:
            head = await self._rooms.join(session, choice.room)
        except NotFoundError:
            self._metrics.denied_joins.labels(kind).inc()
            logger.info("join denied", extra={"room": choice.room})
            raise
        self._metrics.joins.labels(kind).inc()
        logger.info("room joined", extra={"room": choice.room})
        figures = await self._figures(session, choice.queue_id)
        return RoomReply(
            ok=True, room=choice.room, head=head.head, floor=head.floor, metrics=figures
        )

    async def _figures(self, session: Session, queue_id: QueueId | None) -> QueueMetrics | None:
        """Return a queue's figures, if they can be had: the room is joined either way."""
        if queue_id is None:
            return None
        try:
            return await self._queue_metrics.snapshot(_actor(session), queue_id)
        except BomizzelError:
            logger.warning("figures of a joined queue cannot be read", exc_info=True)
            return None

    def _allowance(self, burst: int, per_s: float) -> Allowance:
        return Allowance(burst=burst, per_s=per_s, monotonic=self._monotonic)


def _choice(request: Request) -> _Choice:
    """Return the room that a join or leave names, by its bare id or in an object."""
    argument = request.argument
    if request.event in {ClientEvent.JOIN_TEAM, ClientEvent.LEAVE_TEAM}:
        chosen = {"teamId": argument} if isinstance(argument, str) else argument
        return _Choice(team_room(TeamId(convert(chosen, TeamChoice).team_id)), None)
    chosen = {"queueId": argument} if isinstance(argument, str) else argument
    queue_id = convert(chosen, QueueChoice).queue_id
    return _Choice(queue_room(queue_id), queue_id)


def _actor(session: Session) -> Actor:
    identity = session.identity
    if identity is None:
        raise NotFoundError
    return Actor(identity.user_id, identity.role)


def _refused(why: Failure) -> Answer:
    return Answer(encode(RoomReply(ok=False, error=why)))
