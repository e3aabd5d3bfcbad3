"""Frames between two starts of the program: whole, bounded, in time, and from the same person."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.adapters.instance.channels import Channel, ChannelError, Listener
from desktop.adapters.instance.messages import MAX_FRAME_BYTES
from desktop.adapters.instance.pipes import PipeListener, connect_pipe
from desktop.adapters.instance.sockets import (
    BACKLOG,
    SocketListener,
    connect_socket,
    socket_folder,
)

TIMEOUT_S = 0.2


def over_socket(path: Path) -> tuple[Listener, Callable[[], Channel]]:
    listener = SocketListener(path, timeout_s=TIMEOUT_S)
    return listener, lambda: connect_socket(path, timeout_s=TIMEOUT_S)


def over_pipe(path: Path) -> tuple[Listener, Callable[[], Channel]]:
    # The calls that make a pipe on Windows make a socket here.
    listener = PipeListener(str(path), timeout_s=TIMEOUT_S, family="AF_UNIX")
    return listener, lambda: connect_pipe(str(path), timeout_s=TIMEOUT_S, family="AF_UNIX")


class Ends:
    """Both ends of one connection."""

    def __init__(self, listener: Listener, connect: Callable[[], Channel]) -> None:
        accepted: list[Channel] = []
        thread = threading.Thread(target=lambda: accepted.append(listener.accept()))
        thread.start()
        self.client = connect()
        thread.join()
        self.server = accepted[0]
        self.listener = listener
        self.connect = connect

    def close(self) -> None:
        self.client.close()
        self.server.close()
        self.listener.close()


@pytest.fixture(params=[over_socket, over_pipe], ids=["socket", "pipe"])
def ends(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ends]:
    ends = Ends(*request.param(tmp_path_factory.mktemp("i") / "s"))
    yield ends
    ends.close()


def test_frames_arrive_whole_in_both_directions(ends: Ends) -> None:
    frame = os.urandom(MAX_FRAME_BYTES)

    sender = threading.Thread(target=ends.client.send, args=(frame,))
    sender.start()
    assert ends.server.receive() == frame
    sender.join()
    ends.server.send(b"fine")
    assert ends.client.receive() == b"fine"


def test_frame_that_is_too_long_is_refused(ends: Ends) -> None:
    ends.client.send(bytes(MAX_FRAME_BYTES + 1))

    with pytest.raises(ChannelError):
        ends.server.receive()


def test_silence_ends_in_time(ends: Ends) -> None:
    with pytest.raises(ChannelError):
        ends.server.receive()


def test_end_that_left_is_told(ends: Ends) -> None:
    ends.client.close()

    with pytest.raises(ChannelError):
        ends.server.receive()


def test_nobody_listens(ends: Ends) -> None:
    ends.listener.close()

    with pytest.raises(ChannelError):
        ends.connect()


def test_half_a_frame_ends_in_time(tmp_path: Path) -> None:
    listener = SocketListener(tmp_path / "s", timeout_s=TIMEOUT_S)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(listener.address)
        client.sendall(struct.pack("!I", 100) + b"half")
        channel = listener.accept()
        with pytest.raises(ChannelError, match="TimeoutError"):
            channel.receive()
        channel.close()
    listener.close()


def test_frame_that_comes_a_byte_at_a_time_ends_in_time_too(tmp_path: Path) -> None:
    listener = SocketListener(tmp_path / "s", timeout_s=TIMEOUT_S)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(listener.address)
        channel = listener.accept()
        done = threading.Event()

        def drip() -> None:
            client.sendall(struct.pack("!I", 100))
            while not done.wait(TIMEOUT_S / 4):
                client.sendall(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        started = time.monotonic()
        with pytest.raises(ChannelError):
            channel.receive()
        took_s = time.monotonic() - started
        done.set()
        dripping.join()
        channel.close()
    listener.close()
    assert took_s < 10 * TIMEOUT_S  # A hundred bytes would take twenty-five times as long.


def test_socket_of_a_killed_program_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(path))

    listener = SocketListener(path, timeout_s=TIMEOUT_S)

    assert path.stat().st_mode & 0o777 == 0o600
    connect_socket(path, timeout_s=TIMEOUT_S).close()
    listener.close()
    assert not path.exists()


def test_somebody_else_is_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = SocketListener(tmp_path / "s", timeout_s=TIMEOUT_S)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(listener.address)
        monkeypatch.setattr(os, "getuid", lambda: 4242)
        with pytest.raises(ChannelError, match="somebody else"):
            listener.accept()
    listener.close()


def test_program_that_accepts_nobody_costs_no_time(tmp_path: Path) -> None:
    listener = SocketListener(tmp_path / "s", timeout_s=TIMEOUT_S)
    # The system lets one more wait than it was asked for.
    waiting = [connect_socket(tmp_path / "s", timeout_s=TIMEOUT_S) for _ in range(BACKLOG + 1)]

    with pytest.raises(ChannelError):
        connect_socket(tmp_path / "s", timeout_s=TIMEOUT_S)

    for channel in waiting:
        channel.close()
    listener.close()


def test_sockets_lie_in_the_folder_of_the_session(tmp_path: Path) -> None:
    folder = socket_folder(str(tmp_path))

    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
    assert socket_folder(str(tmp_path)) == folder


def test_without_a_folder_of_the_session_there_is_a_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))

    assert socket_folder("").parent == tmp_path


def test_folder_that_others_may_enter_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "bomizzel-desktop").mkdir(mode=0o755)

    with pytest.raises(PermissionError):
        socket_folder(str(tmp_path))
