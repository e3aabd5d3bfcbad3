"""Regular proof to each client that the path which carries its events works.

A heartbeat says how far each of the socket's rooms was sent. A client that has less knows that a
frame was lost, and one that hears no heartbeat knows that it is deaf, however healthy the
transport looks.
"""

import asyncio
import logging
from collections.abc import Callable

from backend.realtime.dispatcher import Dispatcher
from backend.realtime.fanout import tell_one
from backend.realtime.limits import Monotonic
from backend.realtime.sessions import SessionRegistry
from backend.services.errors import InfrastructureError
from backend.services.ports import Now, StreamReader
from common.ids import Epoch
from common.live import Heartbeat, LiveEventType

HEARTBEAT_S = 25.0

logger = logging.getLogger(__name__)


class Heart:
    """Beats for every settled socket, spread over time.

    Args:
        every_s: Longest time between two heartbeats of one socket.
        spread: Returns a factor of about 0.8 to 1 that keeps sockets from beating together.
    """

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        dispatcher: Dispatcher,
        streams: StreamReader,
        now: Now,
        monotonic: Monotonic,
        spread: Callable[[], float],
        every_s: float = HEARTBEAT_S,
    ) -> None:
        self._sessions = sessions
        self._dispatcher = dispatcher
        self._streams = streams
        self._now = now
        self._monotonic = monotonic
        self._spread = spread
        self._every_s = every_s
        self._pause_s = min(1.0, every_s / 4)

    async def run(self) -> None:
        """Beat until cancelled."""
        epoch = await self._epoch()
        while True:
            await asyncio.sleep(self._pause_s)
            at, moment = self._now(), self._monotonic()
            for session in self._sessions:
                if not session.is_settled or session.beat_at > moment:
                    continue
                if session.beat_at:
                    heads = self._dispatcher.heads(session.rooms)
                    beat = Heartbeat(epoch=epoch, at=at, heads=heads)
                    tell_one(session, LiveEventType.HEARTBEAT, beat)
                session.beat_at = moment + self._every_s * self._spread()

    async def _epoch(self) -> Epoch:
        """Return the name of the history, however long the database is away."""
        while True:
            try:
                return await self._streams.epoch()
            except InfrastructureError:
                logger.warning("epoch not read", exc_info=True)
                await asyncio.sleep(self._pause_s)
