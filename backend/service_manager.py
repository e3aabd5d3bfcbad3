"""Tells the service manager how far the server is: systemd, or start-stop-daemon."""

import os
import socket
from collections.abc import Mapping
from enum import StrEnum

TIMEOUT_S = 1.0


class ServiceState(StrEnum):
    """What a service manager can be told.

    Source:
        sd_notify(3).
    """

    READY = "READY=1"
    STOPPING = "STOPPING=1"


def tell_service_manager(state: ServiceState, environ: Mapping[str, str] = os.environ) -> None:
    """Send ``state`` to who asked for it in ``NOTIFY_SOCKET``; nothing where nobody did.

    Raises:
        OSError: The socket that was named cannot be reached, or is full for ``TIMEOUT_S``.
    """
    path = environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(TIMEOUT_S)
        # A leading @ stands for the zero byte of an abstract address.
        address = "\0" + path[1:] if path.startswith("@") else path
        sender.sendto(state.encode(), address)
