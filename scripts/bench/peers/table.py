"""Tables of rooms beside every peer, the least possible among them."""

import asyncio
import time
from collections import defaultdict
from dataclasses import replace
from statistics import median

from scripts.bench.rooms import IDLE_S, LARGE, TURN
from scripts.bench.servers import floor, node, product, stock
from scripts.bench.sockets import PER_S, Opened, Visit, desk, fan_out, in_turn
from scripts.bench.tables import Row

CLIENTS = 1_000
OURS, NODE, FLOOR = "the product", "Node's socket.io", "the floor"
_NOTES = {
    NODE: "",
    "python-socketio as it is": "on aiohttp, with PyJWT",
    FLOOR: "a bare asyncio.Protocol that writes bytes which are framed already: no server "
    "on this event loop that writes once to each socket can cost less",
}


async def peers() -> list[Row]:
    """Measure a room of 1,000 at ten events a second, on the product and on each peer."""
    cpu_us: dict[str, list[float]] = defaultdict(list)
    p99_ms: dict[str, list[float]] = defaultdict(list)
    async with desk() as population:
        openings: dict[str, Opened] = {OURS: lambda: product(population)}
        openings |= dict(zip(_NOTES, (node, stock, floor), strict=True))
        async for name, visit in in_turn(CLIENTS, population, openings):
            await fan_out(visit, turns=5, events=1, per_s=PER_S)
            fanout = await fan_out(visit, turns=40, events=1, per_s=PER_S)
            cpu_us[name].append(fanout.cpu_us)
            p99_ms[name].append(fanout.p99_ms)
    ours = tuple(cpu_us[OURS])
    rows = [
        Row(f"CPU per delivered event, beside {name}", "µs", ours, tuple(cpu_us[name]), note=note)
        for name, note in _NOTES.items()
    ]
    ratio = median(cpu_us[FLOOR]) / median(cpu_us[NODE])
    rows[-1:] = [replace(rows[-1], note=f"{rows[-1].note}; it costs {ratio:.2f} of Node's")]
    return rows + [
        Row(f"latency p99, beside {name}", "ms", tuple(p99_ms[OURS]), tuple(p99_ms[name]))
        for name in _NOTES
    ]


async def floor_of_large_room() -> list[Row]:
    """Measure a room of 5,000 and the same clients at rest, beside Node and the least possible."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    async with desk() as population:
        openings: dict[str, Opened] = {
            OURS: lambda: product(population),
            NODE: node,
            FLOOR: floor,
        }
        async for name, visit in in_turn(LARGE, population, openings):
            for what, figure in (await _costs(visit)).items():
                found[what][name].append(figure)
    return [
        Row(
            f"{what}, beside {name}",
            "% of a core" if what == _IDLE else "µs",
            tuple(found[what][OURS]),
            tuple(found[what][name]),
            note=f"it costs {median(found[what][FLOOR]) / median(found[what][NODE]):.2f} of Node's"
            if name == FLOOR
            else "",
        )
        for what in found
        for name in (NODE, FLOOR)
    ]


_IDLE = f"idle, {LARGE:,} connected, default pings"


async def _costs(visit: Visit) -> dict[str, float]:
    """Return CPU: % of a core at rest, µs for each event of each client."""
    began, cpu_s = time.monotonic(), visit.server.program.cpu_s()
    await asyncio.sleep(IDLE_S)
    used_s = visit.server.program.cpu_s() - cpu_s
    idle = 100 * used_s / (time.monotonic() - began)
    await fan_out(visit, turns=2, events=1, per_s=2)
    single = await fan_out(visit, turns=20, events=1, per_s=PER_S)
    together = await fan_out(visit, turns=4, events=TURN, per_s=1)
    return {
        _IDLE: idle,
        f"CPU per delivered event, room of {LARGE:,}, {PER_S}/s": single.cpu_us,
        f"CPU per delivered event, room of {LARGE:,}, {TURN} at once": together.cpu_us,
    }
