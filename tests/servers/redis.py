"""A Redis of the tests' own, on loopback, that can be stopped, frozen and started again."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ports import free_port

_START_TIMEOUT_S = 10.0


@dataclass
class Redis:
    """A server without any data on disk.

    Attributes:
        port: Where it listens on 127.0.0.1, also after it was started again.
        addresses: Where else it listens, for whoever gets there.
    """

    folder: Path
    port: int
    addresses: Sequence[str] = ()
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Its address as the server's configuration takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed"
        self._process = subprocess.Popen(
            (program, "--port", str(self.port), "--bind", "127.0.0.1", *self.addresses,
             "--protected-mode", "no", "--save", "", "--appendonly", "no",
             "--dir", str(self.folder)),
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + _START_TIMEOUT_S
        while self.ask("PING") != "+PONG":
            assert time.monotonic() < deadline, "redis-server does not answer"

    def ask(self, *words: str) -> str:
        """Send one command and return the first line of the answer; nothing when it is away."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall((" ".join(words) + "\r\n").encode())
                return connection.recv(65536).decode().partition("\r\n")[0]
        except OSError:
            return ""

    def stop(self) -> None:
        """End it, and forget everything that it held."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(timeout=_START_TIMEOUT_S)
            self._process = None

    def freeze(self) -> None:
        """Let it hang: it takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def running_redis(folder: Path, *, addresses: Sequence[str] = ()) -> Iterator[Redis]:
    """Run a server until the block ends."""
    server = Redis(folder, free_port(), addresses)
    server.start()
    try:
        yield server
    finally:
        server.stop()
