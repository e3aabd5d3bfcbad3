"""A table of one room beside every peer, the least possible among them."""

from collections import defaultdict
from dataclasses import replace
from statistics import median

from scripts.bench.servers import floor, node, product, stock
from scripts.bench.sockets import PER_S, Opened, desk, fan_out, in_turn
from scripts.bench.tables import Row

CLIENTS = 1_000
OURS, NODE = "the product", "Node's socket.io"
_NOTES = {
    NODE: "",
    "python-socketio as it is": "on aiohttp, with PyJWT",
    "the floor": "a bare asyncio.Protocol that writes bytes which are framed already: no server "
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
    ratio = median(cpu_us["the floor"]) / median(cpu_us[NODE])
    rows[-1:] = [replace(rows[-1], note=f"{rows[-1].note}; it costs {ratio:.2f} of Node's")]
    return rows + [
        Row(f"latency p99, beside {name}", "ms", tuple(p99_ms[OURS]), tuple(p99_ms[name]))
        for name in _NOTES
    ]
