import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.service_manager import ServiceState, tell_service_manager


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A service manager that listens: its address as it is handed on, and its socket."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(5)
        listening.bind(path if request.param == "path" else f"\0{path}")
        yield path if request.param == "path" else f"@{path}", listening


@pytest.mark.parametrize("state", ServiceState)
def test_who_asked_is_told(manager: tuple[str, socket.socket], state: ServiceState) -> None:
    address, listening = manager

    tell_service_manager(state, {"NOTIFY_SOCKET": address})

    assert listening.recv(100) == state.encode()


def test_nothing_is_sent_where_nobody_asked() -> None:
    tell_service_manager(ServiceState.READY, {})


def test_a_manager_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        tell_service_manager(ServiceState.READY, {"NOTIFY_SOCKET": str(tmp_path / "gone")})
