from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.backend.server import Server, running_server
from tests.servers.postgres import Postgres

ON_BOTH = ("test_delivery", "test_rooms", "test_sign_in")
"""Modules that a client's way through the whole server is in; the rest of a server does not know
which database it has, and storage itself is tested in tests/conformance."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames and metafunc.module.__name__.endswith(ON_BOTH):
        metafunc.parametrize("server", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    environ = {}
    if getattr(request, "param", "sqlite") == "postgres":
        environ = {
            "BOMIZZEL_DATABASE_URL": request.getfixturevalue("migrated_postgres")(),
            "BOMIZZEL_JWT_SECRET": "the same for every process of these tests",
        }
    async with running_server(tmp_path, **environ) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def each_database(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment that chooses a new database, of one kind after the other."""
    if request.param == "sqlite":
        return {}
    postgres: Postgres = request.getfixturevalue("postgres")
    return {
        "BOMIZZEL_DATABASE_URL": postgres.new_database(),
        "BOMIZZEL_JWT_SECRET": "only for tests, long enough for it",
    }
