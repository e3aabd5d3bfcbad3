"""The way between two starts of the program: a Unix socket, or a named pipe on Windows.

Only the person's own account gets through.
"""

import os
import sys
from pathlib import Path

from desktop.adapters.instance.channels import Channel, Listener


def listen(name: str, *, timeout_s: float) -> Listener:
    """Return a listener under ``name``; what a killed program left behind is replaced.

    Args:
        name: Letters and digits, one name for each profile.
        timeout_s: How long one end waits for the other.

    Raises:
        OSError: The system refuses.
    """
    if sys.platform == "win32":
        from desktop.adapters.instance.pipes import PipeListener  # noqa: PLC0415 - Windows

        return PipeListener(rf"\\.\pipe\bomizzel-desktop-{name}", timeout_s=timeout_s)
    from desktop.adapters.instance.sockets import SocketListener, socket_folder  # noqa: PLC0415

    folder = socket_folder(os.environ.get("XDG_RUNTIME_DIR", ""))
    return SocketListener(folder / f"{name}.sock", timeout_s=timeout_s)


def connect(address: str, *, timeout_s: float) -> Channel:
    """Return a connection to who listens at ``address``.

    Raises:
        ChannelError: Nobody listens there, or somebody else.
    """
    if sys.platform == "win32":
        from desktop.adapters.instance.pipes import connect_pipe  # noqa: PLC0415 - Windows

        return connect_pipe(address, timeout_s=timeout_s)
    from desktop.adapters.instance.sockets import connect_socket  # noqa: PLC0415

    return connect_socket(Path(address), timeout_s=timeout_s)
