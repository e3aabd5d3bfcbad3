"""The socket side put together, with what runs by itself and how it stops."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from backend.realtime.census import CensusTaker
from backend.realtime.dispatcher import LOOK_EVERY_S, Dispatcher
from backend.realtime.doorbell import Doorbell
from backend.realtime.engine import EngineOptions
from backend.realtime.fanout import Fanout, tell_one
from backend.realtime.figure_news import FigureNews
from backend.realtime.figures import Throughput
from backend.realtime.heartbeat import HEARTBEAT_S, Heart
from backend.realtime.latency import Latencies
from backend.realtime.limits import Limits, Monotonic
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.namespace import Namespace
from backend.realtime.presence import Presence, PresenceTimes
from backend.realtime.recounting import Recounting
from backend.realtime.rooms import Rooms
from backend.realtime.server import SocketServer
from backend.realtime.sessions import SessionRegistry
from backend.realtime.signin import SignIn
from backend.realtime.typing_news import TypingNews
from backend.realtime.watch import Watch
from backend.services.addresses import Network
from backend.services.checks import PASSED, CheckResult, degraded, failed
from backend.services.desk import Services
from backend.services.peers import News, Peers, ProcessId, Rung, Typed, published_of, rung
from backend.services.ports import Now, Readers
from common.errors import CloseReason, ContractError
from common.live import LiveEventType, ServerDraining

STALLED_AFTER_S = 10.0
LATE_AFTER_S = 2.0
LATE_WINDOW_S = 30.0
"""Over which delays count as present ones."""
DRAIN_SPREAD_MS = 3_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HubOptions:
    """What the socket side is told by the composition root.

    Attributes:
        spread: Returns a factor of about 0.8 to 1.
        heartbeat_s: Time between two heartbeats of one socket, and between two pings.
        direct_websockets: See ``EngineOptions``.
    """

    limits: Limits
    origins: Sequence[str]
    trusted_proxies: Sequence[Network]
    now: Now
    monotonic: Monotonic
    spread: Callable[[], float]
    recount_every_s: float
    direct_websockets: bool = True
    heartbeat_s: float = HEARTBEAT_S
    look_every_s: float = LOOK_EVERY_S
    presence: PresenceTimes = field(default_factory=PresenceTimes)


class Hub:
    """Every socket of this process, and what keeps them told."""

    def __init__(
        self,
        *,
        services: Services,
        readers: Readers,
        doorbell: Doorbell,
        peers: Peers,
        metrics: RealtimeMetrics,
        options: HubOptions,
    ) -> None:
        self.sessions = SessionRegistry(metrics)
        self.throughput = Throughput(options.monotonic)
        self.latencies = Latencies(options.monotonic)
        self._options = options
        self._doorbell = doorbell
        streams = readers.streams
        fanout = Fanout(self.sessions, metrics, self.throughput)
        self.dispatcher = Dispatcher(
            doorbell=doorbell,
            streams=streams,
            fanout=fanout,
            metrics=metrics,
            latencies=self.latencies,
            now=options.now,
            monotonic=options.monotonic,
            look_every_s=options.look_every_s,
        )
        self.census = CensusTaker(
            sessions=self.sessions,
            latencies=self.latencies,
            throughput=self.throughput,
            now=options.now,
            monotonic=options.monotonic,
        )
        rooms = Rooms(
            sessions=self.sessions,
            rights=services.membership,
            dispatcher=self.dispatcher,
            forget_people=readers.forget_people,
        )
        self.presence = Presence(
            sessions=self.sessions,
            people=readers.people,
            fanout=fanout,
            peers=peers,
            monotonic=options.monotonic,
            times=options.presence,
        )
        self._typing = TypingNews(
            tickets=services.tickets,
            people=readers.people,
            fanout=fanout,
            peers=peers,
            monotonic=options.monotonic,
        )
        self.dispatcher.access_changed = rooms.review
        self.dispatcher.commands_under_way = lambda: services.commands.under_way
        self._news = FigureNews(
            figures=services.metrics,
            sessions=self.sessions,
            fanout=fanout,
            monotonic=options.monotonic,
        )
        self.dispatcher.room_moved = self._news.mark
        self._recounting = Recounting(
            recount=services.recount,
            news=self._news,
            metrics=metrics,
            every_s=options.recount_every_s,
            spread=options.spread,
        )
        self._heart = Heart(
            sessions=self.sessions,
            dispatcher=self.dispatcher,
            streams=streams,
            now=options.now,
        )
        self._watch = Watch(
            sessions=self.sessions,
            reader=services.sessions,
            rooms=rooms,
            metrics=metrics,
            monotonic=options.monotonic,
        )
        self.dispatcher.looked = self._watch.look_for
        sign_in = SignIn(
            verifier=services.sessions,
            sessions=self.sessions,
            rooms=rooms,
            streams=streams,
            metrics=metrics,
            now=options.now,
            heartbeat_s=options.heartbeat_s,
            sockets_per_person=options.limits.sockets_per_person,
            sockets_elsewhere=self.presence.sockets_elsewhere,
        )
        namespace = Namespace(
            sessions=self.sessions,
            sign_in=sign_in,
            rooms=rooms,
            queue_metrics=services.metrics,
            typing=self._typing,
            metrics=metrics,
            limits=options.limits,
            monotonic=options.monotonic,
        )
        self.server = SocketServer(
            namespace,
            EngineOptions(
                limits=options.limits,
                origins=options.origins,
                trusted_proxies=options.trusted_proxies,
                metrics=metrics,
                monotonic=options.monotonic,
                spread=options.spread,
                ping_every_s=options.heartbeat_s,
                direct_websockets=options.direct_websockets,
            ),
        )

        self.server.engine.pinged = self._heart.beat
        peers.listen(self._hear, self._reached)
        doorbell.pass_on = lambda published: peers.tell([rung(event) for event in published])

    def mount(self, app: web.Application) -> None:
        """Serve Socket.IO in ``app``."""
        self.server.mount(app)

    async def start(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Begin after what is committed already, and return what must run from now on."""
        await self.dispatcher.start()
        await self._heart.start()
        return (
            self.dispatcher.run(),
            self._watch.run(),
            self.presence.run(),
            self.census.run(),
            self._news.run(),
            self._recounting.run(),
        )

    async def check_dispatch(self) -> CheckResult:
        """Return whether the dispatcher turned lately, and whether events come in time."""
        idle_s = self._options.monotonic() - self.dispatcher.turned_at
        if idle_s >= STALLED_AFTER_S:
            return failed(f"no turn for {idle_s:.0f} s")
        late_s = self.latencies.of_last(LATE_WINDOW_S).p95
        if late_s > LATE_AFTER_S:
            return degraded(f"events take {late_s:.1f} s to reach sockets")
        return PASSED

    async def drain(self, timeout_s: float) -> None:
        """Send everybody away, with the advice to come back, and wait until they are gone."""
        engine = self.server.engine
        engine.is_draining = True
        self.presence.leave()
        for session in self.sessions:
            retry_after_ms = int(DRAIN_SPREAD_MS * self._options.spread())
            message = ServerDraining(retry_after_ms=retry_after_ms)
            tell_one(session, LiveEventType.SERVER_DRAINING, message)
        for connection in tuple(engine.sockets.values()):
            connection.end(CloseReason.SERVER_DRAINING)
        try:
            async with asyncio.timeout(timeout_s):
                await engine.is_empty.wait()
        except TimeoutError:
            logger.warning("sockets did not close", extra={"count": len(engine.sockets)})

    def _hear(self, process: ProcessId, news: News) -> None:
        """Take what another process tells."""
        match news:
            case Rung():
                try:
                    published = published_of(news)
                except ContractError:
                    logger.warning("ring of another process cannot be read")
                    return
                if published is not None:
                    self._doorbell.hear((published,))
            case Typed():
                self._typing.hear(news)
            case _:
                self.presence.hear(process, news)

    def _reached(self) -> None:
        self._doorbell.doubt()
        self.presence.reached()
