"""Ben's device in front of the small help desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.bootstrap.tuning import Tuning
from tests.fakes.relay import Relay
from tests.faults.device import Device
from tests.integration.backend.server import Server, running_server
from tests.integration.desktop.agent.program import Program

BEATING = Tuning(look_every_s=0.2, heartbeat_s=1.0, spread=lambda: 1.0)
"""As in production, but the server beats each second: a dead line is noticed in seven."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path, BEATING) as running:
        yield running


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


@pytest.fixture
async def relay(server: Server) -> AsyncIterator[Relay]:
    relay = Relay(int(server.url.rpartition(":")[2]))
    await relay.start()
    yield relay
    await relay.stop()


@pytest.fixture
def device(program: Program, server: Server, relay: Relay) -> Device:
    """The device behind a network that can be made worse."""
    return Device(program, server, f"http://127.0.0.1:{relay.port}", server.ben)
