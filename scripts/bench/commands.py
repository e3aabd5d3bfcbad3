"""What commands and reads cost over HTTP: the server's own work, without sockets or a peer."""

import asyncio
import socket
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median

from scripts.bench.client import Client
from scripts.bench.population import QUEUE, TEAM, Population, populate
from scripts.bench.servers import Product, product
from scripts.bench.tables import Row

ROUNDS = 3
CALLERS = 16
COMMANDS = 2_000
ENTRIES = 1_000
FEW, MANY = 10, 10_000
STUCK_TIMEOUT_S = 60


async def catch_up() -> list[Row]:
    """Measure one request for 1,000 missed entries, half of them in each of two rooms."""
    with tempfile.TemporaryDirectory() as folder:
        population = await populate(Path(folder), people=1, signed_in=1)
        async with product(population) as server:
            await asyncio.gather(*(_file(server, n) for n in range(ENTRIES // 4)))
            used_ms = [await _catch_up_ms(server) for _ in range(ROUNDS)]
    return [
        Row(f"catch-up of {ENTRIES:,} entries in one request: CPU", "ms", tuple(used_ms), (), 50)
    ]


async def watchers() -> list[Row]:
    """Measure a command in a queue that few people watch, and one that many watch."""
    cpu_us: dict[int, list[float]] = {FEW: [], MANY: []}
    p50_ms: dict[int, list[float]] = {FEW: [], MANY: []}
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        populations = {
            FEW: await populate(Path(few), people=FEW, signed_in=1),
            MANY: await populate(Path(many), people=MANY, signed_in=1),
        }
        for _ in range(ROUNDS):
            for people, population in populations.items():
                async with product(population) as server:
                    cpu, p50 = await _one_by_one(server, 300)
                    cpu_us[people].append(cpu)
                    p50_ms[people].append(p50)
    note = "the peer is the same command with 10 watchers; nobody is connected"
    what = f"with {MANY:,} watchers of the queue instead of {FEW}"
    return [
        Row(
            f"CPU of a command {what}",
            "µs",
            tuple(cpu_us[MANY]),
            tuple(cpu_us[FEW]),
            1.2,
            note=note,
        ),
        Row(
            f"latency p50 of a command {what}", "ms", tuple(p50_ms[MANY]), tuple(p50_ms[FEW]), 1.2
        ),
    ]


async def stuck() -> list[Row]:
    """Measure what a socket that stops reading costs until it is closed, once."""
    with tempfile.TemporaryDirectory() as folder:
        population = await populate(Path(folder), people=1, signed_in=1)
        async with product(population) as server:
            await many_commands(server, COMMANDS)
            before = server.program.resident_bytes()
            silent = await asyncio.to_thread(_silent_client, server, population)
            began, peak = time.monotonic(), before
            while await _sockets(server) and time.monotonic() - began < STUCK_TIMEOUT_S:
                await many_commands(server, COMMANDS // 4)
                peak = max(peak, server.program.resident_bytes())
            took_s = time.monotonic() - began
            silent.socket.close()
    note = "commands at full speed; the socket first fills the buffers of the kernel"
    return [
        Row("a socket that stops reading: closed after", "s", (took_s,), (), 30, note=note),
        Row("the same: growth of the server", "MiB", ((peak - before) / 2**20,)),
    ]


async def many_commands(server: Product, total: int) -> None:
    """Let all callers retitle tickets of their own."""
    numbers = count()

    async def call(own: tuple[str, ...]) -> None:
        while (n := next(numbers)) < total:
            await server.retitle(own[n % len(own)])

    async with asyncio.TaskGroup() as group:
        for caller in range(CALLERS):
            group.create_task(call(server.population.tickets[caller::CALLERS]))


async def _one_by_one(server: Product, total: int) -> tuple[float, float]:
    """Return the CPU in µs and the median latency in ms of one command after the other."""
    await server.tell(1)
    latencies_ms, cpu_s = [], server.program.cpu_s()
    for _ in range(total):
        began = time.perf_counter()
        await server.tell(1)
        latencies_ms.append((time.perf_counter() - began) * 1_000)
    return (server.program.cpu_s() - cpu_s) * 1e6 / total, median(latencies_ms)


async def _file(server: Product, n: int) -> None:
    body = {"title": f"Printer {n} jams", "queueId": QUEUE}
    async with server.http.post(
        f"{server.url}/api/v1/tickets", json=body, headers=server.headers
    ) as response:
        response.raise_for_status()


async def _catch_up_ms(server: Product) -> float:
    """Return the CPU of one request, as the mean of ten."""
    rooms = {f"queue:{QUEUE}": {"after": 0}, f"team:{TEAM}": {"after": 0}}
    times, cpu_s = 10, server.program.cpu_s()
    for _ in range(times):
        async with server.http.post(
            f"{server.url}/api/v1/sync",
            json={"rooms": rooms, "limit": ENTRIES // 2},
            headers=server.headers,
        ) as response:
            page = await response.json()
        entries = sum(len(room["entries"]) for room in page["rooms"].values())
        if entries != ENTRIES:
            raise RuntimeError(f"{entries} entries")
    return (server.program.cpu_s() - cpu_s) * 1_000 / times


async def _sockets(server: Product) -> int:
    async with server.http.get(f"{server.url}/metrics") as response:
        figures = await response.text()
    (line,) = [line for line in figures.splitlines() if line.startswith("bomizzel_sockets ")]
    return int(float(line.split()[1]))


def _silent_client(server: Product, population: Population) -> Client:
    """Return a client that signed in and reads nothing from then on."""
    client = Client(server.url, *population.tokens[0])
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while not client.is_signed_in:
        client.readable()
        time.sleep(0.01)
    return client
