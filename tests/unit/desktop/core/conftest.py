"""A presenter at work."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.unit.desktop.stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    await stage.store.open("ana")
    running = asyncio.ensure_future(stage.presenter.run())
    yield stage
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
