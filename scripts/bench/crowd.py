"""Thousands of clients in one process: the load side of the benchmarks, lean on purpose.

Each is a bare WebSocket that speaks Engine.IO and Socket.IO by hand, because a whole client would
cost more than the server that it measures. Reads its orders from standard input, one JSON object
a line, and answers each with one line:

- ``{"connect": N, "url": …, "tokens": [[userId, token], …]}``: N clients connect and sign in.
- ``{"expect": N}``: wait until each client has N events since the last time, then say when each
  event had reached each client.
- ``{"vanish": true}``: close all connections at once, without a word.
- ``{"usage": true}``: how much CPU this process used so far, to see whether it is the bottleneck.
"""

import json
import selectors
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from scripts.bench.client import Client

AT_ONCE = 100
STALLED_S = 60.0


class Crowd:
    """All clients of this process."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(sys.stdin, selectors.EVENT_READ)
        self._clients: list[Client] = []
        self._events = 0
        self.lost = 0

    def orders(self) -> Iterator[dict[str, object]]:
        """Return the orders as they come; the clients live on between them."""
        while True:
            if self._turn():
                line = sys.stdin.readline()
                if not line:
                    return
                yield json.loads(line)

    def connect(self, count: int, url: str, tokens: list[tuple[str, str]]) -> dict[str, float]:
        """Let ``count`` clients connect and sign in, ``AT_ONCE`` of them at a time."""
        began = time.monotonic()
        for first in range(0, count, AT_ONCE):
            batch = []
            for n in range(first, min(count, first + AT_ONCE)):
                client = Client(url, *tokens[n % len(tokens)])
                self._selector.register(client.socket, selectors.EVENT_READ, client)
                batch.append(client)
            self._clients += batch
            self._turn_until(partial(_all_signed_in, batch))
        return {"connected": len(self._clients), "seconds": time.monotonic() - began}

    def expect(self, count: int) -> dict[str, object]:
        """Return when each of ``count`` events had reached the clients, then forget them."""
        self._turn_until(lambda: self._events >= count * len(self._clients))
        self._events = 0
        arrivals = [one.arrivals for one in self._clients]
        for client in self._clients:
            client.arrivals = []
        return {"arrivals": arrivals, "lost": self.lost}

    def vanish(self) -> dict[str, int]:
        """Close every connection at once."""
        gone = len(self._clients)
        for client in self._clients:
            self._selector.unregister(client.socket)
            client.socket.close()
        self._clients = []
        return {"gone": gone}

    def _turn_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + STALLED_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError
            self._turn()

    def _turn(self) -> bool:
        """Handle what is there; True when an order waits."""
        has_order = False
        for key, _ in self._selector.select(0.1):
            if key.data is None:
                has_order = True
                continue
            events = key.data.readable()
            if events is not None:
                self._events += events
            else:
                self._selector.unregister(key.fileobj)
                self._clients.remove(key.data)
                self.lost += 1
        return has_order


def _all_signed_in(clients: list[Client]) -> bool:
    return all(client.is_signed_in for client in clients)


def main() -> None:
    """Obey until standard input ends."""
    crowd = Crowd()
    print("ready", flush=True)
    for order in crowd.orders():
        answer: object
        match order:
            case {"connect": int(count), "url": str(url), "tokens": list(tokens)}:
                answer = crowd.connect(count, url, tokens)
            case {"expect": int(count)}:
                answer = crowd.expect(count)
            case {"usage": True}:
                answer = {"cpu_s": time.process_time()}
            case _:
                answer = crowd.vanish()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
