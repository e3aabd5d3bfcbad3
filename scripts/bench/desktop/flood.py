"""A burst of events for one person, and what that person's desktop does meanwhile."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp
from jeepney import DBusAddress

from scripts.bench.desktop.workplace import Workplace
from tests.e2e.bus import Bus
from tests.e2e.product import LEAD, PASSWORD

EVENTS = 5_000
OVER_S = 10.0

_CALLERS = 8
_BULK = 50
_SETTLE_S = 20.0
_PROBE_S = 0.01


@dataclass(frozen=True, slots=True)
class Burst:
    """What a burst did.

    Attributes:
        took_s: How long the server took to tell all events.
        toasts: How many toasts came until it was quiet again.
        longest_s: Longest time in which the program did not answer the host of its tray icon.
    """

    took_s: float
    toasts: int
    longest_s: float


class Flood:
    """``EVENTS`` tickets that are all given to one person within ``OVER_S``, again and again."""

    def __init__(self, place: Workplace) -> None:
        """File the tickets."""
        self._place = place
        self._tickets = asyncio.run(self._file())

    def burst(self, item: DBusAddress) -> Burst:
        """Tell all events, one notification each, to the agent with the tray icon ``item``."""
        asyncio.run(self._give(None))
        time.sleep(_SETTLE_S)
        began = time.monotonic()
        with _answering(self._place.session.env["DBUS_SESSION_BUS_ADDRESS"], item) as probe:
            asyncio.run(self._give(self._place.product.ana.user_id))
            took_s = time.monotonic() - began
            time.sleep(_SETTLE_S)
        toasts = [said for said in self._place.watch.since(began, "Notify") if said.is_new_toast]
        return Burst(took_s, len(toasts), probe.longest_s)

    async def _file(self) -> list[str]:
        body = {"title": "Printer jams", "queueId": self._place.product.queue_id}
        numbers, tickets = iter(range(EVENTS)), []
        async with self._lead() as http:

            async def call() -> None:
                for _ in numbers:
                    async with http.post("tickets", json=body) as response:
                        tickets.append((await response.json())["id"])

            async with asyncio.TaskGroup() as callers:
                for _ in range(_CALLERS):
                    callers.create_task(call())
        return tickets

    async def _give(self, person: str | None) -> None:
        """Give all tickets to ``person``; back to nobody without a word to anybody."""
        starts = range(0, len(self._tickets), _BULK)
        began, pause_s = time.monotonic(), OVER_S / len(starts)
        async with self._lead() as http:
            for turn, start in enumerate(starts):
                await asyncio.sleep(max(0.0, began + turn * pause_s - time.monotonic()))
                body = {
                    "ids": self._tickets[start : start + _BULK],
                    "change": {"assigneeId": person},
                    "silent": person is None,
                }
                async with http.post("tickets/bulk", json=body):
                    pass

    def _lead(self) -> aiohttp.ClientSession:
        tokens = self._place.product.lead.post("auth/login", email=LEAD, password=PASSWORD)
        return aiohttp.ClientSession(
            f"{self._place.product.url}/api/v1/",
            headers={"Authorization": f"Bearer {tokens['accessToken']}"},
            raise_for_status=True,
        )


class _Probe:
    """Asks a tray icon again and again, which the thread of the windows has to answer.

    Attributes:
        longest_s: Longest time until an answer.
    """

    def __init__(self, address: str, item: DBusAddress) -> None:
        """Ask over a connection of its own."""
        self.longest_s = 0.0
        self._address = address
        self._item = item
        self._ended = threading.Event()

    def run(self) -> None:
        """Ask until ``end``."""
        with Bus(self._address) as bus:
            while not self._ended.wait(_PROBE_S):
                asked = time.monotonic()
                bus.properties(self._item)
                self.longest_s = max(self.longest_s, time.monotonic() - asked)

    def end(self) -> None:
        """Ask no more."""
        self._ended.set()


@contextmanager
def _answering(address: str, item: DBusAddress) -> Iterator[_Probe]:
    """Measure inside the block how long ``item`` takes to answer."""
    probe = _Probe(address, item)
    thread = threading.Thread(target=probe.run, name="probe", daemon=True)
    thread.start()
    try:
        yield probe
    finally:
        probe.end()
        thread.join(_SETTLE_S)
