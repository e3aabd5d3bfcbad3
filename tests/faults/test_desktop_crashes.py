"""Whatever the agent was doing when it was killed: nothing is lost, nothing is shown twice."""

import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.rest import Ticket
from tests.faults.crash_points import CrashPoint
from tests.faults.desktop_points import WHILE_CATCHING_UP, WHILE_LIVE
from tests.integration.backend.server import PASSWORD, Server, running_server
from tests.integration.desktop.agent.program import Program

TICKETS = 3
COSTS_A_TOAST = {"decision stored, not shown", "digest decided, not shown"}
"""What was decided is not shown again: twice would be worse than in the center alone."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


@pytest.mark.parametrize("point", WHILE_LIVE, ids=str)
async def test_while_events_come(program: Program, server: Server, point: CrashPoint) -> None:
    await sign_in(program, server)
    await start(program, point)
    await program.until_line("link live")
    program.signal(signal.SIGUSR1)
    for _ in range(TICKETS):
        await assign(server)
    assert await program.ended() == -signal.SIGKILL
    shown = of_tickets(program)

    await start(program)
    await program.until_line("link live")
    await program.until_line(f"unread {await unread(server)}")
    shown += await fenced(program, server)

    check(shown, point, TICKETS)


@pytest.mark.parametrize("point", WHILE_CATCHING_UP, ids=str)
async def test_while_it_catches_up(program: Program, server: Server, point: CrashPoint) -> None:
    await sign_in(program, server)
    await start(program)
    await program.until_line("link live")
    assert await program.terminate() == 0
    for _ in range(TICKETS):
        await assign(server)
    await start(program, point)
    assert await program.ended() == -signal.SIGKILL
    shown = of_tickets(program)

    await start(program)
    await program.until_line("link live")
    await program.until_line(f"unread {await unread(server)}")
    shown += await fenced(program, server)

    check(shown, point, TICKETS)


async def sign_in(program: Program, server: Server) -> None:
    assert await program.log_in(server.url, server.ben.email, PASSWORD) == 0


async def start(program: Program, point: CrashPoint | None = None) -> None:
    ordinary = Program(program.folder).way
    program.way = (
        ordinary if point is None else ("-m", "tests.faults.crashing", "desktop", point.name)
    )
    await program.start_headless()


async def assign(server: Server) -> Ticket:
    return await server.assign((await server.ticket()).id, server.ben)


async def fenced(program: Program, server: Server) -> int:
    """Return how many tickets were shown before one that is assigned now."""
    last = await assign(server)
    await program.until(lambda line: f'"#{last.number} ' in line)
    await program.until_line(f"unread {await unread(server)}")
    assert await program.terminate() == 0
    return of_tickets(program) - 1


async def unread(server: Server) -> int:
    return (await server.backend.services.notifications.unread(server.ben.actor)).count


def of_tickets(program: Program) -> int:
    """Return for how many tickets a run interrupted, alone or in a digest."""
    toasts = [line for line in program.lines if line.startswith("toast ")]
    numbers = [re.findall(r'"#(\d+) ', line) for line in toasts]
    assert len({tuple(number) for number in numbers}) == len(toasts), "a ticket was shown twice"
    digests = [line for line in program.lines if line.startswith("digest ")]
    return len(toasts) + sum(
        int(count) for line in digests for count in re.findall(r"(\d+) assigned", line)
    )


def check(shown: int, point: CrashPoint, tickets: int) -> None:
    if point.name in COSTS_A_TOAST:
        assert shown < tickets
    else:
        assert shown == tickets
