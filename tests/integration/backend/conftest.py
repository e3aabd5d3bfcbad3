from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.config.values import WebSockets
from tests.integration.backend.server import LIVELY, Server, running_server
from tests.servers.postgres import Postgres

ON_BOTH = ("test_delivery", "test_rooms", "test_sign_in")
"""Modules that a client's way through the whole server is in; the rest of a server does not know
which database it has, and storage itself is tested in tests/conformance."""

IN_BOTH_WAYS = ("test_bounds", "test_delivery", "test_handshake", "test_sign_in")
"""Modules about what a WebSocket carries; it can be served in two ways."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    module = metafunc.module.__name__
    kinds = ["sqlite"]
    if module.endswith(ON_BOTH):
        kinds.append("postgres")
    if module.endswith(IN_BOTH_WAYS):
        kinds.append("library")
    if "server" in metafunc.fixturenames and len(kinds) > 1:
        metafunc.parametrize("server", kinds, indirect=True)


@pytest.fixture(params=list(WebSockets))
def websockets(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment that chooses who serves WebSockets, one after the other."""
    return {"BOMIZZEL_WEBSOCKETS": request.param}


@pytest.fixture
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    kind = getattr(request, "param", "sqlite")
    environ: dict[str, str] = {}
    if kind == "library":
        environ = {"BOMIZZEL_WEBSOCKETS": WebSockets.LIBRARY}
    if kind == "postgres":
        environ = {
            "BOMIZZEL_DATABASE_URL": request.getfixturevalue("migrated_postgres")(),
            "BOMIZZEL_JWT_SECRET": "the same for every process of these tests",
        }
    async with running_server(tmp_path, LIVELY, **environ) as running:
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
