"""A server that speaks the contract, in this process, and misbehaves when it is told to.

It knows one person, Ana, and keeps everything in memory. Frames can be dropped, repeated or held
back; sockets and requests can be refused, and the whole server stopped and started again on its
port with what it knows.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, TypeAlias

import socketio
from aiohttp import web

from common.envelope import decode, encode, with_positions
from common.errors import ErrorCode
from common.events import (
    AnyEvent,
    NotificationsCleared,
    NotificationsRead,
    NotificationsUnread,
    QueueAccess,
    UserQueueUpdated,
)
from common.ids import AnnouncementId, EventId, QueueId, TeamId, TicketId, UserId
from common.live import AuthExpiring, Heartbeat, RoomLeft, RoomLeftReason, ServerDraining
from common.rest import (
    Login,
    Marks,
    NotificationPage,
    Person,
    Problem,
    Profile,
    Queue,
    Refresh,
    Sync,
    Team,
    TicketPage,
    Tokens,
    Unread,
    UnreadMarks,
)
from common.rooms import Room
from common.session import Authenticate, Authenticated, Failure, RoomReply
from common.vocabulary import Role
from tests.fakes.colleagues import Colleagues
from tests.fakes.fake_api import USER
from tests.fakes.server_streams import ANA, ME, Frame, Streams, now
from tests.unit.desktop.notifications import assigned, make_ticket

PASSWORD = "right-horse-battery"
EMAIL = USER.email
POLL_STEP_S = 0.02
BEAT_S = 0.25

MarkEvent: TypeAlias = (
    type[NotificationsRead] | type[NotificationsUnread] | type[NotificationsCleared]
)


class ContractServer:
    """The server; ``start`` it, and tell it how to misbehave by its attributes.

    Attributes:
        frames_lost: Frames are committed and not sent.
        frames_doubled: Every frame is sent twice.
        is_silent: No heartbeat is sent.
        sockets_refused: No WebSocket opens, as behind a bad proxy.
        refusal: Code that every request but a sign-in is refused with; None for none.
        socket_refusal: Code that ``authenticate`` is refused with; None for none.
        tickets_fail: Titles cannot be had.
        expires_in: Life of an access token in seconds.
        changed: Set after each thing that a client did.
        happened: What clients did, in order.
    """

    def __init__(self) -> None:
        self.streams = Streams()
        self.frames_lost = False
        self.frames_doubled = False
        self.is_silent = False
        self.sockets_refused = False
        self.refusal: str | None = None
        self.socket_refusal: str | None = None
        self.tickets_fail = False
        self.expires_in = 900
        self.changed: Callable[[], None] = lambda: None
        self.happened: list[str] = []
        self.port = 0
        self.numbers = count(1)
        self._refresh_tokens: set[str] = set()
        self._held: list[Frame] | None = None
        self._sids: set[str] = set()
        self._runner: web.AppRunner | None = None
        self._sio: socketio.AsyncServer | None = None
        self._beating: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._sio = socketio.AsyncServer(async_mode="aiohttp", async_handlers=False)
        self._sio.on("authenticate", self._authenticate)
        self._sio.on("disconnect", self._gone)
        self._sio.on("join_queue", self._join)
        self._sio.on("leave_queue", self._leave)
        app = web.Application(middlewares=[self._gate])
        self._sio.attach(app)
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr] # asyncio's
        self._beating = asyncio.ensure_future(self._beat())

    async def stop(self) -> None:
        if self._beating is None or self._runner is None or self._sio is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        for sid in tuple(self._sids):
            await self.cut(sid)
        await self._sio.shutdown()
        await self._runner.cleanup()
        self._sids.clear()
        self._beating = self._runner = self._sio = None

    async def cut(self, sid: str) -> None:
        """End a socket's transport without a word, as the contract wants it."""
        assert self._sio is not None
        engine = self._sio.manager.eio_sid_from_sid(sid, "/")
        await self._sio.eio.disconnect(engine)

    async def cut_all(self) -> None:
        for sid in tuple(self._sids):
            await self.cut(sid)

    async def assign(self, ticket: str, **fields: Any) -> EventId:
        """Give a ticket to Ana and tell her."""
        number = next(self.numbers)
        known = make_ticket(ticket, number=number, title=f"About {ticket}")
        self.streams.tickets[TicketId(ticket)] = known
        event = assigned(f"event-{number}", ticket_id=TicketId(ticket), at=now(), pos={}, **fields)
        await self.publish(event, (ME,))
        return event.id

    async def publish(self, event: AnyEvent, rooms: tuple[Room, ...]) -> None:
        """Commit an event and send its frame, unless the server is told otherwise."""
        frame = self.streams.commit(event, rooms)
        if self._held is not None:
            self._held.append(frame)
        elif not self.frames_lost:
            await self._send(frame)

    def hold_frames(self) -> None:
        """Keep frames back from now on."""
        self._held = []

    async def release_frames_in_reverse(self) -> None:
        """Send what was kept back, the newest first."""
        held, self._held = self._held or [], None
        for frame in reversed(held):
            await self._send(frame)

    async def warn_of_expiry(self) -> None:
        await self._emit("auth:expiring", encode(AuthExpiring(expires_at=now())))

    async def drain(self, retry_after_ms: int) -> None:
        """Say that the server goes away."""
        await self._emit("server:draining", encode(ServerDraining(retry_after_ms=retry_after_ms)))

    async def give_access(self, queue: str) -> Room:
        """Let Ana into one more queue, and tell her; the socket is not in its room yet."""
        room = Room(f"queue:{queue}")
        self.streams.rooms[room] = []
        await self._tell_access(queue, QueueAccess.ADDED)
        return room

    async def take_access(self, room: Room) -> None:
        """Put Ana's sockets out of a room, and tell her."""
        del self.streams.rooms[room]
        left = RoomLeft(room=room, reason=RoomLeftReason.ACCESS_REMOVED)
        await self._emit("room:left", encode(left))
        await self._tell_access(room.partition(":")[2], QueueAccess.REMOVED)

    async def _tell_access(self, queue: str, access: QueueAccess) -> None:
        event = UserQueueUpdated(
            id=EventId(f"access-{next(self.numbers)}"),
            at=now(),
            actor_id=UserId("lena"),
            user_id=ANA,
            access=access,
            queue_id=QueueId(queue),
        )
        await self.publish(event, (ME,))

    def count(self, what: str) -> int:
        return self.happened.count(what)

    async def _send(self, frame: Frame) -> None:
        data = with_positions(frame.encoded, frame.positions)
        for _ in range(2 if self.frames_doubled else 1):
            await self._emit(frame.event.type.value, data)

    async def _emit(self, name: str, data: bytes) -> None:
        if self._sio is not None:
            for sid in tuple(self._sids):
                await self._sio.emit(name, json.loads(data), to=sid)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if self.is_silent:
                continue
            heads = {room: head.head for room, head in self.streams.heads().items()}
            beat = Heartbeat(epoch=self.streams.epoch, at=now(), heads=heads)
            await self._emit("heartbeat", encode(beat))

    async def _authenticate(self, sid: str, data: Any) -> Any:
        asked = decode(json.dumps(data), Authenticate)
        self._happen("authenticate")
        if self.socket_refusal is not None:
            code = ErrorCode(self.socket_refusal)
            error = Failure(code=code, message="no", retryable=False)
            return json.loads(encode(Authenticated(success=False, error=error)))
        self._sids.add(sid)
        return json.loads(
            encode(
                Authenticated(
                    success=True,
                    user_id=asked.user_id,
                    role=Role.EMPLOYEE,
                    epoch=self.streams.epoch,
                    rooms=self.streams.heads(),
                    expires_at=now(),
                    heartbeat_seconds=1,
                    protocol=1,
                )
            )
        )

    async def _join(self, _sid: str, queue: str) -> Any:
        self._happen(f"join {queue}")
        room = Room(f"queue:{queue}")
        reply = RoomReply(ok=True, room=room, head=len(self.streams.rooms[room]), floor=0)
        return json.loads(encode(reply))

    async def _leave(self, _sid: str, queue: str) -> Any:
        self._happen(f"leave {queue}")
        return json.loads(encode(RoomReply(ok=True, room=Room(f"queue:{queue}"))))

    async def _gone(self, sid: str, _reason: str) -> None:
        self._sids.discard(sid)
        self._happen("socket gone")

    def _routes(self) -> list[web.RouteDef]:
        api = "/api/v1"
        return [
            web.post(f"{api}/auth/login", self._login),
            web.post(f"{api}/auth/refresh", self._refresh),
            web.post(f"{api}/auth/logout", self._logout),
            web.get(f"{api}/me", self._profile),
            web.post(f"{api}/sync", self._sync),
            web.get(f"{api}/tickets", self._tickets),
            web.post(f"{api}/tickets/{{id}}/claim", self._claim),
            web.get(f"{api}/teams/{{team}}/announcements/{{id}}", self._announcement),
            web.get(f"{api}/people", self._people),
            web.get(f"{api}/notifications", self._notifications),
            web.get(f"{api}/notifications/unread", self._unread),
            web.post(f"{api}/notifications/read", self._read),
            web.post(f"{api}/notifications/unread", self._mark_unread),
            web.post(f"{api}/notifications/clear", self._clear),
        ]

    @web.middleware
    async def _gate(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path.startswith("/socket.io"):
            return web.Response(status=403) if self.sockets_refused else await handler(request)
        self._happen(f"{request.method} {request.path.removeprefix('/api/v1/')}")
        if self.refusal is not None and not request.path.endswith("/login"):
            return _problem(self.refusal, 401)
        if request.path.endswith("/me") and "Authorization" not in request.headers:
            return _problem(ErrorCode.AUTHENTICATION_REQUIRED, 401)
        return await handler(request)

    async def _login(self, request: web.Request) -> web.Response:
        asked = decode(await request.read(), Login)
        if (asked.email, asked.password) != (EMAIL, PASSWORD):
            return _problem(ErrorCode.INVALID_CREDENTIALS, 401)
        return _json(self._tokens())

    async def _refresh(self, request: web.Request) -> web.Response:
        token = decode(await request.read(), Refresh).refresh_token
        if token not in self._refresh_tokens:
            return _problem(ErrorCode.TOKEN_REVOKED, 401)
        self._refresh_tokens.discard(token)
        return _json(self._tokens())

    async def _logout(self, request: web.Request) -> web.Response:
        self._refresh_tokens.discard(decode(await request.read(), Refresh).refresh_token)
        return web.Response(status=204)

    async def _profile(self, _: web.Request) -> web.Response:
        return _json(
            Profile(
                user=USER,
                teams=(Team(id=TeamId("field"), name="Field"),),
                queues=(
                    Queue(
                        id=QueueId("printers"),
                        name="Printers",
                        team_id=TeamId("field"),
                        watched=True,
                    ),
                ),
                rooms=tuple(self.streams.rooms),
                ticket_url="https://desk.example/tickets/{id}",
            )
        )

    async def _sync(self, request: web.Request) -> web.Response:
        asked = decode(await request.read(), Sync)
        for _ in range(int(asked.wait_seconds / POLL_STEP_S)):
            if self.streams.has_news(asked):
                break
            await asyncio.sleep(POLL_STEP_S)  # A long poll is a wait.
        return _json(self.streams.page(asked))

    async def _tickets(self, request: web.Request) -> web.Response:
        if self.tickets_fail:
            return _problem(ErrorCode.INTERNAL, 500)
        ids = [TicketId(i) for i in request.query["ids"].split(",")]
        known = self.streams.tickets
        return _json(TicketPage(items=tuple(known[i] for i in ids if i in known)))

    async def _claim(self, request: web.Request) -> web.Response:
        ticket = self.streams.tickets[TicketId(request.match_info["id"])]
        if ticket.assignee_id not in {None, ANA}:
            return _problem(ErrorCode.ALREADY_CLAIMED, 409, winner_id=ticket.assignee_id)
        return _json(await Colleagues(self).give(ticket.id, ANA))

    async def _announcement(self, request: web.Request) -> web.Response:
        return _json(self.streams.announcements[AnnouncementId(request.match_info["id"])])

    async def _people(self, request: web.Request) -> web.Response:
        people = [Person(id=ANA.__class__(i), name=i.title()) for i in _ids(request)]
        return web.Response(body=encode({"items": people}), content_type="application/json")

    async def _notifications(self, request: web.Request) -> web.Response:
        views = self.streams.views()
        if request.query.get("unread") == "true":
            views = [view for view in views if not view.read]
        before, limit = request.query.get("before"), int(request.query.get("limit", "50"))
        start = [v.id for v in views].index(EventId(before)) + 1 if before else 0
        shown = views[start : start + limit]
        more = start + len(shown) < len(views)
        return _json(NotificationPage(items=tuple(shown), before=shown[-1].id if more else None))

    async def _unread(self, _: web.Request) -> web.Response:
        count = sum(not view.read for view in self.streams.views())
        return _json(Unread(count=count, by_priority={}))

    async def _read(self, request: web.Request) -> web.Response:
        return await self._mark(request, NotificationsRead)

    async def _clear(self, request: web.Request) -> web.Response:
        return await self._mark(request, NotificationsCleared)

    async def _mark_unread(self, request: web.Request) -> web.Response:
        await self.mark(NotificationsUnread, *decode(await request.read(), UnreadMarks).ids)
        return web.Response(status=204)

    async def _mark(self, request: web.Request, kind: MarkEvent) -> web.Response:
        await self.mark(kind, *decode(await request.read(), Marks).ids)
        return web.Response(status=204)

    async def mark(self, kind: MarkEvent, *ids: EventId) -> None:
        """Mark Ana's notifications, as one of her devices does, and tell the others."""
        if kind is NotificationsUnread:
            self.streams.read.difference_update(ids)
        else:
            (self.streams.read if kind is NotificationsRead else self.streams.cleared).update(ids)
        number = next(self.numbers)
        event = kind(
            id=EventId(f"mark-{number}"), at=now(), actor_id=ANA, user_id=ANA, ids=tuple(ids)
        )
        await self.publish(event, (ME,))

    def _tokens(self) -> Tokens:
        number = next(self.numbers)
        self._refresh_tokens.add(f"refresh-secret-{number}")
        return Tokens(
            access_token=f"access-secret-{number}",
            refresh_token=f"refresh-secret-{number}",
            expires_in=self.expires_in,
            user=USER,
        )

    def _happen(self, what: str) -> None:
        self.happened.append(what)
        self.changed()


def _ids(request: web.Request) -> list[str]:
    return request.query["ids"].split(",")


def _json(body: object) -> web.Response:
    return web.Response(body=encode(body), content_type="application/json")


def _problem(code: str, status: int, winner_id: UserId | None = None) -> web.Response:
    problem = Problem(
        type="about:blank", title="no", status=status, code=code, winner_id=winner_id
    )
    return web.Response(
        status=status, body=encode(problem), content_type="application/problem+json"
    )
