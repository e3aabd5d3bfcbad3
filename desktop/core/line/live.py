"""One socket, from its opening to its end: sign in, catch up, follow.

Everything that happens goes through one bounded inbox, in order: what the socket reports and the
answers to requests. So frames are handled while a page is under way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from common.events import AnyEvent, UnknownEvent
from common.live import (
    AuthExpiring,
    Heartbeat,
    PresenceChanged,
    QueueMetrics,
    RoomLeft,
    RoomLeftReason,
    ServerDraining,
)
from common.rest import Unread
from common.session import Authenticate, Authenticated, ClientInfo
from desktop.core.connection import (
    CONNECT_TIMEOUT_S,
    PROBE_TIMEOUT_S,
    PROOF_S,
    Link,
    is_clock_jump,
)
from desktop.core.context import Context
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError
from desktop.core.line.nudge import unless_nudged
from desktop.core.ports import AuthExpired, Closed, MachineEvent, Socket
from desktop.core.session.session import seconds_until_due
from desktop.core.stream.effects import Effect, Fetch, Request, TakeSnapshot
from desktop.core.stream.pages import Page
from desktop.core.stream.requests import Listing, fetch, read_listing

BATCH = 500
"""Happenings that are stored in one transaction at most."""
TICK_S = 15.0
"""Longest time without a look at the clocks."""
RENEWAL_PAUSE_S = 10.0
"""Shortest time between two attempts to renew the token on a live socket."""


@dataclass(frozen=True, slots=True)
class _Paged:
    request: Fetch
    page: Page


@dataclass(frozen=True, slots=True)
class _Listed:
    request: TakeSnapshot
    listing: Listing


class _Nudged:
    """Something happened to the machine."""


_Handled: TypeAlias = (
    _Nudged
    | AnyEvent
    | UnknownEvent
    | Heartbeat
    | AuthExpiring
    | AuthExpired
    | ServerDraining
    | RoomLeft
    | QueueMetrics
    | PresenceChanged
    | _Paged
    | Unread
)
_Input: TypeAlias = _Handled | _Listed | Closed


class LiveLine:
    """Follows the server through one socket."""

    def __init__(self, context: Context, socket: Socket) -> None:
        """Take over ``socket``, which is not open yet."""
        self._context = context
        self._follower = context.follower
        self._socket = socket
        self._inbox: asyncio.Queue[_Input] = asyncio.Queue(maxsize=BATCH)
        self._tasks: set[asyncio.Task[None]] = set()
        self._first: Sequence[Request] = ()
        self._is_live = False
        self._has_counted = False
        self._tried_at = float("-inf")
        self._silence_s: float = PROOF_S
        self._authenticated_at = context.clock.monotonic()
        self._heard_at = context.clock.monotonic()
        self._looked_at: tuple[datetime, float] = (context.clock.now(), self._heard_at)

    async def run(self, accepted: Callable[[], None]) -> None:
        """Follow until the line ends, which raises why.

        Args:
            accepted: Called when the server has let the agent in.

        Raises:
            ClientError: The line could not be had, or ended.
        """
        try:
            self._context.nudge.clear()
            answer = await unless_nudged(self._context.nudge, self._open())
            accepted()
            await self._catch_up(answer)
            async with asyncio.TaskGroup() as self._group:
                self._start(self._pump())
                self._start(self._pass_nudges_on())
                failure = await self._until_the_end()
                for task in self._tasks:
                    task.cancel()
        finally:
            self._follower.sync.disconnected()
            self._context.figures.closed()
            await self._socket.close()
        raise failure

    async def _open(self) -> Authenticated:
        await self._context.profile()
        await self._socket.connect()
        return await self._authenticate(CONNECT_TIMEOUT_S)

    async def _pass_nudges_on(self) -> None:
        nudge = self._context.nudge
        while True:
            await nudge.wait()
            nudge.clear()
            await self._inbox.put(_Nudged())

    async def _catch_up(self, answer: Authenticated) -> None:
        if answer.epoch is None:
            raise ConnectionLostError(ClientCode.NOT_A_SERVER)
        self._context.status.set_link(Link.CATCHING_UP)
        self._context.begin()
        heads = {room: ends.head for room, ends in answer.rooms.items()}
        effects = self._follower.sync.connected(answer.epoch, heads)
        self._first = await self._follower.carry_out(effects)

    async def _until_the_end(self) -> ClientError:
        try:
            self._ask(self._first)
            while True:
                await self._handle(await self._next())
        except ClientError as exc:
            return exc

    async def _authenticate(self, timeout_s: float) -> Authenticated:
        session = await self._context.credentials.fresh()
        sync, device = self._follower.sync, self._context.device
        answer = await self._socket.authenticate(
            Authenticate(
                user_id=session.user_id,
                token=session.access_token,
                epoch=sync.epoch,
                rooms=dict(sync.cursors),
                client=ClientInfo(
                    device_id=device.device_id, version=device.version, platform=device.platform
                ),
            ),
            timeout_s=timeout_s,
        )
        if answer.heartbeat_seconds is not None:
            # Two beats may be late; after that the line is taken for dead.
            self._silence_s = min(PROOF_S, 2.0 * answer.heartbeat_seconds + 5.0)
        self._authenticated_at = self._context.clock.monotonic()
        self._heard()
        return answer

    async def _pump(self) -> None:
        while True:
            first = await self._socket.next()
            for happening in [first, *self._socket.take(BATCH)]:
                await self._inbox.put(happening)
                if isinstance(happening, Closed):
                    return

    async def _next(self) -> Sequence[_Input]:
        """Return what came; nothing when it is time to look at the clocks."""
        try:
            async with asyncio.timeout(min(TICK_S, self._silence_s, self._renewal_in_s())):
                found = [await self._inbox.get()]
        except TimeoutError:
            found = []
        while len(found) < BATCH and not self._inbox.empty():
            found.append(self._inbox.get_nowait())
        return found

    async def _handle(self, inputs: Sequence[_Input]) -> None:
        effects: list[Effect] = []
        for entry in inputs:
            match entry:
                case _Listed():
                    await self._act(effects)
                    effects = []
                    request, listing = entry.request, entry.listing
                    self._ask(await self._follower.snapshot_arrived(request, listing))
                case Closed():
                    await self._act(effects)
                    raise entry.failure
                case _:
                    effects += await self._take(entry)
        await self._act(effects)
        if self._follower.access_changed:
            await self._reconcile_rooms()
        if not self._is_live and self._follower.sync.is_caught_up:
            self._is_live = True
            self._context.figures.opened(self._socket)
            self._context.reached(Link.LIVE)
            self._start(self._count())
        self._context.presenter.wake()
        await self._look_at_clocks()

    async def _take(self, entry: _Handled) -> Sequence[Effect]:
        sync = self._follower.sync
        match entry:
            case Heartbeat():
                self._heard()
                self._context.figures.beat(entry)
                heads = self._context.figures.heads_to_follow(entry.heads)
                return sync.heartbeat(entry.epoch, heads)
            case _Paged():
                return sync.page(entry.request, entry.page)
            case RoomLeft():
                self._context.figures.room_left(entry.room)
                # Left by ourselves while it became one to follow: it is joined once more.
                is_followed = entry.room in sync.rooms
                self._follower.access_changed |= (
                    is_followed and entry.reason is RoomLeftReason.LEFT
                )
                return sync.left(entry.room)
            case QueueMetrics() | PresenceChanged():
                self._context.figures.heard(entry)
            case Unread():
                return self._compare(entry)
            case AuthExpiring():
                await self._renew_early()
            case AuthExpired():
                pass  # The end of the line follows.
            case _Nudged():
                await self._probe()
            case ServerDraining():
                pause_s = entry.retry_after_ms / 1000
                raise ConnectionLostError(ClientCode.DRAINING, retry_after_s=pause_s)
            case _:
                self._heard()
                return sync.frame(entry)
        return []

    async def _act(self, effects: Sequence[Effect]) -> None:
        self._ask(await self._follower.carry_out(effects))

    def _ask(self, requests: Sequence[Request]) -> None:
        for request in requests:
            match request:
                case Fetch():
                    self._start(self._fetch(request))
                case TakeSnapshot():
                    self._start(self._list(request))

    async def _fetch(self, request: Fetch) -> None:
        token = await self._token()
        answer = await fetch(self._context.api, token, request)
        await self._inbox.put(_Paged(request, answer.page))

    async def _list(self, request: TakeSnapshot) -> None:
        listing = await read_listing(self._context.api, await self._token())
        await self._inbox.put(_Listed(request, listing))

    async def _count(self) -> None:
        await self._inbox.put(await self._context.api.unread(await self._token()))

    def _compare(self, unread: Unread) -> Sequence[Effect]:
        """Take the server's list once more if the counts differ after catching up."""
        center = self._follower.center
        if self._has_counted or center.unconfirmed() or not self._follower.sync.is_caught_up:
            return []
        self._has_counted = True
        if unread.count == center.count_on_server:
            return []
        return self._follower.sync.resnapshot()

    async def _reconcile_rooms(self) -> None:
        """Hear the rooms that the person may hear since their access changed."""
        profile = await self._context.profile()
        sync = self._follower.sync
        for room in sync.rooms - frozenset(profile.rooms):
            await self._act(sync.left(room))  # Word of that may be lost: it is not durable.
        for room in profile.rooms:
            if room in sync.rooms:
                continue
            reply = await self._socket.join(room)
            if reply.ok and reply.head is not None:
                await self._act(sync.joined(room, reply.head))

    async def _look_at_clocks(self) -> None:
        clock = self._context.clock
        now, monotonic = clock.now(), clock.monotonic()
        wall, steady = self._looked_at
        self._looked_at = (now, monotonic)
        wall_s = (now - wall).total_seconds()
        if is_clock_jump(wall_s=wall_s, monotonic_s=monotonic - steady):
            self._context.machine_changed(MachineEvent.AWAKE)
        elif monotonic - self._heard_at > self._silence_s:
            raise ConnectionLostError(ClientCode.SILENT)
        elif seconds_until_due(self._context.credentials.session, now) == 0.0:
            await self._renew()

    async def _probe(self) -> None:
        """Ask the server for a sign of life, whatever the socket believes of itself."""
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                await self._authenticate(PROBE_TIMEOUT_S)
        except TimeoutError as exc:
            raise ConnectionLostError(ClientCode.SILENT) from exc

    def _renewal_in_s(self) -> float:
        clock = self._context.clock
        due_s = seconds_until_due(self._context.credentials.session, clock.now())
        return max(due_s, self._tried_at + RENEWAL_PAUSE_S - clock.monotonic(), 0.0)

    async def _renew(self) -> None:
        """Get a new token and show it to the server; while the old one is good, no haste."""
        monotonic = self._context.clock.monotonic()
        if monotonic < self._tried_at + RENEWAL_PAUSE_S:
            return
        self._tried_at = monotonic
        before = self._context.credentials.session.access_token
        if (await self._context.credentials.fresh()).access_token != before:
            await self._authenticate(CONNECT_TIMEOUT_S)

    async def _renew_early(self) -> None:
        """Renew because the server says so, unless it was done just now.

        A token that lives for less than the server's warning is warned of at once.
        """
        if self._context.clock.monotonic() - self._authenticated_at > RENEWAL_PAUSE_S:
            self._context.credentials.doubt()
            await self._renew()

    def _heard(self) -> None:
        self._heard_at = self._context.clock.monotonic()
        self._context.status.verified()

    async def _token(self) -> str:
        return (await self._context.credentials.fresh()).access_token

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = self._group.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Awaitable[None]) -> None:
        """Let a failed request end the line: it is built anew, and asks again."""
        try:
            await work
        except ClientError as exc:
            await self._inbox.put(Closed(exc))
