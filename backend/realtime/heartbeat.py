"""Regular proof to each client that the path which carries its events works.

A heartbeat says how far each of the socket's rooms was sent. A client that has less knows that a
frame was lost, and one that hears no heartbeat knows that it is deaf, however healthy the
transport looks. It follows each ping of the transport, in the same packet of the network: to wake
up a client and the kernel twice would cost twice as much.
"""

from backend.realtime.dispatcher import Dispatcher
from backend.realtime.fanout import tell_one
from backend.realtime.sessions import SessionRegistry
from backend.services.ports import Now, StreamReader
from common.ids import Epoch
from common.live import Heartbeat, LiveEventType

HEARTBEAT_S = 25.0


class Heart:
    """Beats for settled sockets."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        dispatcher: Dispatcher,
        streams: StreamReader,
        now: Now,
    ) -> None:
        self._sessions = sessions
        self._dispatcher = dispatcher
        self._streams = streams
        self._now = now
        self._epoch = Epoch("")

    async def start(self) -> None:
        """Read the name of the history, which stays the same as long as the process runs."""
        self._epoch = await self._streams.epoch()

    def beat(self, sid: str) -> None:
        """Beat for one socket; one whose rooms are not decided yet waits for its next turn."""
        session = self._sessions.get(sid)
        if session is None or not session.is_settled:
            return
        heads = self._dispatcher.heads(session.rooms)
        beat = Heartbeat(epoch=self._epoch, at=self._now(), heads=heads)
        tell_one(session, LiveEventType.HEARTBEAT, beat)
