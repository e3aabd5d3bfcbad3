"""A thousand clients lose their server and come back at once.

``python -m tests.faults.homecoming`` says how long that took.
"""

import asyncio
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp

from common.rooms import queue_room
from common.stream import Cursor
from scripts.bench.population import PASSWORD, QUEUE, populate
from tests.faults.account import Account, account
from tests.faults.crowd import Member, until_all
from tests.faults.desk import Desk, KilledServer, killed_server
from tests.faults.truth import truth

PEOPLE = 200
DEVICES = 5
TICKETS = 20
PATIENCE_S = 60.0
ROOM = queue_room(QUEUE)


@dataclass(frozen=True)
class Homecoming:
    """What it came to.

    Attributes:
        live_s: From the start of the new server until everybody was signed in and level.
        delivered_s: From the last command until everybody had its event.
        sign_in_s: The longest that somebody waited who signed in by password meanwhile.
        late_beats: How often the event loop of the server was late, by more than so many
            seconds.
        accounts: Of each client.
        events: That were to come to each.
    """

    live_s: float
    delivered_s: float
    sign_in_s: float
    late_beats: dict[float, int]
    accounts: list[Account]
    events: int


async def come_home(folder: Path) -> Homecoming:
    """Kill a server in front of a crowd, start it again, and let all come at the same moment."""
    population = await populate(folder, people=PEOPLE, signed_in=PEOPLE)
    gate = asyncio.Event()
    async with (
        killed_server(Desk(population.environ, QUEUE, {}), None) as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        asyncio.TaskGroup() as tasks,
    ):
        crowd = [
            Member(http, server.url, token, ROOM)
            for _, token in population.tokens
            for _ in range(DEVICES)
        ]
        following = [tasks.create_task(member.run(gate)) for member in crowd]
        gate.set()
        await until_all(crowd, lambda member: member.is_live, PATIENCE_S)
        gate.clear()
        await server.close()
        await until_all(crowd, lambda member: not member.is_live, PATIENCE_S)
        found = await _back(crowd, server, gate)
        for task in following:
            task.cancel()
    return found


async def _back(crowd: list[Member], server: KilledServer, gate: asyncio.Event) -> Homecoming:
    first = crowd[0]
    assert first.begun is not None
    await server.start()
    began = monotonic()
    gate.set()
    work = asyncio.create_task(_file_tickets(first))
    await until_all(crowd, lambda member: member.is_live, PATIENCE_S)
    live_s = monotonic() - began
    sign_in_s = await work
    answered = monotonic()
    held = await truth(lambda body: first.ask("sync", body), {ROOM: Cursor(after=first.begun)})
    await until_all(crowd, lambda member: member.head == held.heads[ROOM], PATIENCE_S)
    return Homecoming(
        live_s,
        monotonic() - answered,
        sign_in_s,
        await _late_beats(first),
        [account(member.entries, held.entries) for member in crowd],
        len(held.events),
    )


async def _file_tickets(member: Member) -> float:
    """Sign in and file a ticket, again and again; returns the longest that a sign-in took."""
    longest_s = 0.0
    for _ in range(TICKETS):
        began = monotonic()
        await member.ask("auth/login", {"email": "0@example.org", "password": PASSWORD})
        longest_s = max(longest_s, monotonic() - began)
        await member.ask("tickets", {"title": "Jam", "description": "", "queueId": QUEUE})
    return longest_s


async def _late_beats(member: Member) -> dict[float, int]:
    async with member.http.get(f"{member.url}/metrics") as answer:
        figures = await answer.text()
    counts = {
        float(bound): float(count)
        for bound, count in re.findall(
            r'^bomizzel_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)$', figures, re.MULTILINE
        )
    }
    beats = counts[float("inf")]
    return {bound: round(beats - count) for bound, count in counts.items()}


def main() -> None:
    """Print one homecoming."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(come_home(Path(folder)))
    wrong = sum(not one.is_right for one in found.accounts)
    sys.stdout.write(
        f"{len(found.accounts)} clients: all live after {found.live_s:.1f} s, a sign-in took"
        f" {found.sign_in_s:.2f} s at most, late beats {found.late_beats},"
        f" {found.events} events, wrong accounts: {wrong}\n"
    )


if __name__ == "__main__":
    main()
