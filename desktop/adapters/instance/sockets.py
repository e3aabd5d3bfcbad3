"""Connections over Unix sockets. A frame is its length in four bytes, big-endian, and itself."""

import os
import socket
import stat
import struct
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from desktop.adapters.instance.channels import ChannelError
from desktop.adapters.instance.messages import MAX_FRAME_BYTES

BACKLOG = 8

_LENGTH = struct.Struct("!I")
_CREDENTIALS = struct.Struct("3i")
"""``struct ucred`` of unix(7): process, user and group."""


class SocketListener:
    """Listens on a socket that its owner alone may use."""

    def __init__(self, path: Path, *, timeout_s: float) -> None:
        """Listen at ``path``; a socket that nobody listens on any more is replaced.

        The caller holds the lock of the profile, so nobody else can be listening there.

        Raises:
            OSError: The socket cannot be made.
        """
        self._path = path
        self._timeout_s = timeout_s
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.bind(str(path))
            path.chmod(0o600)
            self._socket.listen(BACKLOG)
        except OSError:
            self._socket.close()
            raise

    @property
    def address(self) -> str:
        """Where to connect to."""
        return str(self._path)

    def accept(self) -> "SocketChannel":
        """Wait for the next connection.

        Raises:
            ChannelError: Whoever connected is somebody else, or the listener was closed.
        """
        try:
            connection, _ = self._socket.accept()
        except OSError as exc:
            raise ChannelError(type(exc).__name__) from exc
        return _checked(connection, self._timeout_s)

    def close(self) -> None:
        """Take no more connections, and take the socket away."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


class SocketChannel:
    """One connection."""

    def __init__(self, connection: socket.socket, *, timeout_s: float) -> None:
        """Take ``connection`` over; each frame may take ``timeout_s``."""
        self._connection = connection
        self._timeout_s = timeout_s
        connection.settimeout(timeout_s)

    def send(self, frame: bytes) -> None:
        """Send one frame.

        Raises:
            ChannelError: The other end is gone.
        """
        self._connection.settimeout(self._timeout_s)
        try:
            self._connection.sendall(_LENGTH.pack(len(frame)) + frame)
        except OSError as exc:
            raise ChannelError(type(exc).__name__) from exc

    def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            ChannelError: None came in time, or one that is too long.
        """
        deadline = time.monotonic() + self._timeout_s
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))
        if length > MAX_FRAME_BYTES:
            raise ChannelError("too long")
        return self._exactly(length, deadline)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _exactly(self, size: int, deadline: float) -> bytes:
        received = b""
        while len(received) < size:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise ChannelError("TimeoutError")  # Somebody sends a byte now and then.
            self._connection.settimeout(left_s)
            try:
                part = self._connection.recv(size - len(received))
            except OSError as exc:
                raise ChannelError(type(exc).__name__) from exc
            if not part:
                raise ChannelError("closed")
            received += part
        return received


def connect_socket(path: Path, *, timeout_s: float) -> SocketChannel:
    """Return a connection to who listens at ``path``.

    Raises:
        ChannelError: Nobody listens there, or somebody else.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout_s)
    try:
        connection.connect(str(path))
    except OSError as exc:
        connection.close()
        raise ChannelError(type(exc).__name__) from exc
    return _checked(connection, timeout_s)


def socket_folder(runtime_dir: str) -> Path:
    """Return a folder for sockets that nobody else may enter; it is made when it is missing.

    Args:
        runtime_dir: The session's folder (``XDG_RUNTIME_DIR``); empty where there is none.

    Raises:
        OSError: The folder is somebody else's, or cannot be made.
    """
    base = Path(runtime_dir) if os.path.isabs(runtime_dir) else None  # noqa: PTH117 - may be ""
    if base is not None and base.is_dir():
        folder = base / "bomizzel-desktop"
    else:
        # A path of the system's own temporary folder, which is short enough for a socket.
        folder = Path(tempfile.gettempdir()) / f"bomizzel-desktop-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not is_ours or stat.S_IMODE(found.st_mode) & 0o077:
        raise PermissionError(f"{folder} is not private")
    return folder


def _checked(connection: socket.socket, timeout_s: float) -> SocketChannel:
    """Return a channel over ``connection`` if the other end is the same person."""
    if sys.platform == "linux":
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        _, user, _ = _CREDENTIALS.unpack(raw)
        if user != os.getuid():
            connection.close()
            raise ChannelError("somebody else")
    return SocketChannel(connection, timeout_s=timeout_s)
