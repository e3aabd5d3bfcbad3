"""Tables of one room with many sockets in it."""

import asyncio
import time
from collections import defaultdict
from statistics import median

from scripts.bench.sockets import PER_S, Fanout, Figures, Visit, desk, fan_out, visits
from scripts.bench.tables import Row

SMALL, LARGE = 1_000, 5_000
TURN = 8
IDLE_S = 26
"""A little more than the interval of the pings, so that each socket has one."""


async def small_room() -> list[Row]:
    """Measure a room of 1,000 at ten events a second, and the product's cost without sockets."""
    cpu_us, p50_ms, p99_ms = Figures(), Figures(), Figures()
    found: dict[bool, list[Fanout]] = defaultdict(list)
    command_us: list[float] = []
    async with desk() as population:
        async for is_ours, visit in visits(SMALL, population):
            await fan_out(visit, turns=5, events=1, per_s=PER_S)
            fanout = await fan_out(visit, turns=40, events=1, per_s=PER_S)
            found[is_ours].append(fanout)
            cpu_us.side(is_ours).append(fanout.cpu_us)
            p50_ms.side(is_ours).append(fanout.p50_ms)
            p99_ms.side(is_ours).append(fanout.p99_ms)
            if is_ours:
                command_us.append(await _command_us(visit))
    load = median(one.load_share for one in found[True])
    load_peer = median(one.load_share for one in found[False])
    alone_us = median(command_us)
    share = alone_us / (median(cpu_us.ours) * SMALL)
    return [
        cpu_us.row(
            f"CPU per delivered event, room of {SMALL:,}, {PER_S}/s",
            "µs",
            0.5,
            f"ours with the whole command; one command that nobody hears costs {alone_us:,.0f} µs "
            f"with HTTP and database, {share:.0%} of what one event in this room costs. The load "
            f"client was busy {load:.0%} of a core beside us, {load_peer:.0%} beside Node",
        ),
        p50_ms.row(f"latency p50, room of {SMALL:,}", "ms", None),
        p99_ms.row(
            f"latency p99, room of {SMALL:,}",
            "ms",
            1.0,
            "from sending the HTTP request to the client; ours holds the commit, so the budget is "
            "Node's plus the commit",
        ),
    ]


async def large_room() -> list[Row]:
    """Measure a room of 5,000: connecting, memory, events one by one and eight at once."""
    cpu_us, turn_us, memory_kib, connect_ms = Figures(), Figures(), Figures(), Figures()
    connect_s = Figures()
    load: list[float] = []
    async with desk() as population:
        async for is_ours, visit in visits(LARGE, population):
            connect_ms.side(is_ours).append(visit.connect_ms)
            connect_s.side(is_ours).append(visit.connect_s)
            memory_kib.side(is_ours).append(visit.memory_kib)
            await fan_out(visit, turns=2, events=1, per_s=2)
            fanout = await fan_out(visit, turns=20, events=1, per_s=PER_S)
            cpu_us.side(is_ours).append(fanout.cpu_us)
            load.append(fanout.load_share)
            fanout = await fan_out(visit, turns=4, events=TURN, per_s=1)
            turn_us.side(is_ours).append(fanout.cpu_us)
    note = f"the load client was busy {max(load):.0%} of a core at most"
    return [
        cpu_us.row(f"CPU per delivered event, room of {LARGE:,}, {PER_S}/s", "µs", 0.5, note),
        turn_us.row(
            f"CPU per delivered event, room of {LARGE:,}, {TURN} at once",
            "µs",
            0.2,
            f"ours are {TURN} commands at the same time, Node's {TURN} emits in one turn",
        ),
        memory_kib.row(f"memory per connection, {LARGE:,} connected", "KiB", 0.5),
        connect_ms.row("connect, verify the JWT, enter three rooms: CPU", "ms", 1.0),
        connect_s.row(f"{LARGE:,} connect, 100 at a time: all signed in after", "s", None),
    ]


async def idle_room() -> list[Row]:
    """Measure 5,000 connections that do nothing, and what happens when all vanish at once."""
    idle, stall_ms = Figures(), Figures()
    async with desk() as population:
        async for is_ours, visit in visits(LARGE, population):
            idle.side(is_ours).append(await idle_percent(visit))
            stall_ms.side(is_ours).append(await _stall_ms(visit))
    return [
        idle.row(f"idle, {LARGE:,} connected, default pings", "% of a core", 0.2),
        Row(
            f"{LARGE:,} clients vanish at once: longest wait for an answer",
            "ms",
            tuple(stall_ms.ours),
            budget=100,
            note=f"seen from outside, over HTTP; Node's: {median(stall_ms.peer):,.0f} ms",
        ),
    ]


async def idle_percent(visit: Visit) -> float:
    """Return how much of a core the server uses while nobody does anything."""
    began, cpu_s = time.monotonic(), visit.server.program.cpu_s()
    await asyncio.sleep(IDLE_S)
    used_s = visit.server.program.cpu_s() - cpu_s
    return 100 * used_s / (time.monotonic() - began)


async def _command_us(visit: Visit) -> float:
    """Return the CPU of a command that no socket hears, once all are gone."""
    await visit.crowd.vanish()
    await asyncio.sleep(1)
    commands = 40
    cpu_s = visit.server.program.cpu_s()
    for _ in range(commands):
        await visit.server.tell(1)
        await asyncio.sleep(1 / PER_S / 2)
    return (visit.server.program.cpu_s() - cpu_s) * 1e6 / commands


async def _stall_ms(visit: Visit) -> float:
    """Return the longest time that a probe waited while and after everybody vanished."""
    vanishing = asyncio.create_task(visit.crowd.vanish())
    longest_s, ends_at = 0.0, time.monotonic() + 5
    while time.monotonic() < ends_at:
        began = time.monotonic()
        await visit.server.probe()
        longest_s = max(longest_s, time.monotonic() - began)
        await asyncio.sleep(0.002)
    await vanishing
    return longest_s * 1_000
