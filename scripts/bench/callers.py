"""Callers in a process of their own: the load side of the table of commands, lean on purpose.

Each is a bare connection that is kept open and asks again as soon as it is answered; a whole HTTP
client would cost as much as the server that it measures. Reads one order from standard input,
``{"url": …, "token": …, "tickets": [[id, …], …], "commands": N}`` with the tickets of each
caller, and answers with one line, whose keys are those of ``Answer``.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count, cycle, islice
from urllib.parse import urlsplit

STALLED_S = 60.0
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"Content-Length: "


@dataclass(frozen=True, slots=True)
class Answer:
    """What the callers saw.

    Attributes:
        took_s: From the first command to the last answer.
        cpu_s: CPU that all callers used meanwhile.
        latencies_ms: Of each command.
    """

    took_s: float
    cpu_s: float
    latencies_ms: list[float]


class Caller:
    """One connection, which gives tickets of its own other titles."""

    def __init__(self, url: str, token: str, tickets: Sequence[str]) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tickets = cycle(tickets)
        self._head = f"HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n".encode()
        self._answer = b""
        self._began = 0.0

    def ask(self, title: str) -> None:
        """Send one command."""
        body = json.dumps({"title": title}).encode()
        path = f"PATCH /api/v1/tickets/{next(self._tickets)} ".encode()
        self._answer, self._began = b"", time.perf_counter()
        self.socket.sendall(path + self._head + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def answered(self) -> float | None:
        """Read what came, and return the latency in ms once the answer is whole.

        Raises:
            RuntimeError: It is no success.
        """
        self._answer += self.socket.recv(65536)
        head, end, body = self._answer.partition(_HEAD_END)
        if not end:
            return None
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(self._answer)
        length = int(head.partition(_LENGTH)[2].partition(b"\r\n")[0])
        if len(body) < length:
            return None
        return (time.perf_counter() - self._began) * 1_000


def call(callers: Sequence[Caller], commands: int) -> Answer:
    """Let each caller ask again as soon as it is answered, ``commands`` times together."""
    selector = selectors.DefaultSelector()
    titles = _titles(commands)
    latencies_ms: list[float] = []
    began, cpu_s = time.perf_counter(), time.process_time()
    for caller, title in zip(callers, titles, strict=False):
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.ask(title)
    while len(latencies_ms) < commands:
        ready = selector.select(STALLED_S)
        if not ready:
            raise TimeoutError
        for key, _ in ready:
            latency_ms = key.data.answered()
            if latency_ms is None:
                continue
            latencies_ms.append(latency_ms)
            for title in islice(titles, 1):
                key.data.ask(title)
    took_s = time.perf_counter() - began
    return Answer(took_s, time.process_time() - cpu_s, latencies_ms)


def _titles(commands: int) -> Iterator[str]:
    # A title that a ticket has already is no change, and the next round starts here too.
    numbers = count(time.time_ns())
    return (f"Printer jams {next(numbers)}" for _ in range(commands))


def main() -> None:
    """Obey one order."""
    print("ready", flush=True)
    order = json.loads(sys.stdin.readline())
    callers = [Caller(order["url"], order["token"], own) for own in order["tickets"]]
    print(json.dumps(asdict(call(callers, order["commands"]))), flush=True)


if __name__ == "__main__":
    main()
