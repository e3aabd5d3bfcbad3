"""What the errors of network libraries mean, whichever library they come from."""

import socket
import ssl
from collections.abc import Iterator

from desktop.core.errors import ClientCode

_MAX_LINKS = 32


def links(error: BaseException) -> Iterator[BaseException]:
    """Yield ``error`` and what led to it, at most ``_MAX_LINKS`` of them.

    urllib3 and requests wrap an error in the arguments of the next as often as they chain it.
    """
    waiting: list[object] = [error]
    for _ in range(_MAX_LINKS):
        link = waiting.pop(0) if waiting else None
        if not isinstance(link, BaseException):
            return
        yield link
        before = (link.__cause__, link.__context__, *link.args)
        waiting.extend(item for item in before if isinstance(item, BaseException))


def trouble_of(error: BaseException) -> ClientCode:
    """Return what was seen when a request or a connection failed without an answer."""
    for link in links(error):
        if isinstance(link, ssl.SSLCertVerificationError):
            return ClientCode.CERTIFICATE_REFUSED
        if isinstance(link, ssl.SSLError):
            return ClientCode.NOT_A_SERVER  # It does not speak TLS, or none of ours.
        if isinstance(link, TimeoutError):
            return ClientCode.TIMED_OUT
        if isinstance(link, socket.gaierror):
            return ClientCode.NAME_UNKNOWN
        if isinstance(link, ConnectionRefusedError):
            return ClientCode.CONNECTION_REFUSED
    return ClientCode.UNREACHABLE
