"""The official JavaScript client passes over each transport; the scenarios are in its language."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path

import pytest

from tests.integration.backend.server import Server

SCRIPT = Path(__file__).parents[3] / "javascript" / "conformance.js"
SCENARIOS: list[str] = re.findall(r'^  async "([^"]+)"\(\)', SCRIPT.read_text(), re.MULTILINE)
AFTER_A_DRAIN = "comes back by itself after the server drained"
TIMEOUT_S = 40
TRANSPORTS = [
    pytest.param(["websocket"], id="websocket"),
    pytest.param(["polling"], id="polling"),
    pytest.param(["polling", "websocket"], id="upgrade"),
]


def test_the_scenarios_are_found() -> None:
    assert len(SCENARIOS) == 11
    assert AFTER_A_DRAIN in SCENARIOS


@pytest.mark.parametrize("transports", TRANSPORTS)
@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if name != AFTER_A_DRAIN])
async def test_javascript_client(server: Server, transports: list[str], scenario: str) -> None:
    client = await _started(server, transports, scenario)

    status, said = await _ending(client)
    assert status == 0, said


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_javascript_client_comes_back_after_a_drain(
    server: Server, transports: list[str]
) -> None:
    client = await _started(server, transports, AFTER_A_DRAIN)
    assert client.stdout is not None
    assert await asyncio.wait_for(client.stdout.readline(), TIMEOUT_S) == b"signed in\n"

    await server.backend.hub.drain(timeout_s=4)
    # As if the next process were there: somebody new is let in.
    server.backend.hub.server.engine.is_draining = False

    status, said = await _ending(client)
    assert status == 0, said


async def test_a_scenario_that_does_not_come_true_is_reported(server: Server) -> None:
    client = await _started(server, ["websocket"], "no such scenario")

    status, said = await _ending(client)

    assert status == 1
    assert "TypeError" in said


async def _started(server: Server, transports: list[str], scenario: str) -> Process:
    people = {
        name: {"id": person.id, "token": person.token, "refreshToken": person.refresh_token}
        for name, person in server.people.items()
    }
    surroundings = {
        "url": server.url,
        "transports": transports,
        "people": people,
        "team": server.team,
        "queue": server.queue,
        "otherQueue": server.other_queue,
    }
    client = await asyncio.create_subprocess_exec(
        "node", SCRIPT, scenario, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )
    assert client.stdin is not None
    client.stdin.write(json.dumps(surroundings).encode())
    client.stdin.close()
    return client


async def _ending(client: Process) -> tuple[int | None, str]:
    try:
        said, _ = await asyncio.wait_for(client.communicate(), TIMEOUT_S)
    finally:
        if client.returncode is None:
            client.kill()
            await client.wait()
    return client.returncode, said.decode()
