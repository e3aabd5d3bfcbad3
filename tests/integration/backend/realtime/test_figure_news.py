"""Live figures over real sockets: converge, in order, not too often (M5 and M6 of ADR-0016)."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.domain.metrics import Measure, MetricKey
from backend.services.changes import Change
from common.vocabulary import Status
from tests.integration.backend.clients import SocketClient, signed_in
from tests.integration.backend.server import LIVELY, Server, running_server

NEWS = "queue:metrics_updated"


async def until_told(client: SocketClient, field: str, value: int) -> dict[str, Any]:
    """Return the first news in which the figure has the value."""
    seen = 0
    while True:
        news: dict[str, Any] = await client.wait_for(NEWS, seen + 1)
        if news[field] == value:
            return news
        seen += 1


async def test_listener_gets_the_last_figures_within_two_seconds_of_the_last_change(
    server: Server,
) -> None:
    async with signed_in(server.url, server.ana) as ana:
        began = time.monotonic()
        await asyncio.gather(*(server.ticket(title=f"Jam {n}") for n in range(30)))
        path = f"/api/v1/queues/{server.queue}/metrics"
        last = (await server.call("GET", path, server.ana)).json
        async with asyncio.timeout(2):
            final = await until_told(ana, "version", last["version"])
        elapsed_s = time.monotonic() - began
        versions = [news["version"] for news in ana.named(NEWS)]

    assert versions == sorted(set(versions))
    assert len(versions) <= elapsed_s + 2
    ages = {"asOf", "averageOpenAgeSeconds"}
    assert {key: value for key, value in final.items() if key not in ages} == {
        key: value for key, value in last.items() if key not in ages
    }
    assert (final["total"], final["createdLastHour"]) == (30, 30)


async def test_nobody_else_is_told(server: Server) -> None:
    async with (
        signed_in(server.url, server.cleo) as cleo,
        signed_in(server.url, server.ana) as ana,
    ):
        await server.ticket()
        await ana.wait_for(NEWS)
        await cleo.ask("join_queue", server.other_queue)

    assert cleo.named(NEWS) == []


@pytest.mark.expected_logs("backend.realtime.recounting:ERROR:figures of a queue were wrong")
async def test_drift_is_counted_corrected_and_told(tmp_path: Path) -> None:
    async with running_server(tmp_path, replace(LIVELY, recount_every_s=2.0)) as server:
        await server.ticket()
        async with signed_in(server.url, server.ana) as ana:
            wrong = {MetricKey(server.queue, Measure.STATUS, Status.OPEN): 5}
            await server.backend.storage.gateway.commit(Change(deltas=wrong))
            await until_told(ana, "total", 1)
        scraped = (await server.call("GET", "/metrics")).data.decode()

    assert 'bomizzel_metrics_drift_total{measure="status"} 1.0' in scraped


async def test_history_is_served_by_hour_and_refused_with_a_reason(server: Server) -> None:
    await server.ticket()
    path = f"/api/v1/queues/{server.queue}/metrics/history"

    found = await server.call("GET", f"{path}?step=hour", server.ana)
    refused = await server.call(
        "GET", f"{path}?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", server.ana
    )
    nonsense = await server.call("GET", f"{path}?step=second", server.ana)
    stranger = await server.call("GET", path, server.cleo)

    assert found.status == 200
    assert len(found.json["items"]) == 24
    assert found.json["items"][-1]["created"] == 1
    assert (refused.status, refused.json["code"]) == (400, "invalid_request")
    assert nonsense.status == 400
    assert stranger.status == 404
