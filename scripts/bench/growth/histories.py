"""What grows with what there is: entries that somebody missed, tickets in a queue."""

import json
import tempfile
from pathlib import Path
from typing import Any

from scripts.bench.big_queue import ROUNDS, Costs, fill_queue, measure, on_sqlite_file
from scripts.bench.commands import many_commands
from scripts.bench.growth.curves import Growth
from scripts.bench.population import QUEUE, populate
from scripts.bench.servers import Product, product

MISSED = (1, 10, 100, 1_000, 10_000)
TICKETS = (100, 1_000, 10_000, 100_000, 1_000_000)
_PAGE = 500
_ROOM = f"queue:{QUEUE}"
_MOST_TIMES = 50


async def missed() -> list[Growth]:
    """Measure the requests that bring a device the entries that it missed of one room."""
    of = "entries missed"
    cpu_ms = Growth(
        "CPU of the server to catch up",
        "ms",
        of,
        is_logarithmic=True,
        note=f"pages of {_PAGE} entries, so the last size takes {MISSED[-1] // _PAGE} requests",
    )
    sent_kib = Growth("sent", "KiB", of, is_logarithmic=True)
    with tempfile.TemporaryDirectory() as folder:
        population = await populate(Path(folder), people=1, signed_in=1)
        async with product(population) as server:
            await many_commands(server, MISSED[-1])
            head = (await _page(server, 0))[0]["head"]
            for _ in range(ROUNDS):
                for entries in MISSED:
                    times = max(1, min(_MOST_TIMES, MISSED[-1] // entries))
                    cpu_s = server.program.cpu_s()
                    sent = [await _caught_up(server, head - entries) for _ in range(times)]
                    used_ms = (server.program.cpu_s() - cpu_s) * 1_000 / times
                    cpu_ms.at(entries).ours.append(used_ms)
                    sent_kib.at(entries).ours.append(sent[0] / 1024)
    return [cpu_ms, sent_kib]


async def tickets() -> list[Growth]:
    """Measure a change of status in queues with more and more tickets."""
    of = "tickets in the queue"
    note = "SQLite, without HTTP, every commit flushed"
    change_us = Growth("CPU of a change of status", "µs", of, note=note)
    change_ms = Growth("latency p50 of a change of status", "ms", of)
    figures_ms = Growth("latency p50 of reading the figures", "ms", of)
    with tempfile.TemporaryDirectory(prefix="bench-queue-") as folder:
        files = {size: on_sqlite_file(Path(folder), size) for size in TICKETS}
        for size, database in files.items():
            await fill_queue(database, size)
        for _ in range(ROUNDS):
            for size, database in files.items():
                costs = Costs()
                await measure(database.url, costs)
                change_us.at(size).ours.extend(costs.command_cpu_us)
                change_ms.at(size).ours.extend(costs.command_p50_ms)
                figures_ms.at(size).ours.extend(costs.figures_p50_ms)
    return [change_us, change_ms, figures_ms]


async def _caught_up(server: Product, after: int) -> int:
    """Ask until there is no more, and return how many bytes came."""
    sent, has_more = 0, True
    while has_more:
        page, size = await _page(server, after)
        sent, has_more, after = sent + size, page["more"], page["entries"][-1]["pos"][_ROOM]
    return sent


async def _page(server: Product, after: int) -> tuple[Any, int]:
    body = {"rooms": {_ROOM: {"after": after}}, "limit": _PAGE}
    async with server.http.post(
        f"{server.url}/api/v1/sync", json=body, headers=server.headers
    ) as response:
        response.raise_for_status()
        answer = await response.read()
    return json.loads(answer)["rooms"][_ROOM], len(answer)
