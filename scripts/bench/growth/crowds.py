"""What grows with the sockets: in one room, over many rooms, and connected with nothing to do."""

import asyncio
import time
from dataclasses import replace
from functools import partial

from scripts.bench.growth.curves import Growth
from scripts.bench.rooms import idle_percent
from scripts.bench.servers import product
from scripts.bench.sockets import PER_S, Visit, desk, fan_out, in_turn, visits

PEOPLE = 1_500
"""Enough for 10,000 sockets, as each person may have ten."""
IN_ONE_ROOM = (10, 100, 1_000, 5_000, 10_000)
OVER_ROOMS = 500
ROOMS = (1, 10, 100, 500)
CONNECTED = (1_000, 5_000, 10_000)
IDLE_WITH = {1_000, 10_000}
_DELIVERIES = 60_000
"""About so many make one figure, within `_TURNS`."""
_TURNS = range(8, 41)
_ROOMS_PER_S = 50


async def sockets() -> list[Growth]:
    """Measure one room while more and more sockets enter it."""
    of = "sockets in the room"
    note = (
        f"at {PER_S} events a second; ours with the whole command, which is most of a small room"
    )
    delivered_us = Growth("CPU per delivered event", "µs", of, is_logarithmic=True, note=note)
    event_ms = Growth("CPU of an event", "ms", of, is_logarithmic=True)
    p99_ms = Growth("latency p99", "ms", of, is_logarithmic=True)
    async with desk(PEOPLE) as population:
        async for is_ours, visit in visits(IN_ONE_ROOM[0], population):
            for count in IN_ONE_ROOM:
                if count > visit.clients:
                    await visit.connect(count)
                turns = min(max(_DELIVERIES // count, _TURNS.start), _TURNS.stop - 1)
                # Ten thousand at ten a second are more than Node's core can do.
                per_s = min(PER_S, _DELIVERIES / count / 2)
                await fan_out(visit, turns=3, events=1, per_s=per_s)
                fanout = await fan_out(visit, turns=turns, events=1, per_s=per_s)
                delivered_us.at(count).side(is_ours).append(fanout.cpu_us)
                event_ms.at(count).side(is_ours).append(fanout.cpu_us * count / 1_000)
                p99_ms.at(count).side(is_ours).append(fanout.p99_ms)
    return [delivered_us, event_ms, p99_ms]


async def rooms() -> list[Growth]:
    """Measure the same sockets, spread over more and more rooms."""
    event_ms = Growth(
        "CPU of an event",
        "ms",
        "rooms",
        is_logarithmic=True,
        note=f"{OVER_ROOMS} sockets, each in one of the rooms, and {_ROOMS_PER_S} commands a "
        "second to all rooms in turn: an event has fewer listeners, down to one",
    )
    for count in ROOMS:
        async with desk(OVER_ROOMS + 1, queues=count) as population:
            # The author of all tickets hears of each of them, in whichever room.
            listeners = replace(population, tokens=population.tokens[1:])
            async for _, visit in in_turn(
                OVER_ROOMS, listeners, {"": partial(product, population)}
            ):
                event_ms.at(count).ours.append(await _event_ms(visit, count))
    return [event_ms]


async def connections() -> list[Growth]:
    """Measure what connections cost that nothing is told to."""
    of = "connected"
    connect_ms = Growth("CPU to connect, sign in and enter three rooms", "ms", of)
    memory_kib = Growth("memory per connection", "KiB", of)
    idle = Growth("CPU with default pings", "% of a core", of)
    async with desk(PEOPLE) as population:
        async for is_ours, visit in visits(CONNECTED[0], population):
            for count in CONNECTED:
                if count > visit.clients:
                    await visit.connect(count)
                connect_ms.at(count).side(is_ours).append(visit.connect_ms)
                memory_kib.at(count).side(is_ours).append(visit.memory_kib)
                if count in IDLE_WITH:
                    idle.at(count).side(is_ours).append(await idle_percent(visit))
    return [connect_ms, memory_kib, idle]


async def _event_ms(visit: Visit, rooms_in_turn: int) -> float:
    """Return the CPU of one command with its event; each room is told as many as any other."""
    events, server = OVER_ROOMS, visit.server
    waiting = asyncio.create_task(visit.crowd.expect(events // rooms_in_turn))
    cpu_s, began, commands = server.program.cpu_s(), time.monotonic(), []
    for turn in range(events):
        await asyncio.sleep(max(0.0, began + turn / _ROOMS_PER_S - time.monotonic()))
        commands.append(asyncio.create_task(server.tell(1)))
    await asyncio.gather(*commands)
    await waiting
    return (server.program.cpu_s() - cpu_s) * 1_000 / events
