"""What Prometheus reads: well-formed, named by the rules, and about nobody in particular."""

import re

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.backend.clients import signed_in
from tests.integration.backend.server import Server

NAME = re.compile(r"bomizzel(_[a-z]+)+")
UNITS = ("_seconds", "_bytes", "_ratio")
MAX_SERIES = 400
"""Of one installation with one version: a set that grows with people or tickets breaks it."""
LABELS = {
    "check",
    "kind",
    "limit",
    "measure",
    "method",
    "reason",
    "result",
    "route",
    "state",
    "status",
    "le",
}


async def scrape(server: Server) -> list[Metric]:
    text = (await server.call("GET", "/metrics")).data.decode()
    return list(text_string_to_metric_families(text))


async def test_every_figure_is_named_and_described_by_the_rules(server: Server) -> None:
    families = await scrape(server)

    assert [family.name for family in families if not NAME.fullmatch(family.name)] == []
    assert [family.name for family in families if not family.documentation.endswith(".")] == []
    histograms = [family.name for family in families if family.type == "histogram"]
    assert [name for name in histograms if not name.endswith(UNITS)] == []
    milli = re.compile(r"_(ms|millis|milliseconds|minutes|kb|mb|percent)\b")
    assert [family.name for family in families if milli.search(family.name)] == []


async def test_labels_are_of_a_small_closed_set_and_name_nobody(server: Server) -> None:
    ticket = await server.ticket()
    async with signed_in(server.url, server.ben) as ben:
        await server.call(
            "POST",
            f"/api/v1/tickets/{ticket.id}/assign",
            server.ana,
            json={"assigneeId": server.ben.id},
        )
        await ben.wait_for("user:ticket_assigned")
        await ben.ask("join_queue", server.other_queue)
        samples = [sample for family in await scrape(server) for sample in family.samples]

    assert {name for sample in samples for name in sample.labels} <= LABELS
    values = {value for sample in samples for value in sample.labels.values()}
    ids = {ticket.id, server.queue, server.other_queue, server.team}
    ids |= {person.id for person in server.people.values()}
    assert [value for value in values if any(one in value for one in ids)] == []
    assert len(samples) < MAX_SERIES
    assert any(s.name == "bomizzel_delivery_seconds_count" and s.value > 0 for s in samples)


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("bomizzel_sockets", {}, 1.0),
        ("bomizzel_connected_people", {}, 1.0),
        ("bomizzel_socket_sign_ins_total", {"result": "ok"}, 1.0),
        ("bomizzel_joins_total", {"kind": "queue"}, 1.0),
        ("bomizzel_denied_joins_total", {"kind": "team"}, 1.0),
        ("bomizzel_sync_pages_total", {}, 1.0),
        ("bomizzel_sync_resets_total", {"reason": "cursor_ahead"}, 1.0),
        ("bomizzel_check_state", {"check": "database"}, 0.0),
    ],
)
async def test_figures_follow_what_happens(
    server: Server, name: str, labels: dict[str, str], value: float
) -> None:
    before = {
        (sample.name, *sample.labels.values()): sample.value
        for family in await scrape(server)
        for sample in family.samples
    }
    async with signed_in(server.url, server.ben) as ben:
        await ben.ask("join_queue", server.queue)
        await ben.ask("join_team", server.other_team)
        sync = {"rooms": {f"user:{server.ben.id}": {"after": 9_999}}}
        await server.call("POST", "/api/v1/sync", server.ben, json=sync)
        await server.ticket()
        await ben.wait_for("ticket:created")
        found = [
            sample.value - before.get((sample.name, *sample.labels.values()), 0.0)
            for family in await scrape(server)
            for sample in family.samples
            if sample.name == name and sample.labels == labels
        ]

    assert found == [value]
