"""Webhooks through a real server, in and out, as the documentation shows them."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.bootstrap.server import open_backend
from backend.domain.webhooks.signatures import delivery_key, signed_headers
from backend.services.webhooks.processing import WebhookProcessing
from common.webhooks import SourceKind
from tests.architecture.tree import ROOT
from tests.contract.witness import witnessed
from tests.integration.backend.server import (
    LIVELY,
    Server,
    listening,
    running_server,
    settings_in,
)
from tests.integration.backend.webhooks.receiver import Receiver, running_receiver

TUNING = replace(LIVELY, local_webhooks=True)
GUIDE = ROOT / "docs" / "integration.md"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path, TUNING) as running:
        yield running


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with running_receiver() as running:
        yield running


async def make_source(server: Server) -> Any:
    wanted = {
        "name": "shop",
        "kind": "generic",
        "queueId": server.queue,
        "userId": server.ana.id,
    }
    made = await server.call("POST", "/api/v1/webhook-sources", server.root, json=wanted)
    assert made.status == 201, made.data
    return made.json


async def ticket_of(server: Server, source_id: str) -> Any:
    """Return the ticket that the source's first request became, once it did."""
    path = f"/api/v1/webhook-sources/{source_id}/deliveries"
    async with asyncio.timeout(10):
        while True:
            (delivery,) = (await server.call("GET", path, server.root)).json["items"]
            if delivery["state"] == "done":
                found = await server.call(
                    "GET", f"/api/v1/tickets/{delivery['ticketId']}", server.ana
                )
                return found.json
            await asyncio.sleep(0.02)


async def test_the_example_of_the_guide_becomes_a_ticket(server: Server) -> None:
    source = await make_source(server)
    (script,) = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    environ = {**os.environ, "SECRET": source["secret"], "SERVER": server.url}

    shell = await asyncio.create_subprocess_exec(
        "bash", "-euc", script, env=environ, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(shell.communicate(), 10)

    assert shell.returncode == 0
    assert json.loads(out)["id"]
    ticket = await ticket_of(server, source["id"])
    assert (ticket["title"], ticket["priority"]) == ("The printer smokes", "urgent")


async def test_what_is_stored_survives_a_server_that_never_worked_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: WebhookProcessing) -> tuple[()]:
        return ()

    body = b'{"externalId":"A-1","title":"It smokes"}'
    with monkeypatch.context() as idle:
        idle.setattr(WebhookProcessing, "work", nothing)
        async with running_server(tmp_path, TUNING) as server:
            source = await make_source(server)
            headers = signed_headers("m-1", datetime.now(UTC), body, [source["secret"]])
            stored = await server.call("POST", "/api/v1/webhooks/shop", headers=headers, data=body)
            queue_id, root = server.queue, server.root

    assert stored.status == 202
    async with (
        witnessed() as witness,
        open_backend(settings_in(tmp_path), TUNING) as backend,
        listening(backend, witness),
        asyncio.timeout(10),
    ):
        tickets = backend.services.tickets
        while not (page := await tickets.page(root.actor, queue_id=queue_id)).items:  # noqa: ASYNC110 - a worker's state
            await asyncio.sleep(0.02)
    assert page.items[0].title == "It smokes"


async def test_unknown_source_and_bad_signature_answer_alike(server: Server) -> None:
    await make_source(server)

    answers = []
    for name in ("shop", "nobody"):
        response = await server.call("POST", f"/api/v1/webhooks/{name}", data=b"{}")
        answers.append((response.status, {**response.json, "instance": ""}))

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


async def test_a_receiver_hears_a_room_even_when_it_fails_first(
    server: Server, receiver: Receiver
) -> None:
    receiver.statuses = [503]
    receiver.headers = {"Retry-After": "0"}
    wanted = {"url": f"{receiver.url}/in", "room": f"queue:{server.queue}"}
    made = await server.call("POST", "/api/v1/webhook-endpoints", server.root, json=wanted)
    path = f"/api/v1/webhook-endpoints/{made.json['id']}"
    ticket = await server.ticket()
    await receiver.wait_for(1)
    async with asyncio.timeout(10):
        while not (await endpoint(server))["failures"]:  # noqa: ASYNC110 - a worker's state
            await asyncio.sleep(0.02)

    again = await server.call("PATCH", path, server.root, json={"enabled": True})

    assert again.status == 200, again.data
    await receiver.wait_for(3)
    events = [json.loads(body) for _, body in receiver.requests]
    assert [one["type"] for one in events] == [
        "ticket:created",
        "ticket:created",
        "queue:ticket_added",
    ]
    assert {one["ticketId"] for one in events} == {ticket.id}
    headers, body = receiver.requests[-1]
    assert delivery_key(
        SourceKind.GENERIC,
        {name.lower(): value for name, value in headers.items()},
        body,
        secrets=[made.json["secret"]],
        now=datetime.now(UTC),
    )


async def test_one_endpoint_that_fails_does_not_hold_up_another(
    server: Server, receiver: Receiver
) -> None:
    for path in ("/hang", "/in"):
        wanted = {"url": f"{receiver.url}{path}", "room": f"queue:{server.queue}"}
        await server.call("POST", "/api/v1/webhook-endpoints", server.root, json=wanted)

    await server.ticket()

    await receiver.wait_for(2)


async def endpoint(server: Server) -> Any:
    (one,) = (await server.call("GET", "/api/v1/webhook-endpoints", server.root)).json["items"]
    return one
