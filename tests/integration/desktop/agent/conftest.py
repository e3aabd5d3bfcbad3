"""The contract server and a device in front of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household


@pytest.fixture
async def server() -> AsyncIterator[ContractServer]:
    server = ContractServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def home(server: ContractServer, tmp_path: Path) -> AsyncIterator[Household]:
    home = Household(server, tmp_path)
    yield home
    await home.stop()
