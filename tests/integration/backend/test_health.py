"""The three questions of a supervisor, a proxy and an administrator, asked of a real server."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from backend.api.pulse import Pulse
from backend.bootstrap.background import Background
from backend.storage.migrate import present_revision
from tests.integration.backend.server import Server


async def checks(server: Server) -> tuple[int, dict[str, Any]]:
    answer = await server.call("GET", "/readyz")
    return answer.status, answer.json["checks"]


async def test_late_events_are_degraded_and_still_served(server: Server) -> None:
    for _ in range(100):
        server.backend.hub.latencies.add(3.0)

    status, found = await checks(server)

    assert status == 200
    assert found["dispatch"] == {
        "state": "degraded",
        "detail": "events take 3.0 s to reach sockets",
    }


async def test_a_dispatcher_that_does_not_turn_gets_no_work(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.realtime.hub.STALLED_AFTER_S", -1.0)

    status, found = await checks(server)

    assert status == 503
    assert found["dispatch"] == {"state": "failed", "detail": "no turn for 0 s"}
    assert (await server.call("GET", "/livez")).status == 200


@pytest.mark.parametrize(
    ("revision", "status", "state"),
    [
        pytest.param("0001", 503, "failed", id="old"),
        pytest.param("9999", 200, "degraded", id="new"),
    ],
)
async def test_another_schema_than_the_own_is_told(
    server: Server, tmp_path: Path, revision: str, status: int, state: str
) -> None:
    newest = await server.backend.storage.pool.run(present_revision)
    with sqlite3.connect(tmp_path / "bomizzel.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))

    found_status, found = await checks(server)

    assert (found_status, found["migrations"]["state"]) == (status, state)
    assert newest in found["migrations"]["detail"]


async def test_only_what_a_restart_mends_is_a_reason_to_restart(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pulse, "steady_lag_s", 4.2)

    answer = await server.call("GET", "/livez")

    assert answer.status == 503
    assert answer.data == b"the event loop is late by 4.2 s and does not catch up"


@pytest.mark.expected_logs("backend.bootstrap.background:ERROR:background task ended")
async def test_a_background_task_that_ends_is_a_reason_to_restart() -> None:
    async def breaks() -> None:
        raise ValueError

    background = Background()
    assert (await background.check()).detail == "not started"
    async with background.running(breaks()):
        await asyncio.wait(background._tasks, timeout=5)

        assert (await background.check()).detail == "a background task ended"
