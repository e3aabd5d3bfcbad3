"""Somebody sets a wall clock by an hour, under people who work."""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import pytest

from common.rest import Ticket
from tests.faults.desk import ANSWER_S, KilledServer, Load, new_desk
from tests.faults.device import Device
from tests.faults.watcher import Watcher
from tests.integration.backend.server import PASSWORD, Person
from tests.integration.desktop.agent.program import Program

BOUND_S = 2.0
AN_HOUR = timedelta(hours=1)
PEOPLE = ("ana", "ben", "dora")
ANSWER = timedelta(seconds=ANSWER_S)
STEPS = [pytest.param(AN_HOUR, id="ahead"), pytest.param(-AN_HOUR, id="back")]


def on_a_clock(step: timedelta, program: str) -> tuple[str, ...]:
    """Return how Python starts a program whose clock can be set by ``step``."""
    return ("-m", "tests.faults.clocks", str(step.total_seconds()), program)


class TestOfTheServer:
    """Its clock steps, and is set right again a little later."""

    @pytest.mark.timeout(90)
    @pytest.mark.parametrize("step", STEPS)
    async def test_nobody_is_disconnected_and_nothing_is_lost(
        self, tmp_path: Path, step: timedelta
    ) -> None:
        desk = await new_desk(tmp_path)
        agent = Program(tmp_path)
        timeout = aiohttp.ClientTimeout(total=ANSWER_S)
        async with AsyncExitStack() as stack:
            server = KilledServer(desk, way=on_a_clock(step, "server"))
            stack.push_async_callback(server.close)
            await server.start()
            http = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            watchers = {name: Watcher(server.url, desk.people[name]) for name in PEOPLE}
            following = [tasks.create_task(watcher.run()) for watcher in watchers.values()]
            for watcher in watchers.values():
                await watcher.until_level(ANSWER_S)
            assert await agent.log_in(server.url, desk.people["ben"].email, PASSWORD) == 0
            await agent.start_headless()
            await agent.until_line("link live")
            load = Load(server, http)
            await load.tell_one()
            for number, ahead in ((signal.SIGUSR1, step), (signal.SIGUSR2, timedelta(0))):
                assert server.process is not None
                server.process.send_signal(number)
                await sign_in_again(load, server, ahead)
                await load.tell_one()
                for name, watcher in watchers.items():
                    truth = await load.truth(watcher, name)
                    await watcher.until_at(truth.heads, BOUND_S)
                    assert len(watcher.applied) == len(set(watcher.applied))
                    assert set(watcher.applied) == truth.events
                    assert (watcher.lines, watcher.resets) == (1, 0)
                await agent.until_line(f"unread {await load.unread('ben')}")
                assert links_since_live(agent) == ["live"]
                # It begins anew with a session of the time before.
                assert await agent.terminate() == 0
                await agent.start_headless()
                await agent.until_line("link live")
            await are_sound(load, server)
            for task in following:
                task.cancel()
        assert await agent.terminate() == 0


def links_since_live(agent: Program) -> list[str]:
    """Return how the line stood since it was live for the first time."""
    links = [line.split()[1] for line in agent.lines if line.startswith("link ")]
    return links[links.index("live") :]


async def sign_in_again(load: Load, server: KilledServer, ahead: timedelta) -> None:
    """Give everybody a token of a server's time, which is so far ahead; the old ones are not."""
    url = f"{server.url}/api/v1/auth/login"
    people: dict[str, Person] = {}
    for name, person in server.desk.people.items():
        body = {"email": person.email, "password": PASSWORD}
        async with load.http.post(url, json=body) as answer:
            assert answer.ok
            at = parsedate_to_datetime(answer.headers["Date"])
            assert abs(at - datetime.now(UTC) - ahead) < ANSWER
            people[name] = replace(person, token=(await answer.json())["accessToken"])
    server.desk = replace(server.desk, people=people)


async def are_sound(load: Load, server: KilledServer) -> None:
    """Expect a server that is ready, and figures of which none is below zero."""
    async with load.http.get(f"{server.url}/readyz") as answer:
        assert answer.ok, await answer.text()
    async with load.http.get(f"{server.url}/metrics") as answer:
        samples = [line for line in (await answer.text()).splitlines() if line[:1] != "#"]
    assert [line for line in samples if line.rpartition(" ")[2].startswith("-")] == []
    url = f"{server.url}/api/v1/queues/{server.desk.queue}/metrics"
    headers = server.desk.people["ana"].headers
    for path in ("", "/history"):
        async with load.http.get(f"{url}{path}", headers=headers) as answer:
            assert below_zero(await answer.json()) == []


def below_zero(value: object) -> list[object]:
    match value:
        case Mapping():
            return [bad for part in value.values() for bad in below_zero(part)]
        case list():
            return [bad for part in value for bad in below_zero(part)]
        case float() | int() if value < 0:
            return [value]
        case _:
            return []


def toast_of(ticket: Ticket) -> str:
    return f'toast kind=assigned priority=high title="#{ticket.number} '


class TestOfTheDevice:
    @pytest.mark.timeout(60)
    @pytest.mark.parametrize("step", STEPS)
    async def test_it_stays_connected_shows_what_comes_and_begins_anew_without_a_sign_in(
        self,
        device: Device,
        step: timedelta,
    ) -> None:
        await device.sign_in()
        device.program.way = on_a_clock(step, "desktop")
        await device.program.start_headless()
        await device.level()
        for number in (signal.SIGUSR1, signal.SIGUSR2):
            device.program.signal(number)
            ticket = await device.assign()
            async with asyncio.timeout(BOUND_S):
                await device.program.until_line(toast_of(ticket))
            await device.level()
            assert links_since_live(device.program) == ["live"]
        assert await device.program.terminate() == 0
        await device.start()
        await device.level()

        assert await device.fenced() == len((signal.SIGUSR1, signal.SIGUSR2))
