"""What the ways between two starts of the program have in common: they carry frames of bytes."""

from typing import Protocol


class ChannelError(Exception):
    """Nobody listens, or who does broke off, was too slow, or is somebody else."""


class Channel(Protocol):
    """One open connection; every call ends within the time that was set when it was opened."""

    def send(self, frame: bytes) -> None:
        """Send one frame.

        Raises:
            ChannelError: The other end is gone.
        """
        ...

    def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            ChannelError: None came in time, or one that is too long.
        """
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class Listener(Protocol):
    """Takes connections of the same account."""

    @property
    def address(self) -> str:
        """Where to connect to."""

    def accept(self) -> Channel:
        """Wait for the next connection.

        Raises:
            ChannelError: Whoever connected is somebody else, or left again.
        """
        ...

    def close(self) -> None:
        """Take no more connections."""
        ...
