"""Refuse every connection that would leave this machine.

A refusal is an ``OSError``, so that code under test meets it as it would meet a dead network,
and the test fails at its end even when that code handled the error.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class NetworkClosedError(OSError):
    """A test tried to reach ``host``, which is not on this machine."""

    def __init__(self, host: str) -> None:
        super().__init__(f"tests may not reach {host!r}: only loopback and unix sockets are open")


def is_local(host: object) -> bool:
    """Return whether ``host`` (a name or an address) is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    # No host, or an empty one, is the wildcard address of a listening socket.
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback or str(host) in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    except ValueError:
        return False


class Guard:
    """Wraps the functions of the socket module and remembers what it refused."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def check(self, host: object) -> None:
        if not is_local(host):
            self.refused.append(str(host))
            raise NetworkClosedError(str(host))

    def connect(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(sock: socket.socket, address: Any) -> Any:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                self.check(address[0])
            return method(sock, address)

        return call

    def lookup(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(host: object, *args: Any, **kwargs: Any) -> Any:
            self.check(host)
            return function(host, *args, **kwargs)

        return call


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    guard = Guard()
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guard.connect(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, guard.lookup(getattr(socket, name)))
    yield
    if guard.refused:
        pytest.fail(f"the test tried to reach {', '.join(sorted(set(guard.refused)))}")
