"""Tell sockets: one encoding for each event, one copy for each socket, no task for anybody."""

from collections.abc import Collection, Iterable, Sequence

from backend.realtime.figures import Throughput
from backend.realtime.frames import Bundle, Message, event_packet
from backend.realtime.metrics import RealtimeMetrics
from backend.realtime.sessions import Session, SessionRegistry
from common.envelope import encode
from common.live import LiveEventType
from common.rooms import Room


class Fanout:
    """Writes events into the buffers of sockets.

    There is no way to tell everybody: an event goes to rooms, and a socket is in a room only
    after its identity was checked.
    """

    def __init__(
        self, sessions: SessionRegistry, metrics: RealtimeMetrics, throughput: Throughput
    ) -> None:
        self._sessions = sessions
        self._metrics = metrics
        self._throughput = throughput

    def tell(
        self, rooms: Iterable[Room], name: str, body: bytes, *, but_not: Iterable[Room] = ()
    ) -> int:
        """Send an event to every socket in at least one of the rooms, once to each.

        Args:
            rooms: The union of them hears it.
            name: The event.
            body: Its argument as JSON; the same packet goes into each buffer.
            but_not: Sockets in one of these were told already.

        Returns:
            How many sockets it was queued for; those that disappear meanwhile do not count.
        """
        hearing = self._sessions.in_rooms(rooms) - self._sessions.in_rooms(but_not)
        if not hearing:
            return 0
        packet = event_packet(name, body)
        told = sum(session.outlet.deliver(packet) for session in hearing)
        self._metrics.frames.inc(told)
        self._throughput.add(told)
        return told

    def tell_several(
        self, rooms: Iterable[Room], name: str, news: Sequence[tuple[bytes, Room]]
    ) -> int:
        """Send events to every socket in at least one of the rooms, to each with one write.

        Args:
            rooms: The union of them hears it.
            name: Each of the events.
            news: The argument of each as JSON, and the room that does not hear just this one.

        Returns:
            How many events were queued, counted once for each socket.
        """
        hearing = self._sessions.in_rooms(rooms)
        packets = [event_packet(name, body) for body, _ in news]
        told = 0
        for n, (_, but_not) in enumerate(news):
            own = hearing & self._sessions.in_rooms((but_not,))
            hearing -= own
            told += _deliver(own, [*packets[:n], *packets[n + 1 :]])
        told += _deliver(hearing, packets)
        self._metrics.frames.inc(told)
        self._throughput.add(told)
        return told


def _deliver(hearing: Collection[Session], packets: Sequence[Message]) -> int:
    if not hearing or not packets:
        return 0
    bundle = Bundle(packets)
    return len(packets) * sum(session.outlet.deliver(bundle) for session in hearing)


def tell_one(session: Session, name: LiveEventType, message: object = None) -> bool:
    """Send an ephemeral event to one socket, without argument for None; False when it is gone."""
    body = None if message is None else encode(message)
    return session.outlet.deliver(event_packet(name.value, body))
