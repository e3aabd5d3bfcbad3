"""Frames that wait because a client takes too little of what it is sent: bounded, in order."""

from collections import deque

from backend.realtime.limits import Limits, Monotonic


class Backlog:
    """What waits behind a full transport.

    Attributes:
        bytes: Size of all frames inside; each is shared with the other sockets that it is for.
    """

    __slots__ = ("_frames", "_held_bytes", "_limits", "_monotonic", "_moved_at", "bytes")

    def __init__(self, limits: Limits, monotonic: Monotonic) -> None:
        self.bytes = 0
        self._frames: deque[bytes] = deque()
        self._held_bytes = 0
        self._limits = limits
        self._monotonic = monotonic
        self._moved_at = monotonic()

    def add(self, frame: bytes, held_bytes: int) -> bool:
        """Add a frame, unless the bounds are reached.

        Args:
            frame: Shared with other sockets.
            held_bytes: What the transport holds; less than before means that the client takes.

        Returns:
            False when the frame was not added.
        """
        if held_bytes < self._held_bytes:
            self._moved_at = self._monotonic()
        self._held_bytes = held_bytes
        limits = self._limits
        if (
            len(self._frames) >= limits.buffer_frames
            or self.bytes + held_bytes >= limits.buffer_bytes
            or self._monotonic() - self._moved_at > limits.buffer_age_s
        ):
            return False
        self._frames.append(frame)
        self.bytes += len(frame)
        return True

    def pop(self, enough_bytes: int) -> bytes:
        """Take the oldest frames, joined: as many as make ``enough_bytes``, and one at least.

        Returns:
            The frames; nothing when there are none.
        """
        self._moved_at = self._monotonic()
        self._held_bytes = 0
        taken: list[bytes] = []
        taken_bytes = 0
        while self._frames and taken_bytes < enough_bytes:
            taken.append(self._frames.popleft())
            taken_bytes += len(taken[-1])
        self.bytes -= taken_bytes
        return b"".join(taken)
