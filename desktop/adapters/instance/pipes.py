"""Connections over named pipes of Windows, as the standard library has them.

The pipe is the first of its name or fails, and gives full access to its maker's account only
(the default security of ``CreateNamedPipe``). The library can speak through a Unix socket by the
same calls, which is how the tests run this; nothing here was run on Windows.
"""

from multiprocessing.connection import Client, Connection, Listener

from desktop.adapters.instance.channels import ChannelError
from desktop.adapters.instance.messages import MAX_FRAME_BYTES

WINDOWS = "AF_PIPE"


class PipeListener:
    """Listens on a named pipe."""

    def __init__(self, address: str, *, timeout_s: float, family: str = WINDOWS) -> None:
        """Listen at ``address``.

        Raises:
            OSError: Somebody has this name already.
        """
        self._address = address
        self._timeout_s = timeout_s
        self._listener = Listener(address, family)

    @property
    def address(self) -> str:
        """Where to connect to."""
        return self._address

    def accept(self) -> "PipeChannel":
        """Wait for the next connection.

        Raises:
            ChannelError: Whoever connected left again, or the listener was closed.
        """
        try:
            return PipeChannel(self._listener.accept(), timeout_s=self._timeout_s)
        except OSError as exc:
            raise ChannelError(type(exc).__name__) from exc

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


class PipeChannel:
    """One connection; a pipe hands over a frame as a whole."""

    def __init__(self, connection: "Connection[bytes, bytes]", *, timeout_s: float) -> None:
        """Take ``connection`` over."""
        self._connection = connection
        self._timeout_s = timeout_s

    def send(self, frame: bytes) -> None:
        """Send one frame.

        Raises:
            ChannelError: The other end is gone.
        """
        try:
            self._connection.send_bytes(frame)
        except OSError as exc:
            raise ChannelError(type(exc).__name__) from exc

    def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            ChannelError: None came in time, or one that is too long.
        """
        try:
            if not self._connection.poll(self._timeout_s):
                raise ChannelError("timeout")
            return self._connection.recv_bytes(MAX_FRAME_BYTES)
        except (OSError, EOFError) as exc:
            raise ChannelError(type(exc).__name__) from exc

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def connect_pipe(address: str, *, timeout_s: float, family: str = WINDOWS) -> PipeChannel:
    """Return a connection to who listens at ``address``.

    Raises:
        ChannelError: Nobody listens there.
    """
    try:
        return PipeChannel(Client(address, family), timeout_s=timeout_s)
    except OSError as exc:
        raise ChannelError(type(exc).__name__) from exc
