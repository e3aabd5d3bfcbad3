"""A help desk in memory."""

import pytest

from tests.fakes.desk import Desk, memory_desk
from tests.fakes.tables import Tables


@pytest.fixture
async def _desk_and_tables() -> tuple[Desk, Tables]:
    return await memory_desk()


@pytest.fixture
def desk(_desk_and_tables: tuple[Desk, Tables]) -> Desk:
    return _desk_and_tables[0]


@pytest.fixture
def tables(_desk_and_tables: tuple[Desk, Tables]) -> Tables:
    return _desk_and_tables[1]
