"""``make bench``: what the product's parts cost, beside the peer's, measured in one run.

``python -m scripts.bench`` measures everything, with names only those tables; ``--save`` puts the
tables into docs/benchmarks.md, each with its date and the load of the machine before it ran.
"""

import argparse
import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from functools import partial

from scripts.bench import big_queue, commands, pair, rooms, throughput, write_path
from scripts.bench.desktop.table import MINUTES, desktop
from scripts.bench.growth import crowds, histories
from scripts.bench.growth.curves import Growth, draw
from scripts.bench.peers.table import floor_of_large_room, peers
from scripts.bench.programs import allow_many_files
from scripts.bench.report import PLOTS, machine, save
from scripts.bench.tables import Row, markdown


async def _gateway() -> list[Row]:
    ours, one_by_one = await asyncio.to_thread(write_path.run)
    on_postgres = await asyncio.to_thread(write_path.run_on_postgres)
    return [
        Row(
            f"{ours.what}, without HTTP",
            "commands/s",
            (ours.commands_per_s,),
            (one_by_one.commands_per_s,),
            note="the peer is the same writer with a transaction for each command",
        ),
        Row("the same: latency p99", "ms", (ours.p99_ms,), (one_by_one.p99_ms,)),
        Row(
            f"{on_postgres.what}, without HTTP",
            "commands/s",
            (on_postgres.commands_per_s,),
            (one_by_one.commands_per_s,),
            note="the peer is SQLite with a transaction for each command",
        ),
        Row("the same: latency p99", "ms", (on_postgres.p99_ms,), (one_by_one.p99_ms,)),
    ]


TABLES: dict[str, Callable[[], Coroutine[None, None, list[Row]]]] = {
    "room": rooms.small_room,
    "large-room": rooms.large_room,
    "peers": peers,
    "floor": floor_of_large_room,
    "idle": rooms.idle_room,
    "pair": pair.two_processes,
    "stuck": commands.stuck,
    "commands": throughput.commands,
    "catch-up": commands.catch_up,
    "watchers": commands.watchers,
    "big-queue": big_queue.big_queue,
    "gateway": _gateway,
    "desktop": desktop,
}
GROWTH: dict[str, Callable[[], Coroutine[None, None, list[Growth]]]] = {
    "growth-sockets": crowds.sockets,
    "growth-rooms": crowds.rooms,
    "growth-connections": crowds.connections,
    "growth-missed": histories.missed,
    "growth-tickets": histories.tickets,
}
"""These have a plot, too."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the tables that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*TABLES, *GROWTH]))
    parser.add_argument("--save", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument(
        "--minutes", type=float, default=MINUTES, help="how long the desktop is idle"
    )
    asked = parser.parse_args(arguments)
    tables = TABLES | {"desktop": partial(desktop, minutes=asked.minutes)}
    unknown = set(asked.names) - {*TABLES, *GROWTH}
    if unknown:
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    allow_many_files()
    print(machine(), "\n")
    for name in asked.names or [*TABLES, *GROWTH]:
        when, load = datetime.now(UTC), os.getloadavg()[0]
        if name in GROWTH:
            growths = asyncio.run(GROWTH[name]())
            table = markdown([row for growth in growths for row in growth.rows()])
        else:
            growths, table = [], markdown(asyncio.run(tables[name]()))
        print(f"{name}\n\n{table}", flush=True)
        if asked.save:
            if growths:
                draw(growths, PLOTS / f"{name}.svg")
                table = f"![{name}](benchmarks/{name}.svg)\n\n{table}"
            save(name, f"Measured {when:%Y-%m-%d %H:%M} UTC, load {load:.1f} before.\n\n{table}")


if __name__ == "__main__":
    main()
