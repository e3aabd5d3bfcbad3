"""What waits to be sent to one socket: bounded, and never a reason to wait.

The library asks for its queue through ``create_queue`` and puts no bound on it, so that a client
that stops reading makes the server grow (python-engineio, ``base_socket.py``). A plain ``maxsize``
would be worse: one slow client would then block whoever sends to a room. This queue refuses
instead, once, and says so to its owner, who closes the socket as a slow consumer.
"""

import asyncio
from collections.abc import Callable

from engineio.packet import Packet
from typing_extensions import override

from backend.realtime.limits import Limits, Monotonic


class OutgoingBuffer(asyncio.Queue[Packet | None]):
    """Packets for one socket in the order of their arrival; None ends the stream.

    Attributes:
        waiting_bytes: Size of all packets inside.
        on_overflow: Called once when a packet does not fit any more; set by the owner.
    """

    def __init__(self, limits: Limits, monotonic: Monotonic) -> None:
        super().__init__()
        self.waiting_bytes = 0
        self.on_overflow: Callable[[], None] = lambda: None
        self._limits = limits
        self._monotonic = monotonic
        self._sealed = False
        self._moved_at = monotonic()

    def seal(self) -> None:
        """Accept no packet from now on; what is inside is still sent, then the stream ends."""
        if not self._sealed:
            self._sealed = True
            super().put_nowait(None)

    @override
    async def put(self, item: Packet | None) -> None:
        """Do the same as ``put_nowait``, for the library, which awaits."""
        self.put_nowait(item)

    @override
    def put_nowait(self, item: Packet | None) -> None:
        """Add a packet, or drop it and report the overflow; never waits, never raises."""
        if item is None:
            super().put_nowait(None)
            return
        if self._sealed:
            return
        if self._is_full():
            self._sealed = True
            self.on_overflow()
            return
        super().put_nowait(item)

    def _is_full(self) -> bool:
        if self.empty():
            self._moved_at = self._monotonic()
            return False
        return (
            self.qsize() >= self._limits.buffer_frames
            or self.waiting_bytes >= self._limits.buffer_bytes
            or self._monotonic() - self._moved_at > self._limits.buffer_age_s
        )

    # asyncio.Queue documents these two as the place to change how items are kept.
    @override
    def _put(self, item: Packet | None) -> None:
        super()._put(item)
        self.waiting_bytes += _size(item)

    @override
    def _get(self) -> Packet | None:
        item: Packet | None = super()._get()
        self.waiting_bytes -= _size(item)
        self._moved_at = self._monotonic()
        return item


def _size(item: Packet | None) -> int:
    # Frames are ASCII in practice, and the encoded text is kept by the packet itself.
    return 0 if item is None else len(item.encode())
